"""What web requests do: by the address of a well-known service, by the last word of a path, by the text of a GraphQL request."""

from __future__ import annotations

import pytest

from riskscan.knowledge.python.graphql import graphql_action
from riskscan.knowledge.python.web_paths import action_of
from riskscan.knowledge.python.web_services import ADDRESSES
from riskscan.model.artifact import Language
from riskscan.model.effect import Operation, Trait
from tests.support import effects, short

_GRAPH = "https://graph.microsoft.com/v1.0"
_CASES = (
    (Operation.DELETE, f"{_GRAPH}/users/{{id}}", Operation.DELETE),
    (Operation.DELETE, f"{_GRAPH}/groups/g7/members/u7/$ref", Operation.GRANT),
    (Operation.WRITE, f"{_GRAPH}/users/jane@example.com", Operation.ALTER),
    (Operation.SEND, "https://graph.microsoft.com/beta/me/sendMail", Operation.SEND),
    (Operation.SEND, f"{_GRAPH}/directoryRoles/r7/members/$ref", Operation.GRANT),
    (Operation.SEND, f"{_GRAPH}/deviceManagement/managedDevices/d7/wipe", Operation.DELETE),
    (Operation.SEND, "https://login.microsoftonline.com/acme/oauth2/v2.0/token", Operation.READ),
    (Operation.SEND, "{base}/oauth/token", Operation.READ),
    (Operation.SEND, "https://api.example.com/v1/users/login", Operation.READ),
    (Operation.SEND, "https://hooks.slack.com/services/T/B/x", Operation.SEND),
    (Operation.SEND, "https://acme.webhook.office.com/webhookb2/x", Operation.SEND),
    (Operation.READ, "https://api.telegram.org/bot7/sendMessage", Operation.SEND),
    (Operation.SEND, "https://api.openai.com/v1/chat/completions", Operation.SEND),
    (Operation.SEND, "https://api.stripe.com/v1/refunds", Operation.SEND),
    (Operation.DELETE, "https://api.stripe.com/v1/customers/cus_7", Operation.DELETE),
    (Operation.DELETE, "https://api.github.com/repos/acme/shop", Operation.DELETE),
    (Operation.DELETE, "https://api.github.com/orgs/acme/members/jane", Operation.GRANT),
    (Operation.SEND, "https://search.example.com:9200/orders/_delete_by_query", Operation.DELETE),
    (Operation.SEND, "https://airflow.example.com/api/v1/dags/refund/dagRuns", Operation.EXECUTE),
    (Operation.SEND, "https://ci.example.com/job/deploy/buildWithParameters", Operation.EXECUTE),
    (Operation.SEND, "https://api.cloudflare.com/client/v4/zones/z7/purge_cache", Operation.ALTER),
    (Operation.SEND, "{org_url}/api/v1/users/{id}/lifecycle/reset_factors", Operation.ALTER),
    (Operation.SEND, "https://acme.okta.com/api/v1/users/u7/lifecycle/suspend", Operation.ALTER),
    (Operation.DELETE, "https://acme.okta.com/api/v1/groups/g7/users/u7", Operation.GRANT),
    (Operation.WRITE, "{org_url}/api/v1/groups/{group_id}/users/{user_id}", Operation.GRANT),
    (Operation.DELETE, "https://acme.zendesk.com/api/v2/tickets/destroy_many.json?ids=1,2", Operation.DELETE),
    (Operation.SEND, "https://acme.zendesk.com/api/v2/tickets.json", Operation.WRITE),
    (Operation.SEND, "https://api.hubapi.com/crm/v3/objects/contacts/search", Operation.READ),
    (Operation.SEND, "https://api.hubapi.com/crm/v3/objects/contacts/batch/archive", Operation.DELETE),
    (Operation.SEND, "https://us1.api.mailchimp.com/3.0/campaigns/c7/actions/send", Operation.SEND),
    (Operation.SEND, "https://events.pagerduty.com/v2/enqueue", Operation.SEND),
    (Operation.SEND, "https://acme.cloud.databricks.com/api/2.1/jobs/delete", Operation.DELETE),
    (Operation.SEND, "https://api.notion.com/v1/databases/d7/query", Operation.READ),
    (Operation.SEND, "https://acme.atlassian.net/rest/api/3/search/jql", Operation.READ),
    (Operation.SEND, "https://search.example.com:9200/orders/_search", Operation.READ),
    (Operation.SEND, "https://slack.com/api/conversations.history", Operation.READ),
    (Operation.SEND, "https://slack.com/api/chat.delete", Operation.DELETE),
    (Operation.SEND, "https://api.x.com/2/tweets", Operation.SEND),
)


