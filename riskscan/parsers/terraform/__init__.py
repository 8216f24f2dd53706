"""Reads Terraform: configuration (``.tf``, ``.tf.json``, ``.tfvars``) and plans (``terraform show -json``).

What would happen comes from the best source at hand: the plan; else the folder before and after; else the configuration alone, where
every resource counts as made, and a diagnostic says that nothing could be compared. Only blocks of the submitted file yield effects,
except where a command applies or destroys the folder. checkov has its own home in ``policies``.
"""

from __future__ import annotations

from riskscan.model.artifact import Artifact, Language
from riskscan.model.findings import Findings
from riskscan.model.surroundings import Surroundings


def parse(artifact: Artifact, surroundings: Surroundings) -> Findings:
    """Findings of one Terraform file or plan; never raises on any text."""
    if artifact.language is Language.TERRAFORM_PLAN:
        from riskscan.parsers.terraform.plan import parse_plan

        return parse_plan(artifact)
    from riskscan.parsers.terraform.configuration import parse_configuration

    return parse_configuration(artifact, surroundings)
