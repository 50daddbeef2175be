"""moto's server, with what moto 5.2 lacks.

It calls the root of some answers after the operation. boto3 does not look at it; other SDKs refuse the answer.
It does not know some settings of EC2's regions, what an account's organisation has enabled for IAM, and the root user in
the credential report, and it neither says whether a bucket's policy is public nor reads the tags of an access point. It
does not know what Macie says of buckets, and nothing at all of App Runner. Of two conditional writes at once it lets both
through, and it answers for a bucket in whatever region it is asked. What it lacks beside stands in `served_*.py`.

python moto_server.py -p PORT

It ends when its standard input is closed, so that it never outlives whoever started it.
"""

import json
import os
import sys
import threading

# Policies of AWS's own can be attached, and no thousand images of Amazon's belong to every account.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

# Nothing is left beside the seeds.
sys.dont_write_bytecode = True

from moto.core.responses import ActionResult
from moto.core.serialize import RestXMLSerializer
from moto.ec2.responses import EC2Response
from moto.iam.exceptions import NotFoundException
from moto.iam.models import IAMBackend
from moto.iam.responses import IamResponse
from moto.macie2 import urls as macie_urls
from moto.macie2.responses import MacieResponse
from moto.s3.exceptions import NoSuchBucketPolicy, S3ClientError
from moto.s3.models import s3_backends
from moto.s3.responses import S3Response
from moto.s3control import urls
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.server import main

ROOTS = {
    "GetAccessPoint": "GetAccessPointResult",
    "GetAccessPointPolicy": "GetAccessPointPolicyResult",
    "GetBucketVersioning": "VersioningConfiguration",
    "ListAccessPoints": "ListAccessPointsResult",
    "ListTagsForResource": "ListTagsForResourceResult",
}

serialize = RestXMLSerializer._serialized_result_to_response


def with_root(self, *args):
    answer = serialize(self, *args)
    operation = self.operation_model.name
    if operation in ROOTS and ROOTS[operation] not in answer["body"]:
        answer["body"] = answer["body"].replace(f"{operation}Response", ROOTS[operation])
    return answer


RestXMLSerializer._serialized_result_to_response = with_root

# What has been set, by account, region and setting.
settings = {}


def setting(name, default, to_answer):
    """An operation that reads a setting."""

    def answer(self):
        return ActionResult(to_answer(settings.get((self.current_account, self.region, name), default)))

    return answer


def change(name, parameters, to_answer):
    """An operation that changes a setting, to the values of its parameters."""

    def answer(self):
        values = {parameter: self._get_param(parameter) for parameter in parameters}
        settings[self.current_account, self.region, name] = {k: v for k, v in values.items() if v is not None}
        return ActionResult(to_answer(settings[self.current_account, self.region, name]))

    return answer


def image_state(value):
    return {"ImageBlockPublicAccessState": value.get("ImageBlockPublicAccessState", "unblocked")}


def snapshot_state(value):
    return {"State": value.get("State", "unblocked")}


