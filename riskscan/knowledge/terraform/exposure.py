"""Arguments that open a resource to strangers, and the rights and network words that do.

Source: the providers' argument references; which of them reach strangers is our own judgement (see knowledge.terraform.facts).
"""

from __future__ import annotations

import re

ANYWHERE = frozenset({"0.0.0.0/0", "::/0", "0.0.0.0", "*", "Internet", "internet", "any", "Any", "0.0.0.0/1", "128.0.0.0/1"})
EVERYONE = frozenset({"allUsers", "allAuthenticatedUsers"})
WEB_PORTS = frozenset({80, 443})
PORT_NAMES = {
    22: "remote log-in", 3389: "remote log-in", 23: "remote log-in", 5985: "remote log-in", 3306: "MySQL", 5432: "Postgres", 1433: "SQL Server",
    21: "file transfer", 25: "mail", 2375: "Docker controls", 5900: "remote screen", 5601: "Kibana", 6443: "Kubernetes controls", 8080: "a web service", 8443: "a web service", 9092: "Kafka", 10250: "Kubernetes controls", 80: "web", 443: "web",
    1521: "Oracle", 27017: "MongoDB", 6379: "Redis", 5439: "Redshift", 9200: "search", 11211: "Memcached", 2049: "file sharing", 445: "file sharing",
}  # fmt: skip
ADMIN_POLICIES = re.compile(r"policy/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$")
ADMIN_ROLES = frozenset(
    [
        "roles/owner",
        "roles/editor",
        "roles/iam.securityAdmin",
        "roles/resourcemanager.organizationAdmin",
        "roles/iam.serviceAccountTokenCreator",
        "Owner",
        "Contributor",
    ]
) | {"User Access Administrator"}

PUBLIC_ARGUMENTS: tuple[tuple[str, str, frozenset[object]], ...] = (
    (
        r"^aws_(db_instance|rds_cluster_instance|redshift_cluster|dms_replication_instance|docdb|neptune)",
        "publicly_accessible",
        frozenset({True}),
    ),
    (r"^aws_redshiftserverless", "publicly_accessible", frozenset({True})),
    (
        r"^aws_s3|^google_storage",
        "acl",
        frozenset({"public-read", "public-read-write", "authenticated-read", "publicRead", "publicReadWrite"}),
    ),
    (r"^google_storage", "predefined_acl", frozenset({"publicRead", "publicReadWrite", "publicread", "publicreadwrite"})),
    (r"^google_storage", "entity", EVERYONE),
    (r"^google_bigquery_dataset", "special_group", frozenset({"allAuthenticatedUsers"})),
    (r"^azurerm_storage_container", "container_access_type", frozenset({"blob", "container"})),
    (r"^azurerm_storage_account", "allow_blob_public_access", frozenset({True})),
    (r"^azurerm_storage_account", "allow_nested_items_to_be_public", frozenset({True})),
    (r"^azurerm_(mssql|sql|mysql|postgresql|mariadb|cosmosdb|redis|key_vault)", "public_network_access_enabled", frozenset({True})),
    (r"^aws_lambda_function_url", "authorization_type", frozenset({"NONE"})),
    (r"^aws_lambda_permission", "principal", frozenset({"*"})),
    (r"^aws_(db|rds)_.*snapshot", "shared_accounts", frozenset({"all"})),
    (r"^aws_ami_launch_permission", "group", frozenset({"all"})),
    (r"^google_sql_database_instance", "value", frozenset({"0.0.0.0/0", "::/0"})),
    (r"^google_container_cluster", "cidr_block", frozenset({"0.0.0.0/0"})),
    (r"^azurerm_container_registry", "anonymous_pull_enabled", frozenset({True})),
    (r"^aws_cognito_identity_pool", "allow_unauthenticated_identities", frozenset({True})),
    (r"^aws_eks_cluster", "public_access_cidrs", frozenset({"0.0.0.0/0"})),
    (r"^aws_lightsail_instance_public_ports", "cidrs", frozenset({"0.0.0.0/0"})),
    (r"^aws_msk_cluster", "unauthenticated", frozenset({True})),
    (r"^aws_(sns|sqs)_", "principal", frozenset({"*"})),
    (r"^aws_cloudwatch_event_permission", "principal", frozenset({"*"})),
    (r"^azurerm_mssql_managed_instance", "public_data_endpoint_enabled", frozenset({True})),
    (r"^azurerm_kubernetes", "authorized_ip_ranges", frozenset({"0.0.0.0/0"})),
    (r"^azurerm_\w*(redis|search|eventhub|servicebus|cognitive|data_factory|batch)\w*$", "start_ip", frozenset({"0.0.0.0"})),
    (
        r"^google_storage_bucket_acl|^google_storage_default_object_acl|^google_storage_object_acl",
        "role_entity",
        frozenset({"READER:allUsers", "WRITER:allUsers", "OWNER:allUsers", "READER:allAuthenticatedUsers"}),
    ),
    (r"^google_bigquery_dataset", "iam_member", frozenset({"allUsers", "allAuthenticatedUsers"})),
    (r"^google_(alloydb|redis|memorystore)", "cidr_range", frozenset({"0.0.0.0/0"})),
)
PUBLIC_BLOCKS = frozenset({"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"})
LARGE_SIZE = re.compile(
    r"\.(metal|\d{2,}xlarge)(-\w+)?$|^(db\.|ml\.|cache\.)?(p[2-6]\w*|g[4-6]\w*|x\d\w*|u-\w+|trn\d\w*|inf\d\w*)\.\d*xlarge|^Standard_(M|N[CDV])\d|^Standard_[A-Z]+(6[4-9]|[7-9]\d|\d{3})\w*"
    r"|^a[23]-\w+|^m[123]-(ultra|mega)mem|^\w+-(standard|highmem|highcpu|custom)-(6[4-9]|[7-9]\d|\d{3})(-\w+)?$"
)
MANY = 20  # machines at once that count as many
COUNTS = frozenset(
    {"min_size", "desired_capacity", "desired_size", "node_count", "number_of_nodes", "min_capacity", "number_of_broker_nodes", "instance_count", "target_size"}
)  # fmt: skip
PROVISIONED: dict[str, int] = {
    "read_capacity": 5000, "write_capacity": 2000, "provisioned_throughput_in_mibps": 500, "iops": 32_000, "provisioned_iops": 32_000,
    "throughput": 20_000, "max_throughput": 50_000, "processing_units": 5000, "num_nodes": 20, "slot_capacity": 500, "slot_count": 500, "shard_count": 100,
}  # what is paid for by the hour whether it is used or not; from here on it counts as much  # fmt: skip
STANDING_COST = re.compile(
    r"^(aws_(nat_gateway|vpn_connection|dx_connection|msk_cluster|mwaa_environment|redshift_cluster|opensearch_domain|elasticsearch_domain|kendra_index"
    r"|directory_service_directory|networkfirewall_firewall|sagemaker_endpoint|fsx_\w+_file_system|ec2_transit_gateway|emr_cluster)"
    r"|azurerm_(firewall|application_gateway|nat_gateway|bastion_host|express_route_circuit|virtual_network_gateway|synapse_sql_pool|kusto_cluster"
    r"|api_management|databricks_workspace)|google_(composer_environment|spanner_instance|bigquery_reservation|alloydb_instance|compute_vpn_gateway"
    r"|compute_interconnect_attachment|vertex_ai_endpoint|dataproc_cluster))$"
)
