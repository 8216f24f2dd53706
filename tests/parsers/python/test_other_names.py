"""What else a thing goes by: the endpoint with its method, the mail host, the filter by label that chose it."""

from __future__ import annotations

from pathlib import Path

from riskscan import scan
from riskscan.model.asset import AssetKind


def names(folder: Path, text: str, kind: AssetKind) -> set[str]:
    (folder / "job.py").write_text(text)
    found = scan([folder / "job.py"], against=[folder], policies=False)
    return {alias for effect in found.effects if effect.asset.kind is kind for alias in effect.asset.aliases}


def test_an_endpoint_is_named_with_its_method(tmp_path: Path):
    text = (
        "import requests\ndef gone(user_id):\n    requests.delete(f'https://api.example.com/v1/users/{user_id}?force=1')\ngone(input())\n"
    )
    assert names(tmp_path, text, AssetKind.URL) == {"DELETE api.example.com/v1/users/{id}"}


def test_a_read_and_a_host_that_is_not_known_have_no_such_name(tmp_path: Path):
    text = (
        "import requests, sys\nrequests.get('https://api.example.com/v1/users/7')\n"
        "requests.delete(f'https://{sys.argv[1]}.example.com/v1/users/7')\n"
    )
    assert not names(tmp_path, text, AssetKind.URL)


def test_a_mail_is_named_by_the_host_that_sends_it(tmp_path: Path):
    text = (
        "import smtplib\nwith smtplib.SMTP('mail.example.com') as server:\n    server.sendmail('a@example.com', ['b@example.com'], 'x')\n"
    )
    assert "mail.example.com" in names(tmp_path, text, AssetKind.EMAIL)


def _terminated(filters: str) -> str:
    return (
        "import boto3\nec2 = boto3.client('ec2')\nfound = []\n"
        f"for page in ec2.get_paginator('describe_instances').paginate(Filters={filters}):\n"
        "    for reservation in page['Reservations']:\n        found.extend(i['InstanceId'] for i in reservation['Instances'])\n"
        "ec2.terminate_instances(InstanceIds=found)\n"
    )


def test_servers_chosen_by_a_label_are_named_by_it(tmp_path: Path):
    assert names(tmp_path, _terminated("[{'Name': 'tag:team', 'Values': ['search', 'ads']}]"), AssetKind.SERVER) == {
        "tag:team=search",
        "tag:team=ads",
    }


def test_servers_chosen_by_their_state_have_no_label(tmp_path: Path):
    assert not names(tmp_path, _terminated("[{'Name': 'instance-state-name', 'Values': ['running']}]"), AssetKind.SERVER)
