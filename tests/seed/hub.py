"""Makes buckets, changes them, and works in Security Hub as people do.

python hub.py ENDPOINT ACCESS_KEY SECRET SESSION_TOKEN REGION DO [NAME]

DO is `make` (a bucket without versions), `fix` (it gets versions), `work` (somebody takes on all findings, and another
product has one) or `show` (prints all findings).
"""

import json
import sys

import boto3

endpoint, key, secret, token, region, do, *rest = sys.argv[1:]
session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token, region_name=region)
s3 = session.client("s3", endpoint_url=endpoint)
hub = session.client("securityhub", endpoint_url=endpoint)


def findings():
    return [one for page in hub.get_paginator("get_findings").paginate() for one in page["Findings"]]


if do == "make":
    s3.create_bucket(Bucket=rest[0], CreateBucketConfiguration={"LocationConstraint": region})
elif do == "fix":
    s3.put_bucket_versioning(Bucket=rest[0], VersioningConfiguration={"Status": "Enabled"})
elif do == "work":
    # moto has no BatchUpdateFindings, and keeps what is imported as it comes.
    taken = [{**one, "Workflow": {"Status": "NOTIFIED"}, "Severity": {"Label": "LOW"}} for one in findings()]
    other = {**taken[0], "Id": "other/1", "GeneratorId": "other"}
    for start in range(0, len(taken), 100):
        hub.batch_import_findings(Findings=taken[start : start + 100])
    hub.batch_import_findings(Findings=[other])
elif do == "show":
    print(json.dumps(findings()))
