"""Rights by what they let someone do. Source: the service authorization reference of AWS, the role lists of Azure and Google."""

from __future__ import annotations

import re

WRITING = re.compile(
    r"^(\*|s3:(\*|Put\w*|Delete\w*)|dynamodb:(\*|(Put|Update|Delete|BatchWrite)\w*)|sqs:(\*|Send\w*)|sns:(\*|Publish\w*)|kinesis:(\*|Put\w*))$"
)
RISING = re.compile(
    r"^(iam:(\*|PassRole|CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|Attach\w*Policy|Put\w*Policy|CreatePolicyVersion|SetDefaultPolicyVersion"
    r"|UpdateAssumeRolePolicy|AddUserToGroup|Put\*|Attach\*|Create\*|Update\*)|sts:(\*|AssumeRole)|lambda:(\*|UpdateFunctionCode))$"
)  # with these on everything, someone can give themselves every right
WIDE = re.compile(r"^[\w-]+:\*$")
AUTHORITATIVE = re.compile(
    r"^(google_\w+_iam_(policy|binding)|google_project_iam_audit_config|aws_iam_policy_attachment|aws_iam_(role|user|group)_polic(y_attachments|ies)_exclusive"
    r"|aws_iam_group_membership)$"
)  # they say who has a right, and take it from everyone else; ``_member`` and the attachments of one role only add
WEAK_CONDITION = re.compile(
    r"^(aws:SecureTransport|aws:MultiFactorAuth\w+|aws:RequestedRegion|aws:Referer|aws:UserAgent|aws:CurrentTime|aws:EpochTime|aws:TokenIssueTime"
    r"|aws:ViaAWSService|s3:(TlsVersion|prefix|delimiter|max-keys|signatureversion|x-amz-[\w-]+)|\S+:aud)$",
    re.IGNORECASE,
)  # conditions that everyone can meet
EVERY_ADDRESS = frozenset({"*", "0.0.0.0/0", "::/0", "arn:aws:*"})
ANY_CALLER = re.compile(r"^(repo:|project_path:|organization:)?\*")  # the subject of a log-in service, left open to all its customers
FULL_ACCESS = re.compile(r"policy/(\S*/)?\w*FullAccess$")
LASTING_KEYS = re.compile(
    r"^(aws_iam_(access_key|service_specific_credential)|aws_lightsail_bucket_access_key|google_(service_account_key|storage_hmac_key)"
    r"|azuread_(application|service_principal)_password|azurerm_container_registry_token_password|azurerm_managed_disk_sas_token)$"
)
