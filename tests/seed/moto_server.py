"""moto's server, with what moto 5.2 lacks.

It calls the root of some answers after the operation. boto3 does not look at it; other SDKs refuse the answer.
And it does not know some settings of EC2's regions.

python moto_server.py -p PORT

It ends when its standard input is closed, so that it never outlives whoever started it.
"""

import os
import sys
import threading

# Policies of AWS's own can be attached, and no thousand images of Amazon's belong to every account.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

from moto.core.responses import ActionResult
from moto.core.serialize import RestXMLSerializer
from moto.ec2.responses import EC2Response
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


def end_with_input():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    main(sys.argv[1:])
