"""What moto lacks of Backup: what plans select, who may touch a vault, what a region saves, and what was saved.

What a client sets is kept and answered back.
"""

import json
import time

from moto.backup import urls as backup_urls
from moto.backup.exceptions import ResourceNotFoundException
from moto.backup.models import Plan, Vault
from moto.backup.responses import BackupResponse
from moto.core import utils
from moto.moto_api._internal import mock_random

DAY = 24 * 60 * 60
region_settings, saved = {}, {}
plan_of_listing, vault_of_listing = Plan.to_get_dict, Vault.to_list_dict


def plan_of(self):
    return self.backup_backend.plans[self.path.split("/plans/")[1].split("/")[0]]


def create_backup_selection(self):
    id, plan = str(mock_random.uuid4()), plan_of(self)
    plan.selections = {**plan.selections, id: json.loads(self.body)["BackupSelection"]}
    return json.dumps({"SelectionId": id, "BackupPlanId": plan.backup_plan_id, "CreationDate": utils.unix_time()})


def list_backup_selections(self):
    plan = plan_of(self)
    listed = [{"SelectionId": id, "BackupPlanId": plan.backup_plan_id} for id in plan.selections]
    return json.dumps({"BackupSelectionsList": listed})


def get_backup_selection(self):
    id = self.path.rstrip("/").rsplit("/", 1)[-1]
    return json.dumps({"SelectionId": id, "BackupSelection": plan_of(self).selections[id]})


def plan_that_ran(self):
    """Whatever has something to save ran last night."""
    ran = {"LastExecutionDate": time.time() // DAY * DAY} if self.selections else {}
    return {**plan_of_listing(self), **ran}


def vault_of(self):
    return self.backup_backend.vaults[self.path.split("/backup-vaults/")[1].split("/")[0]]


def put_backup_vault_access_policy(self):
    vault_of(self).policy = json.loads(self.body)["Policy"]
    return "{}"


def get_backup_vault_access_policy(self):
    vault = vault_of(self)
    if vault.policy is None:
        raise ResourceNotFoundException(msg=f"Backup vault {vault.backup_vault_name} has no access policy")
    return json.dumps({"BackupVaultName": vault.backup_vault_name, "Policy": vault.policy})


def vault_with_type(self):
    return {**vault_of_listing(self), "VaultType": "BACKUP_VAULT"}


def start_backup_job(self):
    """It is done at once."""
    body = json.loads(self.body)
    vault = self.backup_backend.vaults[body["BackupVaultName"]]
    vault.num_of_recovery_points += 1
    arn, moment = body["ResourceArn"], utils.unix_time()
    sort = {"elasticfilesystem": "EFS", "rds": "RDS", "dynamodb": "DynamoDB", "s3": "S3", "ec2": "EBS"}
    saved.setdefault((self.current_account, self.region), {})[arn] = {
        "ResourceArn": arn, "ResourceType": sort.get(arn.split(":")[2]), "LastBackupTime": moment,
        "LastBackupVaultArn": vault.backup_vault_arn,
    }
    return json.dumps({"BackupJobId": str(mock_random.uuid4()), "CreationDate": moment})


def list_protected_resources(self):
    return json.dumps({"Results": list(saved.get((self.current_account, self.region), {}).values())})


def describe_region_settings(self):
    """Where nobody said anything, all that AWS begins with is saved."""
    begin = dict.fromkeys(["Aurora", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "RDS", "Redshift"], True)
    own = region_settings.get((self.current_account, self.region), {})
    return json.dumps({"ResourceTypeOptInPreference": {**begin, **own}, "ResourceTypeManagementPreference": {}})


def update_region_settings(self):
    place = self.current_account, self.region
    asked = json.loads(self.body).get("ResourceTypeOptInPreference", {})
    region_settings[place] = {**region_settings.get(place, {}), **asked}
    return "{}"


Plan.selections, Vault.policy = {}, None
Plan.to_get_dict, Vault.to_list_dict = plan_that_ran, vault_with_type
for operation in [
    create_backup_selection, list_backup_selections, get_backup_selection, put_backup_vault_access_policy,
    get_backup_vault_access_policy, start_backup_job, list_protected_resources, describe_region_settings,
    update_region_settings,
]:
    setattr(BackupResponse, operation.__name__, operation)
for path in ["/account-settings$", "/backup-jobs$", "/resources/?$", "/backup-vaults/(?P<name>[^/]+)/access-policy$"]:
    backup_urls.url_paths["{0}" + path] = BackupResponse.dispatch
