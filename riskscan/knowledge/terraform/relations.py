"""Which way harm flows between two resources where one names the other.

As a rule what is named supports what names it. These are the exceptions: the one that names keeps the other alive, feeds it or starts it.
Source: the argument references of the providers; the direction is our own judgement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.estate import EdgeKind


@dataclass(frozen=True, slots=True)
class Relation:
    """``kind`` is the edge from the resource to what its argument names; ``both``: the usual direction holds too."""

    type: re.Pattern[str]
    arguments: frozenset[str]
    kind: EdgeKind = EdgeKind.SUPPORTS
    both: bool = False


def _row(type_: str, *arguments: str, kind: EdgeKind = EdgeKind.SUPPORTS, both: bool = False) -> Relation:
    return Relation(re.compile(f"^({type_})$"), frozenset(arguments), kind, both)


RELATIONS: tuple[Relation, ...] = (
    # machines and containers keep the group that sends traffic to them alive
    _row("aws_autoscaling_group", "target_group_arns", "load_balancers", "identifier"),
    _row("aws_ecs_service", "target_group_arn", "elb_name"),
    _row("aws_(lb|alb)_target_group_attachment", "target_group_arn"),
    _row("aws_autoscaling_attachment", "lb_target_group_arn", "alb_target_group_arn", "elb"),
    _row("aws_autoscaling_traffic_source_attachment", "identifier"),
    _row("aws_elb_attachment", "elb"),
    _row("aws_(lb|alb)_listener", "load_balancer_arn"),
    _row("aws_(lb|alb)_listener_rule", "listener_arn"),
    _row("aws_eks_node_group|aws_eks_fargate_profile", "cluster_name", both=True),
    _row("aws_rds_cluster_instance|aws_docdb_cluster_instance|aws_neptune_cluster_instance", "cluster_identifier", both=True),
    _row("aws_db_proxy_target", "db_proxy_name"),
    _row("aws_volume_attachment|aws_eip_association", "instance_id"),
    _row("aws_route|aws_route_table_association", "route_table_id", "subnet_id", both=True),
    _row("aws_vpc_gateway_attachment|aws_internet_gateway_attachment", "vpc_id"),
    _row("aws_security_group_rule|aws_vpc_security_group_(in|e)gress_rule", "security_group_id"),
    # rights keep the one who has them working
    _row("aws_iam_role_policy|aws_iam_role_policy_attachment", "role", kind=EdgeKind.ENABLES),
    _row("aws_iam_user_policy|aws_iam_user_policy_attachment", "user", kind=EdgeKind.ENABLES),
    # what is started by something else
    _row("aws_lambda_event_source_mapping|aws_lambda_permission", "function_name", kind=EdgeKind.RUNS),
    _row("aws_cloudwatch_event_target", "arn", kind=EdgeKind.RUNS),
    _row("aws_sns_topic_subscription", "endpoint", kind=EdgeKind.RUNS),
    _row("aws_scheduler_schedule|aws_pipes_pipe", "arn", "target", kind=EdgeKind.RUNS),
    _row("aws_api_gateway_(resource|method|integration|deployment|stage)|aws_apigatewayv2_(route|integration|stage)", "rest_api_id", "api_id", both=True),
    _row("azurerm_eventgrid_(event|system_topic_event)_subscription", "function_id", "queue_name", "eventhub_endpoint_id", kind=EdgeKind.RUNS),
    _row("google_pubsub_subscription", "push_endpoint", kind=EdgeKind.RUNS),
    _row("google_cloud_scheduler_job", "uri", "topic_name", kind=EdgeKind.RUNS),
    # the same on Azure and Google
    _row("azurerm_lb_(rule|probe|backend_address_pool|nat_rule)", "loadbalancer_id", both=True),
    _row("azurerm_network_interface_(backend_address_pool|application_gateway_backend_address_pool)_association", "backend_address_pool_id"),
    _row("azurerm_(linux|windows|orchestrated)_virtual_machine_scale_set", "load_balancer_backend_address_pool_ids", "application_gateway_backend_address_pool_ids"),
    _row("azurerm_kubernetes_cluster_node_pool", "kubernetes_cluster_id", both=True),
    _row("azurerm_subnet_(network_security_group|route_table|nat_gateway)_association", "subnet_id"),
    _row("azurerm_network_interface_security_group_association", "network_interface_id"),
    _row("azurerm_virtual_machine_data_disk_attachment", "virtual_machine_id"),
    _row("google_container_node_pool", "cluster", both=True),
    _row("google_compute_instance_group_manager|google_compute_region_instance_group_manager", "target_pools"),
    _row("google_compute_attached_disk", "instance"),
)  # fmt: skip


TRIGGERS: dict[str, tuple[tuple[str, str], ...]] = {
    "aws_lambda_event_source_mapping": (("event_source_arn", "function_name"),),
    "aws_lambda_permission": (("source_arn", "function_name"),),
    "aws_sns_topic_subscription": (("topic_arn", "endpoint"),),
    "aws_cloudwatch_event_target": (("rule", "arn"),),
    "google_pubsub_subscription": (("topic", "push_endpoint"),),
}  # (what starts, what is started) by the arguments that name them


def relation(type_: str, argument: str) -> Relation | None:
    """The exception that speaks of an argument, or None where the rule holds."""
    return next((row for row in RELATIONS if argument in row.arguments and row.type.search(type_)), None)
