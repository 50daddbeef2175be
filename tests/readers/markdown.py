"""Reads a Markdown report as a code host does, and says in JSON what is in it beside text.

python markdown.py FILE
"""

import json
import re
import sys

from markdown_it import MarkdownIt

text = open(sys.argv[1], encoding="utf-8", newline="").read()
tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
inside = [child for token in tokens for child in token.children or []]
html = [t.content for t in tokens if t.type == "html_block"] + [t.content for t in inside if t.type == "html_inline"]
# What a long part is folded by.
known = ("<details><summary>", "</details>")
print(
    json.dumps(
        {
            "html": [block for block in html if not block.strip().startswith(known)],
            "links": [t.attrs for t in inside if t.type in ("link_open", "image")],
            "tables": sum(t.type == "table_open" for t in tokens),
            "headings": sum(t.type == "heading_open" for t in tokens),
            "controls": re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text),
        }
    )
)
