"""What moto lacks of the services that keep data: databases, buckets, secrets, settings, and of their tags.

What a client sets is kept and answered back.
"""

import datetime
import json
import re

from moto.backup.models import backup_backends
from moto.core import utils
from moto.core.responses import ActionResult
from moto.elasticache.models import elasticache_backends
from moto.kafka.models import KafkaBackend
from moto.memorydb.models import memorydb_backends
from moto.opensearch.models import opensearch_backends
from moto.rds.models import DBCluster, DBInstance, EventSubscription
from moto.redshift.models import RedshiftBackend
from moto.redshift.responses import RedshiftResponse
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response
from moto.secretsmanager.models import FakeSecret
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.sns.models import sns_backends
from moto.ssm.responses import SimpleSystemManagerResponse

DAY = 24 * 60 * 60

# --- Buckets: what is said of MFA.

put_bucket = S3Response._bucket_response_put


def put_bucket_with_mfa(self, request, bucket_name, querystring):
    reply = put_bucket(self, request, bucket_name, querystring)
    if "versioning" in querystring:
        told = re.search(r"<MfaDelete>(\w+)</MfaDelete>", self.body.decode())
        self.backend.get_bucket(bucket_name).mfa_delete = told and told.group(1)
    return reply


def versioning_with_mfa(self):
    bucket = self.backend.get_bucket(self.bucket_name)
    self.data["Action"] = "GetBucketVersioning"
    return self.serialized(ActionResult({"Status": bucket.versioning_status, "MFADelete": bucket.mfa_delete}))


FakeBucket.mfa_delete = None
S3Response._bucket_response_put = put_bucket_with_mfa
S3Response.get_bucket_versioning = versioning_with_mfa


# --- Secrets: on which day they were last read.

describe_secret, read_secret = FakeSecret.to_dict, SecretsManagerResponse.get_secret_value


def read_and_note(self):
    reply = read_secret(self)
    self.backend.secrets[self._get_param("SecretId")].last_accessed_date = int(utils.unix_time()) // DAY * DAY
    return reply


def with_last_access(self):
    return {**describe_secret(self), "LastAccessedDate": self.last_accessed_date}


FakeSecret.last_accessed_date = None
FakeSecret.to_dict = with_last_access
SecretsManagerResponse.get_secret_value = read_and_note


# --- Systems Manager: settings of a region.

service_settings = {}


def service_setting(self):
    return self.current_account, self.region, self._get_param("SettingId")


def get_service_setting(self):
    """One that was never set is as AWS has it."""
    value = service_settings.get(service_setting(self))
    state = {"SettingValue": value, "Status": "Customized"} if value else {"Status": "Default"}
    return json.dumps({"ServiceSetting": {"SettingId": self._get_param("SettingId"), **state}})


def update_service_setting(self):
    service_settings[service_setting(self)] = self._get_param("SettingValue")
    return "{}"


SimpleSystemManagerResponse.get_service_setting = get_service_setting
SimpleSystemManagerResponse.update_service_setting = update_service_setting


# --- Redshift: parameters of groups, and where clusters are.

redshift_parameters = {}
make_cluster, parameters_of_group = RedshiftResponse.create_cluster, RedshiftBackend.describe_cluster_parameters


def parameters_at(backend, group):
    return redshift_parameters.setdefault((backend.account_id, backend.region_name, group), {})


def modify_cluster_parameter_group(self):
    group = self._get_param("ParameterGroupName")
    for parameter in self._get_param("Parameters"):
        parameters_at(self.redshift_backend, group)[parameter["ParameterName"]] = parameter["ParameterValue"]
    return ActionResult({"ParameterGroupName": group, "ParameterGroupStatus": "Your parameter group has been updated"})


def parameters_with_own(self, parameter_group_name):
    own = parameters_at(self, parameter_group_name)
    default = parameters_of_group(self, parameter_group_name)
    return [{**one, "ParameterValue": own.get(one["ParameterName"], one["ParameterValue"])} for one in default]


def create_cluster_in_place(self):
    reply = make_cluster(self)
    cluster = reply.result["Cluster"]
    cluster.multi_az = "Enabled" if self._get_bool_param("MultiAZ") else "Disabled"
    group = self.redshift_backend.subnet_groups.get(cluster.cluster_subnet_group_name)
    cluster.vpc_id = group and group.vpc_id
    return reply


RedshiftResponse.modify_cluster_parameter_group = modify_cluster_parameter_group
RedshiftResponse.create_cluster = create_cluster_in_place
RedshiftBackend.describe_cluster_parameters = parameters_with_own


# --- MSK: what the newer call is told of provisioned clusters.

make_kafka = KafkaBackend.create_cluster_v2


def create_kafka_whole(self, cluster_name, tags, provisioned, serverless):
    made = make_kafka(self, cluster_name, tags, provisioned, serverless)
    cluster, told = self.clusters[made[0]], provisioned or {}
    cluster.client_authentication = told.get("clientAuthentication")
    cluster.encryption_info, cluster.logging_info = told.get("encryptionInfo"), told.get("loggingInfo")
    return made


KafkaBackend.create_cluster_v2 = create_kafka_whole


# --- RDS: certificates, topics that are gone, and that Neptune, too, signs in with IAM.

make_db_cluster = DBCluster.__init__


def db_cluster(self, backend, **told):
    by_iam = told["engine"] == "neptune" and told.pop("enable_iam_database_authentication", False)
    make_db_cluster(self, backend, **told)
    self.iam_auth = self.iam_auth or by_iam


def certificate_details(self):
    """A server's certificate is good for a year."""
    ends = self.created + datetime.timedelta(days=365)
    return {"CAIdentifier": self.ca_certificate_identifier, "ValidTill": ends}


def subscription_status(self):
    there = sns_backends[self.backend.account_id][self.backend.region_name].topics
    return "active" if self.sns_topic_arn in there else "topic-not-exist"


DBCluster.__init__ = db_cluster
DBInstance.certificate_details = property(certificate_details)
EventSubscription.status = property(subscription_status, lambda self, _: None)


# --- Tags, where the tagging API does not look.

TAGGERS = {
    "backup:backup-plan": (backup_backends, "tagger"),
    "backup:backup-vault": (backup_backends, "tagger"),
    "elasticache:cluster": (elasticache_backends, "tagging_service"),
    "elasticache:replicationgroup": (elasticache_backends, "tagging_service"),
    "es:domain": (opensearch_backends, "tagger"),
    "memorydb:cluster": (memorydb_backends, "tagger"),
}
tagged = ResourceGroupsTaggingAPIBackend._get_resources_generator


def tagged_everywhere(self, tag_filters=None, resource_type_filters=None):
    yield from tagged(self, tag_filters, resource_type_filters)
    for kind in TAGGERS.keys() & set(resource_type_filters or ()):
        backends, tagger = TAGGERS[kind]
        tagger = getattr(backends[self.account_id][self.region_name], tagger)
        sort = re.compile(f":{kind.split(':')[1]}[:/]")
        for arn in filter(sort.search, list(tagger.tags)):
            yield {"ResourceARN": arn, "Tags": tagger.list_tags_for_resource(arn)["Tags"]}


ResourceGroupsTaggingAPIBackend._get_resources_generator = tagged_everywhere
