"""What moto lacks of IAM: the root user, the ends of certificates and directories, and whom a policy bounds."""

import datetime
import re

from cryptography import x509
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam.models import AccessKey, AccountSummary, Certificate, IAMBackend, ManagedPolicy, SAMLProvider
from moto.iam.responses import IamResponse

accounts = {}

# The root user has the name of the credential report. A key that is made for nobody is its own, and what only the
# console does takes that name.
# <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html>
ROOT = "<root_account>"
DATE = "%Y-%m-%dT%H:%M:%S+00:00"
user_key, user_mfa, users_report, of_user = (
    IAMBackend.create_access_key,
    IAMBackend.enable_mfa_device,
    IAMBackend.get_credential_report,
    IAMBackend.get_access_key_last_used,
)
counts = AccountSummary.summary_map.fget


def root_of(account):
    return accounts.setdefault(account, {"keys": [], "mfa": "false"})


def create_access_key(self, user_name, prefix="AKIA", status="Active"):
    if user_name:
        return user_key(self, user_name, prefix, status)
    key = AccessKey(None, prefix=prefix, status=status, account_id=self.account_id)
    self.access_keys[key.access_key_id] = key
    root_of(self.account_id)["keys"].append(key)
    return key


def get_access_key_last_used(self, key):
    """What signs for no user signs for the root user."""
    nobody = key in self.access_keys and self.access_keys[key].user_name is None
    return {"user_name": None, "last_used": self.access_keys[key].last_used} if nobody else of_user(self, key)


def enable_mfa_device(self, user_name, serial_number, *codes):
    if user_name != ROOT:
        return user_mfa(self, user_name, serial_number, *codes)
    root_of(self.account_id)["mfa"] = "true"
    if device := self.virtual_mfa_devices.get(serial_number):
        device.enable_date = utcnow()
        device.user = device.user_attribute = {"Arn": f"arn:aws:iam::{self.account_id}:root"}


def report_with_root(self):
    lines = users_report(self).split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith(ROOT))
    root, row = root_of(self.account_id), lines[at].split(",")
    row[7] = root["mfa"]
    for first, key in zip((8, 13), root["keys"]):
        used = key.last_used
        uses = [used.strftime(DATE), used.region, used.service] if used else ["N/A"] * 3
        row[first : first + 5] = [str(key.status == "Active").lower(), key.create_date.strftime(DATE), *uses]
    lines[at] = ",".join(row)
    return "\n".join(lines)


def summary_with_root(self):
    root = root_of(self._iam_backend.account_id)
    has = {"AccountAccessKeysPresent": int(bool(root["keys"])), "AccountMFAEnabled": int(root["mfa"] == "true")}
    return counts(self) | has


IAMBackend.create_access_key = create_access_key
IAMBackend.get_access_key_last_used = get_access_key_last_used
IAMBackend.enable_mfa_device = enable_mfa_device
IAMBackend.get_credential_report = report_with_root
AccountSummary.summary_map = property(summary_with_root)


def listed(certificate):
    """A certificate without itself, as IAM lists it; moto says of each that it was over in 2012."""
    end = x509.load_pem_x509_certificate(certificate.cert_body.encode()).not_valid_after_utc
    return {
        "ServerCertificateName": certificate.cert_name,
        "ServerCertificateId": "ASCA" + certificate.cert_name.upper(),
        "Arn": certificate.arn,
        "Path": certificate.path,
        "UploadDate": certificate.upload_date,
        "Expiration": end.replace(tzinfo=None),
    }


def list_server_certificates(self):
    certificates = self.backend.list_server_certificates()
    listing = [listed(certificate) for certificate in certificates]
    return ActionResult({"ServerCertificateMetadataList": listing, "IsTruncated": False})


IamResponse.list_server_certificates = list_server_certificates
upload, directory = Certificate.__init__, SAMLProvider.__init__


def uploaded_now(self, *args, **more):
    upload(self, *args, **more)
    self.upload_date = utcnow()


def directory_until(self, *args, **more):
    directory(self, *args, **more)
    if until := re.search(r'validUntil="([^"]+)"', self.saml_metadata_document or ""):
        self.valid_until = datetime.datetime.fromisoformat(until[1]).replace(tzinfo=None)


Certificate.__init__ = uploaded_now
SAMLProvider.__init__ = directory_until


def boundary_count(policy):
    holders = [*policy.backend.users.values(), *policy.backend.roles.values()]
    return sum(getattr(holder, "permissions_boundary_arn", None) == policy.arn for holder in holders)


ManagedPolicy.permissions_boundary_usage_count = property(boundary_count)
