"""The instructions of a Dockerfile, as the parser of BuildKit reads them."""
import json
import sys

import dockerfile

print(json.dumps([
    {"cmd": one.cmd, "flags": list(one.flags), "value": list(one.value)} for one in dockerfile.parse_file(sys.argv[1])
]))
