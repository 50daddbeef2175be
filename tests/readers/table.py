"""Reads a CSV report as a spreadsheet does, and says in JSON how many rows it has and what would be taken for a formula.

python table.py FILE
"""

import csv
import json
import re
import sys

csv.field_size_limit(1 << 24)
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    rows = list(csv.reader(file, strict=True))
header, rows = rows[0], rows[1:]
number = re.compile(r"[+-]?\d+(\.\d+)?")
cells = [cell for row in rows for cell in row]
formulas = [cell for cell in cells if cell.lstrip(" \r\n").startswith(("=", "+", "-", "@", "\t")) and not number.fullmatch(cell)]
ragged = [row for row in rows if len(row) != len(header)]
controls = [cell for cell in cells if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cell)]
print(json.dumps({"rows": len(rows), "formulas": formulas, "ragged": ragged, "controls": controls}))
