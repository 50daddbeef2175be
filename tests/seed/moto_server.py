"""moto's server, with the answers of S3 and S3 Control under the names that AWS gives them.

moto 5.2 calls the root of some answers after the operation. boto3 does not look at it; other SDKs refuse the answer.

python moto_server.py -p PORT
"""

import sys

from moto.core.serialize import RestXMLSerializer
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

if __name__ == "__main__":
    main(sys.argv[1:])
