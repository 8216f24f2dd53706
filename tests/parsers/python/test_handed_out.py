"""Things that a client library hands out: what their methods end is told; what only asks, and what is no such thing, stays silent."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Certainty, Trait
from tests.support import findings

GITHUB = "from github import Github\ng = Github('t')\n"


def told(text: str) -> list[str]:
    return [
        f"{e.location.start_line} {e.operation} {e.asset.name}" for e in findings(text, Language.PYTHON).effects if e.operation != "read"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GITHUB + "for repo in g.get_organization('a').get_repos():\n    repo.delete()\n", ["4 delete a repo in GitHub"]),
        (
            GITHUB + "def tidy(org):\n    for team in org.get_teams():\n        team.delete()\ntidy(g.get_organization('a'))\n",
            ["5 delete a team in GitHub"],
        ),
        (GITHUB + "[r.delete() for r in g.get_organization('a').get_repos() if r.archived]\n", ["3 delete something in GitHub"]),
        ("from databricks.sdk import WorkspaceClient\nw = WorkspaceClient()\nw.jobs.delete(7)\n", ["3 delete something in Databricks"]),
        (
            "from google.cloud import firestore\ndb = firestore.Client()\nfor c in db.collections():\n    for d in c.stream():\n        d.reference.delete()\n",
            ["5 delete something in Firestore"],
        ),
        ("from web3 import Web3\nw3 = Web3()\nw3.eth.send_raw_transaction(b'1')\n", ["3 send something in the blockchain"]),
        ("import gitlab\ngl = gitlab.Gitlab()\nfor u in gl.users.list():\n    u.deactivate()\n", ["4 alter something in GitLab"]),
    ],
)
def test_what_ends_something_is_told(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        GITHUB + "repos = list(g.get_organization('a').get_repos())\nrepos.remove(repos[0])\nrepos.clear()\n",
        GITHUB + "for repo in g.get_organization('a').get_repos():\n    print(repo.name, repo.get_topics())\n",
        GITHUB + "row = {}\nrow.update(g.get_organization('a').raw_data)\nrow.pop('id', None)\n",
        "import pandas as pd\n" + GITHUB + "df = pd.DataFrame(g.get_organization('a').get_repos())\ndf = df.drop_duplicates()\n",
        "from google.cloud import bigquery_datatransfer\nc = bigquery_datatransfer.DataTransferServiceClient()\nprint(c.list_transfer_configs(parent='p'))\n",
        "import networkx as nx\ng = nx.Graph()\ng.remove_node(1)\n",
        "from tree import Node\nfor n in Node.walk():\n    n.drop_children()\n",
    ],
)
def test_what_only_asks_stays_silent(text: str) -> None:
    assert told(text) == []


def test_a_loop_and_how_sure_it_is() -> None:
    text = GITHUB + "g.get_user().delete_keys()\nfor repo in g.get_organization('a').get_repos():\n    repo.delete()\n"
    one, many = findings(text, Language.PYTHON).effects
    assert one.certainty is not Certainty.PROVEN
    assert many.has(Trait.REPEATED)
    assert any("what GitHub lists" in note.text for note in many.also)
