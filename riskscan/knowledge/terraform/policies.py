"""How serious checkov's checks are, and a plain sentence for the most important ones.

checkov itself gives no severity without an account. Ours: who can reach it and what is lost come first, housekeeping last.
Source: the title of each check in checkov 3.3; severity and sentence are our own judgement.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TABLE: dict[str, tuple[str, str]] = {
    "CKV_AWS_1": ("critical", "This gives every right on everything."),
    "CKV_AWS_16": ("medium", "The database is stored without encryption."),
    "CKV_AWS_17": ("critical", "The database can be reached from the internet."),
    "CKV_AWS_18": ("low", "Nobody records who reads this file store."),
    "CKV_AWS_19": ("medium", "The files are stored without encryption."),
    "CKV_AWS_20": ("critical", "Anyone can read this file store."),
    "CKV_AWS_21": ("medium", "Deleted files cannot be brought back: old versions are not kept."),
    "CKV_AWS_23": ("none", "The network rule has no description."),
    "CKV_AWS_24": ("critical", "Anyone on the internet can try to log in to the machines."),
    "CKV_AWS_25": ("critical", "Anyone on the internet can try to log in to the machines."),
    "CKV_AWS_26": ("low", "Messages are stored without encryption."),
    "CKV_AWS_27": ("low", "Messages are stored without encryption."),
    "CKV_AWS_28": ("medium", "The table cannot be put back to an earlier moment."),
    "CKV_AWS_33": ("high", "Everyone may use this key."),
    "CKV_AWS_37": ("low", "The cluster does not record what happens in it."),
    "CKV_AWS_38": ("high", "Anyone on the internet can reach the cluster's controls."),
    "CKV_AWS_39": ("medium", "The cluster's controls have a public address."),
    "CKV_AWS_40": ("low", "Rights go to a single person and not to a group."),
    "CKV_AWS_41": ("critical", "An access key stands in the file."),
    "CKV_AWS_45": ("high", "A password or key stands in the function's settings."),
    "CKV_AWS_46": ("high", "A password or key stands in the machine's start script."),
    "CKV_AWS_53": ("medium", "The file store can be opened to everyone by file rights."),
    "CKV_AWS_54": ("medium", "The file store can be opened to everyone by a policy."),
    "CKV_AWS_55": ("medium", "Public file rights are not ignored."),
    "CKV_AWS_56": ("medium", "A public file store is not closed off."),
    "CKV_AWS_57": ("critical", "Anyone can change the files in this store."),
    "CKV_AWS_60": ("critical", "Any service or account may act as this role."),
    "CKV_AWS_61": ("critical", "Any account may act as this role."),
    "CKV_AWS_62": ("critical", "This gives every right on everything."),
    "CKV_AWS_63": ("high", "This allows every action."),
    "CKV_AWS_70": ("critical", "Everyone may do everything with this file store."),
    "CKV_AWS_79": ("medium", "The machine answers old-style requests for its own keys."),
    "CKV_AWS_88": ("medium", "The machine has a public address."),
    "CKV_AWS_89": ("high", "The copy service has a public address."),
    "CKV_AWS_96": ("medium", "The database is stored without encryption."),
    "CKV_AWS_118": ("low", "The database is not watched closely."),
    "CKV_AWS_129": ("low", "The database keeps no logs."),
    "CKV_AWS_133": ("high", "The database keeps no automatic backups."),
    "CKV_AWS_139": ("medium", "Nothing keeps the database from being deleted."),
    "CKV_AWS_144": ("low", "There is no copy of the files in another region."),
    "CKV_AWS_145": ("low", "The files are not encrypted with an own key."),
    "CKV_AWS_150": ("low", "Nothing keeps the load balancer from being deleted."),
    "CKV_AWS_157": ("low", "The database has no standby."),
    "CKV_AWS_161": ("low", "People log in to the database with a password only."),
    "CKV_AWS_226": ("low", "The database does not install small updates by itself."),
    "CKV_AWS_260": ("medium", "Anyone on the internet can reach port 80."),
    "CKV_AWS_273": ("low", "A single person gets an account outside the company log-in."),
    "CKV_AWS_274": ("critical", "This gives administrator rights."),
    "CKV_AWS_277": ("critical", "Anyone on the internet can reach every port."),
    "CKV_AWS_286": ("high", "These rights can be used to gain more rights."),
    "CKV_AWS_287": ("high", "These rights show passwords and keys."),
    "CKV_AWS_288": ("high", "These rights allow taking data out."),
    "CKV_AWS_289": ("high", "These rights allow changing anyone's rights."),
    "CKV_AWS_290": ("high", "These rights allow changing anything."),
    "CKV_AWS_293": ("medium", "Nothing keeps the database from being deleted."),
    "CKV_AWS_355": ("high", "These rights hold for everything."),
    "CKV_AWS_356": ("medium", "These rights hold for everything."),
    "CKV2_AWS_6": ("medium", "Nothing keeps the file store from being opened to everyone."),
    "CKV2_AWS_40": ("high", "This gives every right over people and roles."),
    "CKV2_AWS_60": ("none", "The labels are not copied to the snapshots."),
    "CKV2_AWS_61": ("none", "Files are kept for ever."),
    "CKV2_AWS_62": ("none", "Nothing is told when a file arrives."),
    "CKV_AZURE_9": ("critical", "Anyone on the internet can try to log in to the machines."),
    "CKV_AZURE_10": ("critical", "Anyone on the internet can try to log in to the machines."),
    "CKV_AZURE_11": ("critical", "Anyone on the internet can reach the database."),
    "CKV_AZURE_34": ("critical", "Anyone can read these files."),
    "CKV_AZURE_59": ("medium", "The file store can be reached from the internet."),
    "CKV_AZURE_190": ("high", "Files can be opened to anyone."),
    "CKV_GCP_2": ("critical", "Anyone on the internet can try to log in to the machines."),
    "CKV_GCP_3": ("critical", "Anyone on the internet can try to log in to the machines."),
    "CKV_GCP_11": ("critical", "Anyone on the internet can reach the database."),
    "CKV_GCP_14": ("high", "The database keeps no automatic backups."),
    "CKV_GCP_28": ("critical", "Anyone can read this file store."),
    "CKV_GCP_60": ("medium", "The database has a public address."),
    "CKV_GCP_114": ("medium", "Nothing keeps the file store from being opened to everyone."),
}


_FAMILIES: tuple[tuple[str, str, str], ...] = (
    (
        r"hard.?coded|plain.?text|secret.*(exposed|in user data|in.*environment)|credentials? (exist|in)",
        "high",
        "A password or key may stand readable in these settings.",
    ),
    (
        r"0\.0\.0\.0|::/0|from (the )?internet|unrestricted|(ingress|inbound).*(any|all)|any ip",
        "high",
        "Too many addresses may reach this from outside.",
    ),
    (
        r"open access|authtype is not none|cross.?account|expose|anonymous|allusers|all.?authenticated|unauthenticated|\bpublicly accessible|not (be )?public|public(ly)? (read|write|access|exposed|network)|disallow(s)? public|no public|private cluster|public ip",
        "medium",
        "It may be reachable by people outside.",
    ),
    (
        r"privilege escalation|pass.?role|permissions management|data exfiltration|administrator|admin(istrative)? (privileges|access)|full.*privileges|wildcard|[\"'(]\*[\"')]|least privilege|too permissive|impersonat",
        "high",
        "These rights reach further than they need to.",
    ),
    (
        r"basic role|primitive role|owner role|default service account|root account|account (owner|admin)|local (admin|auth|account|user)|shared key|shared access|access key|password|mfa|multi.?factor|authenticat|authoriz|identity|ssh key|\brbac\b|\biam\b|permission|assume",
        "medium",
        "How people and programs log in is weaker than it could be.",
    ),
    (
        r"soft.?delete|purge protection|deletion protection|delete protection|termination protection|protected from deletion|resource lock",
        "medium",
        "Nothing keeps this from being deleted.",
    ),
    (
        r"back.?ups?\b|point.?in.?time|snapshot|recovery|retention|geo.?redundan|versioning|lifecycle|recoverable",
        "low",
        "Less is kept to go back to than could be.",
    ),
    (r"expir(y|ation)", "low", "No end date is set for it."),
    (r"rotat", "low", "The key is not changed from time to time."),
    (r"customer.managed|\bcmk\b|\bcsek\b|\bcmek\b|\bkms\b", "low", "It is not locked with an own key."),
    (r"encrypt", "low", "What is stored or sent is not encrypted in full."),
    (
        r"\btls\b|\bssl\b|https|http\b|secure transport|certificate|cipher|\bftps?\b",
        "low",
        "The connection is less protected than it could be.",
    ),
    (
        r"\bwaf\b|firewall|security group|network|private (endpoint|link)|\bvpc\b|\bvnet\b|subnet|peering|\bcors\b|\bport\b|public|internet|shield",
        "low",
        "The network around it is more open than it could be.",
    ),
    (
        r"logg?ing|\blogs?\b|audit|trail|tracing|x-?ray|flow log|monitor|insights|alert|diagnostic|notif|email|e-mail|contact",
        "low",
        "Less is recorded or reported than could be, so a fault is noticed late.",
    ),
    (
        r"metadata|imds|shielded|secure boot|vtpm|integrity|ip forwarding|serial port|privileged|host (network|pid)|root|immutable|read.?only|sandbox|header",
        "low",
        "It is less closed off than it could be.",
    ),
    (
        r"multi.?az|zone|replica|availability|failover|auto.?scal|health|dead letter|\bdlq\b|concurren|redundan|instances|nodes",
        "low",
        "It can stop where a second one would go on.",
    ),
    (
        r"latest|version|upgrade|update|patch|vulnerab|scan|defender|end.of.life|deprecat|runtime|threat|repair|sku|tier",
        "low",
        "Newer versions or checks for known faults are not switched on.",
    ),
    (r"description|\btags?\b|naming|label|commit hash", "none", "A note or label is missing."),
)  # (words of checkov's title, severity, our sentence), the first that fits
_WORDS = tuple((re.compile(pattern, re.I), severity, sentence) for pattern, severity, sentence in _FAMILIES)
_OTHER = ("low", "A setting differs from what is recommended.")


@lru_cache(maxsize=2048)
def _family(title: str) -> tuple[str, str]:
    return next(((severity, sentence) for pattern, severity, sentence in _WORDS if pattern.search(title)), _OTHER)


def severity_of(check: str, title: str = "") -> str:
    """``none`` to ``critical``; checks outside our table go by the words of their title."""
    if check in _TABLE:
        return _TABLE[check][0]
    return _family(title)[0] if title else "low"


def title_of(check: str, title: str) -> str:
    """Our plain sentence: the check's own, else that of its family."""
    return _TABLE[check][1] if check in _TABLE else _family(title)[1]