@pytest.mark.parametrize(("sent", "address", "does"), _CASES)
def test_address_of_a_known_service(sent: Operation, address: str, does: Operation) -> None:
    action = action_of(address, sent)
    assert action is not None
    assert action.operation is does


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        (Operation.READ, f"{_GRAPH}/users/jane@example.com"),
        (Operation.SEND, "https://api.example.com/v1/orders"),
        (Operation.DELETE, "https://api.example.com/users/7"),
        (Operation.SEND, "https://example.com/graph.microsoft.com/users"),
        (Operation.READ, "https://api.github.com/repos/acme/shop"),
        (Operation.DELETE, "https://api.github.com/repos/acme/shop/issues/comments/7"),
        (Operation.SEND, "https://api.example.com/tokens"),
        (Operation.SEND, "https://api.example.com/v1/users/u7/lifecycle"),
        (Operation.READ, "https://acme.zendesk.com/api/v2/tickets.json"),
        (Operation.SEND, "https://api.hubapi.com/crm/v3/objects/contacts"),
        (Operation.SEND, "https://api.example.com/my_search_results"),
        (Operation.READ, "https://hooks.slack.com/services/T/B/x"),
    ],
)
def test_any_other_address_is_left_as_it_is_sent(sent: Operation, address: str) -> None:
    assert action_of(address, sent) is None


def test_last_word_of_a_path_still_counts() -> None:
    action = action_of("https://shop.example.com/api/orders/7/refund", Operation.SEND)
    assert action is not None
    assert action.traits == (Trait.MONEY,)


def test_rows_have_words_and_sources() -> None:
    for row in ADDRESSES:
        assert row.source.startswith("https://")
        assert row.action.plain.endswith(".")
        assert all(len(sentence.split()) <= 20 for sentence in row.action.plain.split(". "))


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("query { orders { id } }", Operation.READ),
        ("{ orders(first: 7) { id } }", Operation.READ),
        ("query Orders($id: ID!) { order(id: $id) { id } }", Operation.READ),
        ("mutation { deleteUser(id: 7) { id } }", Operation.DELETE),
        ("mutation Wipe($ids: [ID!]!) { productBulkDelete(ids: $ids) { ok } }", Operation.DELETE),
        ("mutation { gone: removeMember(id: 7) { id } }", Operation.DELETE),
        ("mutation { orderCancel(id: 7) { id } }", Operation.ALTER),
        ("mutation { refundCreate(input: {}) { id } }", Operation.SEND),
        ("mutation { customerCreate(input: {}) { id } }", Operation.CREATE),
        ("mutation { updateUser(id: 7) { id } }", Operation.WRITE),
    ],
)
def test_graphql_by_the_names_it_asks_for(text: str, operation: Operation) -> None:
    action = graphql_action(text)
    assert action is not None
    assert action.operation is operation


@pytest.mark.parametrize("text", ["", "a=1", '{"id": 7}', "query=select", "a mutation of genes", "delete everything"])
def test_what_is_no_graphql_is_none(text: str) -> None:
    assert graphql_action(text) is None


def test_question_and_order_to_one_address_are_told_apart() -> None:
    code = 'import requests\n\nURL = "https://api.example.com/graphql"\nrequests.post(URL, json={{"query": "{}"}})\n'
    ask, order = code.format("{ orders { id } }"), code.format("mutation { deleteOrder(id: 7) { id } }")
    assert [short(e) for e in effects(ask, Language.PYTHON, "x.py")] == ["read url:https://api.example.com/graphql one"]
    assert [short(e) for e in effects(order, Language.PYTHON, "x.py")] == ["delete url:https://api.example.com/graphql one"]
