"""Reads an HTML report by Python's own parser, and says in JSON what in it could run, load or send something.

python page.py FILE
"""

import json
import sys
from html.parser import HTMLParser

LOADING = {"img", "iframe", "object", "embed", "base", "form", "link", "audio", "video", "source", "applet", "frame"}


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.odd, self.scripts = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "script":
            self.scripts.append(dict(attrs).get("type") or "script")
        if tag in LOADING:
            self.odd.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.odd.append(f"{tag} {name}={value}")


reader = Reader()
reader.feed(open(sys.argv[1], encoding="utf-8", newline="").read())
print(json.dumps({"odd": reader.odd, "scripts": sorted(reader.scripts)}))
