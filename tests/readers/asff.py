"""Holds findings to botocore's model of BatchImportFindings, and says in JSON how many there are and on which types.

python asff.py FILE
"""

import json
import re
import sys

import botocore.session
from botocore.validate import ParamValidator

model = botocore.session.get_session().get_service_model("securityhub")
shape = model.operation_model("BatchImportFindings").input_shape
known = {name for name in model.shape_for("ResourceDetails").members if name.startswith("Aws")}


def mistakes(value, shape, path):
    """What the validator does not look at: enumerations, patterns, and members that there are not."""
    if shape.type_name == "structure":
        for name, member in value.items():
            if name not in shape.members:
                yield f"{path}.{name}: no such member"
            else:
                yield from mistakes(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for place, item in enumerate(value):
            yield from mistakes(item, shape.member, f"{path}[{place}]")
    elif shape.type_name == "map":
        for name, member in value.items():
            yield from mistakes(name, shape.key, f"{path}.{name}")
            yield from mistakes(member, shape.value, f"{path}.{name}")
    elif shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value} is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.search(pattern, value, re.DOTALL):
            yield f"{path}: {value!r} is not {pattern}"


findings = json.load(open(sys.argv[1]))["Findings"]
found = []
for start in range(0, len(findings), 100):
    batch = {"Findings": findings[start : start + 100]}
    report = ParamValidator().validate(batch, shape)
    found += [report.generate_report()] if report.has_errors() else []
    found += mistakes(batch, shape, "")
types = {resource["Type"] for finding in findings for resource in finding["Resources"]}
found += [f"{name} is no type of resource" for name in types - known - {"AwsAccount", "Other"}]
print(json.dumps({"findings": len(findings), "types": sorted(types), "mistakes": found[:20]}))
