"""Reads a JUnit report as a CI server does, and says in JSON what is in it.

python junit.py FILE
"""

import json
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

KINDS = {Error: "error", Failure: "failure", Skipped: "skipped"}

report = JUnitXml.fromfile(sys.argv[1])
cases = []
for suite in report:
    for case in suite:
        kinds = [KINDS[type(result)] for result in case.result]
        told = [result.message or "" for result in case.result]
        cases.append({"suite": suite.name, "class": case.classname, "name": case.name, "kinds": kinds, "told": told})
counts = {"tests": report.tests, "failures": report.failures, "errors": report.errors, "skipped": report.skipped}
print(json.dumps({**counts, "cases": cases}))