IMDS = ["HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "InstanceMetadataTags"]
EC2Response.get_image_block_public_access_state = setting("images", {}, image_state)
EC2Response.enable_image_block_public_access = change("images", ["ImageBlockPublicAccessState"], image_state)
EC2Response.get_snapshot_block_public_access_state = setting("snapshots", {}, snapshot_state)
EC2Response.enable_snapshot_block_public_access = change("snapshots", ["State"], snapshot_state)
EC2Response.get_instance_metadata_defaults = setting("imds", {}, lambda value: {"AccountLevel": value})
EC2Response.modify_instance_metadata_defaults = change("imds", IMDS, lambda _: {"Return": True})


class OrganizationNotFound(NotFoundException):
    code = "OrganizationNotFoundException"


def outside_of_organizations(self):
    raise OrganizationNotFound("The request failed because your account is not a member of an organization.")


IamResponse.list_organizations_features = outside_of_organizations

users_report = IAMBackend.get_credential_report
# Signed in once, on the day after the account was made; no second factor, no keys.
ROOT = "2020-01-01T00:00:00+00:00,not_supported,2020-01-02T00:00:00+00:00,not_supported,not_supported,false"
NO_KEYS = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"


def report_with_root(self):
    header, _, users = users_report(self).partition("\n")
    root = f"<root_account>,arn:aws:iam::{self.account_id}:root,{ROOT},{NO_KEYS}"
    return f"{header}\n{root}\n{users}"


IAMBackend.get_credential_report = report_with_root


bucket_get = S3Response._bucket_response_get


def s3_error(status, code, headers=None):
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'
    return status, {"Content-Type": "application/xml", **(headers or {})}, body


def redirect(self, bucket_name):
    """S3 sends whoever asks for objects in the wrong region to the right one."""
    try:
        region = self.backend.get_bucket(bucket_name).region_name
    except S3ClientError:
        return None
    return s3_error(301, "PermanentRedirect", {"x-amz-bucket-region": region}) if region != self.region else None


key_response = S3Response._key_response
writing = set()
writing_lock = threading.Lock()


def key_response_once(self, request, full_url):
    """A conditional write that meets another one of the same object is told to try again."""
    bucket_name = self.parse_bucket_name_from_url(request, full_url)
    elsewhere = redirect(self, bucket_name)
    if elsewhere or self.headers.get("If-None-Match") != "*":
        return elsewhere or key_response(self, request, full_url)
    key = (bucket_name, self.parse_key_name())
    with writing_lock:
        if key in writing:
            return s3_error(409, "ConditionalRequestConflict")
        writing.add(key)
    try:
        return key_response(self, request, full_url)
    finally:
        with writing_lock:
            writing.discard(key)


S3Response._key_response = key_response_once


def is_open(statement):
    everybody = statement.get("Principal") in ("*", {"AWS": "*"})
    return everybody and statement["Effect"] == "Allow" and "Condition" not in statement


def bucket_get_or_status(self, bucket_name, querystring):
    if "list-type" in querystring:
        return redirect(self, bucket_name) or bucket_get(self, bucket_name, querystring)
    if "policyStatus" not in querystring:
        return bucket_get(self, bucket_name, querystring)
    policy = self.backend.get_bucket_policy(bucket_name)
    if not policy:
        raise NoSuchBucketPolicy(bucket_name)
    statements = json.loads(policy)["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    public = str(any(map(is_open, statements))).lower()
    return 200, {}, f"<PolicyStatus><IsPublic>{public}</IsPublic></PolicyStatus>"


S3Response._bucket_response_get = bucket_get_or_status



def describe_buckets(self):
    """Nothing sensitive was found in any bucket of the region."""
    all_of = s3_backends[self.current_account][self.partition].buckets.values()
    here = sorted(bucket.name for bucket in all_of if bucket.region_name == self.region)
    found = {"accountId": self.current_account, "sensitivityScore": 1, "automatedDiscoveryMonitoringStatus": "MONITORED"}
    return json.dumps({"buckets": [{**found, "bucketName": name} for name in here]})


MacieResponse.describe_buckets = describe_buckets
macie_urls.url_paths["{0}/datasources/s3$"] = MacieResponse.dispatch

# The ARN of an access point has a slash in it.
urls.url_paths["/v20180820/tags/<path:arn>"] = urls.url_paths.pop("/v20180820/tags/<arn>")

answer = DomainDispatcherApplication.__call__


# Nobody runs anything in App Runner, or a machine in Lightsail.
NOTHING = {"AppRunner.ListServices": {"ServiceSummaryList": []}, "Lightsail_20161128.GetInstances": {"instances": []}}


def with_nothing(self, environ, start_response):
    """What moto does not know is not there."""
    there = NOTHING.get(environ.get("HTTP_X_AMZ_TARGET"))
    if there is None:
        return answer(self, environ, start_response)
    body = json.dumps(there).encode()
    start_response("200 OK", [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))])
    return [body]


DomainDispatcherApplication.__call__ = with_nothing

# What has a place of its own, and stands on what is above.
import served_backup
import served_clock
import served_data
import served_hosts
import served_machines
import served_people
import served_service
import served_work


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    main(sys.argv[1:])
