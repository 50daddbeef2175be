"""The machines of Systems Manager, which moto lacks: they are who sends what it has in its inventory.

An agent tells who it is with `AWS:InstanceInformation`, and what patches are missing with `AWS:PatchSummary`.
<https://docs.aws.amazon.com/systems-manager/latest/userguide/inventory-schema.html>
"""

import datetime
import json

from moto.core.utils import utcnow
from moto.ssm.responses import SimpleSystemManagerResponse

# By account and region, then by machine, then by type: what was sent last.
inventories = {}


def machines(response):
    return inventories.setdefault((response.current_account, response.region), {})


def seconds(moment):
    return moment.replace(tzinfo=datetime.timezone.utc).timestamp()


def put_inventory(self):
    sent = machines(self).setdefault(self._get_param("InstanceId"), {})
    sent["heard"] = seconds(utcnow())
    for item in self._get_param("Items"):
        sent[item["TypeName"]] = item["Content"][0] | {"CaptureTime": item["CaptureTime"]}
    return json.dumps({"Message": ""})


def put_compliance_items(self):
    machine = machines(self).setdefault(self._get_param("ResourceId"), {})
    machine.setdefault("compliance", {})[self._get_param("ComplianceType")] = self._get_param("Items")
    return "{}"


def describe_instance_information(self):
    told = [(name, of["AWS:InstanceInformation"], of["heard"]) for name, of in machines(self).items()]
    status = {"Active": "Online", "Stopped": "ConnectionLost"}
    known = ("AgentVersion", "PlatformName", "PlatformType", "PlatformVersion", "ResourceType")
    listed = [
        {"InstanceId": name, "PingStatus": status[about.get("InstanceStatus", "Active")], "LastPingDateTime": heard}
        | {field: about[field] for field in known if field in about}
        for name, about, heard in told
    ]
    return json.dumps({"InstanceInformationList": listed})


def describe_instance_patch_states(self):
    wanted = self._get_param("InstanceIds")
    scanned = {name: of["AWS:PatchSummary"] for name, of in machines(self).items() if "AWS:PatchSummary" in of}
    states = [patch_state(name, about) for name, about in scanned.items() if name in wanted]
    return json.dumps({"InstancePatchStates": states})


def patch_state(name, about):
    then = seconds(datetime.datetime.strptime(about["CaptureTime"], "%Y-%m-%dT%H:%M:%SZ"))
    state = {"InstanceId": name, "PatchGroup": "", "BaselineId": about.get("BaselineId", ""), "Operation": "Scan"}
    state |= {"OperationStartTime": then, "OperationEndTime": then}
    return state | {field: int(value) for field, value in about.items() if field.endswith("Count")}


def list_resource_compliance_summaries(self):
    return json.dumps({
        "ResourceComplianceSummaryItems": [
            summary(name, kind, items)
            for name, of in machines(self).items()
            for kind, items in of.get("compliance", {}).items()
        ]
    })


def summary(name, kind, items):
    bad = sum(item["Status"] == "NON_COMPLIANT" for item in items)
    return {
        "ComplianceType": kind, "ResourceType": "ManagedInstance", "ResourceId": name, "OverallSeverity": "UNSPECIFIED",
        "Status": "NON_COMPLIANT" if bad else "COMPLIANT", "NonCompliantSummary": {"NonCompliantCount": bad},
    }


for operation in (
    put_inventory,
    put_compliance_items,
    describe_instance_information,
    describe_instance_patch_states,
    list_resource_compliance_summaries,
):
    setattr(SimpleSystemManagerResponse, operation.__name__, operation)
