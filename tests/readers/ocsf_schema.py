"""The JSON Schema of a Compliance Finding in a version of OCSF, from the schema that OCSF publishes.

python ocsf_schema.py VERSION PROFILE...
"""

import json
import sys

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

version, *profiles = sys.argv[1:]
schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=version))
name = schema.lookup_class_name_from_uid(class_uid=2003)
print(json.dumps(schema.get_class_schema(class_name=name, profiles=profiles)))
