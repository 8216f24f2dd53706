"""The row for a command, and what is true of a program as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.row import Row
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Trait


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Row):
    """A command line that touches something.

    ``program``: names of the program; ``words``: patterns for its first operands, alternatives with ``|`` (``("rds", "delete-*|remove-*")``).
    ``needs`` and ``without``: options, alternatives with ``|``, with ``=pattern`` for their value (``--acl=public-*``).
    ``named_by``: which operand after the words (from 0) or which option (pattern) names the asset, the first that is given wins; ``*`` makes
    one effect of each remaining operand; ``resource`` reads ``kind name`` or ``kind/name``; ``words`` takes the words themselves.
    ``default``: the name where none is given. ``within``: options that say where the thing lives (host, cluster, account).
    ``dry``: options with which it only shows what it would do. ``traits_by``: options that add a trait.
    ``nouns``: the kind of asset follows from the words (``delete-db-instance``), ``kind`` is used where none is known.
    ``logic``: the shell parser has its own code for this row; the row gives its words, example and test.
    """

    program: tuple[str, ...]
    words: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    named_by: tuple[int | str, ...] = ()
    default: str = ""
    within: tuple[str, ...] = ()
    dry: tuple[str, ...] = ()
    traits_by: tuple[tuple[str, Trait], ...] = ()
    nouns: bool = False
    logic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """How a program reads its options. ``values``: options that take the next word; ``long_values``: every ``--option`` does except ``flags``.

    ``single_dash``: long options begin with one dash (terraform, find, openssl). ``slash``: options begin with a slash, in upper or lower
    case, and have their value after a colon (Windows).
    """

    names: tuple[str, ...]
    values: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    long_values: bool = False
    single_dash: bool = False
    slash: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlClient:
    """A program that takes SQL. ``code`` and ``file``: options with a statement or a file; ``host``, ``database``: where it goes.

    ``operands``: what the operands are, in order: ``database``, ``code``, ``user``, ``file``; ``stdin``: it reads SQL from its input.
    """

    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    dialect: str
    code: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    database: tuple[str, ...] = ()
    operands: tuple[str, ...] = ()
    stdin: bool = True
    values: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """A program that runs the command after its own options. ``values``: its options with a value; ``operands``: how many come before the command."""

    names: tuple[str, ...]
    values: tuple[str, ...] = ()
    operands: int = 0
    assignments: bool = False
    repeats: bool = False


NOUNS: tuple[tuple[str, AssetKind], ...] = (
    ("key-deletion", AssetKind.SECRET), ("cognito", AssetKind.IDENTITY), ("account", AssetKind.IDENTITY), ("secret", AssetKind.SECRET), ("kms", AssetKind.SECRET), ("key-vault", AssetKind.SECRET), ("keyvault", AssetKind.SECRET), ("ssm", AssetKind.SECRET), ("access-key", AssetKind.SECRET),
    ("configmap", AssetKind.RESOURCE), ("snapshot", AssetKind.RESOURCE), ("backup", AssetKind.RESOURCE), ("volume", AssetKind.RESOURCE), ("pvc", AssetKind.DATABASE),
    ("persistentvolume", AssetKind.DATABASE), ("load-balancer", AssetKind.NETWORK), ("table", AssetKind.TABLE),
    ("db-", AssetKind.DATABASE), ("dbinstance", AssetKind.DATABASE), ("rds", AssetKind.DATABASE), ("sql", AssetKind.DATABASE), ("database", AssetKind.DATABASE), ("cosmosdb", AssetKind.DATABASE),
    ("redshift", AssetKind.DATABASE), ("cache", AssetKind.DATABASE), ("postgres", AssetKind.DATABASE), ("mysql", AssetKind.DATABASE), ("spanner", AssetKind.DATABASE), ("firestore", AssetKind.DATABASE),
    ("object", AssetKind.OBJECT), ("blob", AssetKind.OBJECT), ("bucket", AssetKind.BUCKET), ("storage", AssetKind.BUCKET), ("s3", AssetKind.BUCKET), ("instance", AssetKind.SERVER), ("vm", AssetKind.SERVER),
    ("node", AssetKind.SERVER), ("queue", AssetKind.QUEUE), ("message", AssetKind.QUEUE), ("topic", AssetKind.TOPIC), ("subscription", AssetKind.TOPIC), ("stream", AssetKind.TOPIC),
    ("function", AssetKind.FUNCTION), ("lambda", AssetKind.FUNCTION), ("cluster", AssetKind.CLUSTER), ("namespace", AssetKind.CLUSTER), ("user", AssetKind.IDENTITY), ("role", AssetKind.IDENTITY),
    ("policy", AssetKind.IDENTITY), ("iam", AssetKind.IDENTITY), ("serviceaccount", AssetKind.IDENTITY), ("service-account", AssetKind.IDENTITY), ("hosted-zone", AssetKind.DNS),
    ("resource-record", AssetKind.DNS), ("dns", AssetKind.DNS), ("route53", AssetKind.DNS), ("security-group", AssetKind.NETWORK), ("firewall", AssetKind.NETWORK), ("network", AssetKind.NETWORK),
    ("vpc", AssetKind.NETWORK), ("subnet", AssetKind.NETWORK), ("stack", AssetKind.RESOURCE), ("group", AssetKind.RESOURCE), ("rule", AssetKind.JOB), ("schedule", AssetKind.JOB), ("cronjob", AssetKind.JOB), ("job", AssetKind.JOB),
    ("pipeline", AssetKind.PIPELINE), ("workflow", AssetKind.PIPELINE), ("deployment", AssetKind.SERVER), ("statefulset", AssetKind.SERVER), ("service", AssetKind.SERVER), ("pod", AssetKind.SERVER),
)  # fmt: skip
"""What a word in a command says about the kind of asset; the first that is found counts, later words of the command first."""
