"""Reads metrics by Prometheus's own parser, and says in JSON which there are and what stands on their labels.

python metrics.py FILE
"""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

families = list(text_string_to_metric_families(open(sys.argv[1], encoding="utf-8", newline="").read()))
samples = [sample for family in families for sample in family.samples]
print(
    json.dumps(
        {
            "names": sorted({sample.name for sample in samples}),
            "owners": sorted({sample.labels["owner"] for sample in samples if "owner" in sample.labels}),
            "odd": [family.name for family in families if family.type != "gauge" or not family.documentation],
        }
    )
)
