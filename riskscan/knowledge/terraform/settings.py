"""Arguments that are changed in place and still stop, restart, redirect or cannot be taken back. Our own judgement over argument names."""

from __future__ import annotations

import re

_COUNTS = frozenset(
    [
        "desired_count", "desired_capacity", "desired_size", "min_size", "max_size", "min_capacity", "max_capacity", "reserved_concurrent_executions",
        "node_count", "number_of_nodes", "target_size", "replicas", "instances", "min_instance_count", "max_instance_count", "min_replicas",
        "max_replicas", "instance_count", "default", "size", "min_nodes", "max_nodes",
    ]
)  # fmt: skip
_SWITCHES = frozenset({"enabled", "is_enabled", "account_enabled", "schedule_enabled", "enable", "active"})
_OFF_WORDS = frozenset({"never", "terminated", "suspended", "disabled", "inactive", "stopped", "paused", "off", "deallocated"})
_STATES = frozenset({"state", "status", "desired_status", "activation_policy", "desired_state"})
RESTARTS = frozenset(
    {
        "instance_class",
        "instance_type",
        "engine_version",
        "node_type",
        "machine_type",
        "size",
        "vm_size",
        "settings.tier",
        "default_node_pool.vm_size",
        "sku_name",
        "user_data",
    }
)
WAITS = frozenset(
    {
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_docdb_cluster",
        "aws_docdb_cluster_instance",
        "aws_neptune_cluster",
        "aws_elasticache_cluster",
        "aws_elasticache_replication_group",
    }
)  # what would restart them waits for the maintenance window, unless apply_immediately is set
ONE_WAY = frozenset({"engine_version", "database_version", "version", "major_engine_version", "postgres_version"})
_REDIRECTS = re.compile(
    r"^(records|rrdatas|alias\.\w+|target|value|content|default_action\.\w+|action\.\w+|origin\.\w+|endpoint|uri|route\.\w+|subnet_ids|vpc_config\.\w+)$"
)
_RULES = re.compile(r"^(ingress|egress|security_rule|allow|deny|policy|assume_role_policy|members|condition|principal|actions|role)(\.|$)")
_POINTERS = re.compile(
    r"_(record|record_set|dns\w*|listener|listener_rule|route|route_table|distribution|forwarding_rule|url_map|backend|target_group\w*|service)$"
)


def stops(type_: str, path: str, before: object, after: object) -> bool:
    """True where a change brings what runs to nothing: no machines, switched off, disabled."""
    name = path.rsplit(".", 1)[-1]
    if name in _COUNTS and after == 0 and not isinstance(after, bool) and isinstance(before, int) and before:
        return True
    if name in _SWITCHES and after is False and before is not False:
        return path == name or "alarm" not in type_
    return name in _STATES and isinstance(after, str) and after.lower() in _OFF_WORDS and before != after


def redirects(type_: str, path: str) -> bool:
    """True for changes that send people or programs elsewhere: someone notices at once where the new place is wrong."""
    return bool(_POINTERS.search(type_) and _REDIRECTS.search(path))


def other_places(path: str, before: object, after: object) -> tuple[str, ...]:
    """The hosts, in the settings that a program is started with, that are new in place of others; empty where none is replaced."""
    if not _STARTED_WITH.search(path):
        return ()
    old, new = (set(_HOST.findall(str(value))) for value in (before, after))
    return tuple(sorted(new - old)) if old - new and new - old else ()


def rules_over(path: str) -> bool:
    """True for changes of what is let through or allowed: back is work, and someone may have noticed."""
    return bool(_RULES.search(path)) and not path.endswith(".description")


_STARTED_WITH = re.compile(
    r"(^|\.)(container_definitions|environment|environment_variables|variables|env|app_settings|user_data|template|set|settings|connection_string|value)(\.|$)"
)
_HOST = re.compile(r"(?<![\w.-])(?:[a-z][\w+.-]*://(?:[^@/\s\"']*@)?)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[:/\s\"',]|$)")
SIZES = re.compile(
    r"(^|\.)(allocated_storage|size|\w*size_gb|\w*size_gib|storage_mb|storage_gb|volume_size|disk_size|max_size_gb|storage_capacity|capacity_gb)$"
)
HARMLESS_INPUTS = re.compile(
    r"^(tags|labels|\w+_tags|\w+_labels|description|\w+_description|comment)(\.|$)"
)  # of a building block that we cannot see


MEMORY = frozenset(
    [
        "bucket",
        "key",
        "prefix",
        "workspace_key_prefix",
        "region",
        "path",
        "workspace_dir",
        "address",
        "container_name",
        "storage_account_name",
        "resource_group_name",
        "subscription_id",
        "organization",
        "hostname",
        "workspaces",
        "schema_name",
        "conn_str",
        "namespace",
        "secret_suffix",
    ]
)  # arguments of a backend that say where the record lies; the others say how it is kept


PLACES = frozenset(
    [
        "region",
        "project",
        "subscription_id",
        "tenant_id",
        "profile",
        "role_arn",
        "host",
        "endpoint",
        "account_id",
        "account",
        "account_name",
        "organization",
        "organization_name",
        "config_path",
        "config_context",
        "address",
        "url",
        "server",
        "database",
        "environment",
    ]
)  # arguments of a provider that say in which account and place it works
