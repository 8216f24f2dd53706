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
