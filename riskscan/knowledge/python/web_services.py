"""Well-known services by their web address: what a request to one does, as its own documentation says.

An address matches where host and path match (``HOST`` any host). The path has no query, no ``/v1.0`` in front for Microsoft Graph, and ``*`` stands
for one part of it, known or not, ``**`` for any number of parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from riskscan.knowledge.python.web_action import PathAction
from riskscan.model.effect import Operation, Trait, Undo


@dataclass(frozen=True, slots=True)
class Address:
    """Requests of the given operations (as their way of sending says: post is send, put and patch write) to hosts and paths."""

    hosts: str
    paths: str
    operations: tuple[Operation, ...]
    action: PathAction
    source: str


# fmt: off
_D, _W, _S, _R, _A, _G, _C, _E = Operation.DELETE, Operation.WRITE, Operation.SEND, Operation.READ, Operation.ALTER, Operation.GRANT, Operation.CREATE, Operation.EXECUTE
_NO, _WORK, _YES, _ANY = Undo.NO, Undo.WITH_WORK, Undo.YES, Undo.UNKNOWN
_PEOPLE, _PAID = (Trait.PEOPLE,), (Trait.MONEY,)
_POSTS = (_S, _W)
_GRAPH_DOCS, _GRAPH = "https://learn.microsoft.com/en-us/graph/api/overview", "graph.microsoft.com|graph.microsoft.us"
_CHATS = "hooks.slack.com|*.webhook.office.com|*.office.com/webhook|discord.com/api/webhooks|discordapp.com/api/webhooks|chat.googleapis.com"

ADDRESSES: tuple[Address, ...] = (
    # Microsoft Graph
    *(Address(_GRAPH, path, (_D,), PathAction(operation, verb, undo, words, traits), _GRAPH_DOCS) for path, operation, verb, undo, words, traits in (
        ("/users/*", _D, "http_delete", _WORK, "It deletes an account of your company.", ()), ("/groups/*", _D, "http_delete", _WORK, "It deletes a group of your company, with its mail and files.", ()),
        ("/groups/*/members/*/$ref|/groups/*/owners/*/$ref", _G, "revoke", _WORK, "It takes somebody out of a group of your company.", ()), ("/directoryRoles/*/members/*/$ref", _G, "revoke", _WORK, "It takes rights over your company's accounts away from somebody.", ()),
        ("/applications/*|/servicePrincipals/*", _D, "http_delete", _WORK, "It locks a program out of your company's accounts.", (Trait.OUTAGE,)), ("/devices/*|/deviceManagement/managedDevices/*", _D, "http_delete", _NO, "It deletes a computer or phone from your company's list.", ()),
        ("/teams/*|/teams/*/channels/*", _D, "http_delete", _WORK, "It deletes a team room with its messages.", ()), ("/users/*/messages/*|/me/messages/*|/users/*/mailFolders/**|/me/mailFolders/**", _D, "http_delete", _WORK, "It deletes mail.", ()),
        ("/**/drive/items/*|/**/drive/root:/**|/drives/*/items/*|/me/drive/**", _D, "http_delete", _WORK, "It deletes a shared file.", ()), ("/sites/*/lists/*/items/*", _D, "http_delete", _WORK, "It deletes an entry of a shared list.", ()))),
    *(Address(_GRAPH, path, _POSTS, PathAction(operation, verb, undo, words, traits), _GRAPH_DOCS) for path, operation, verb, undo, words, traits in (
        ("/users/*/sendMail|/me/sendMail|/**/messages/*/send|/**/messages/*/reply|/**/messages/*/replyAll|/**/messages/*/forward", _S, "mail", _NO, "It sends mail from a mailbox of your company.", _PEOPLE),
        ("/teams/*/channels/*/messages|/chats/*/messages|/teams/*/channels/*/messages/*/replies", _S, "post_message", _WORK, "It posts a message to a team or chat. Everyone there can read it.", _PEOPLE),
        ("/groups/*/members/$ref|/groups/*/owners/$ref|/groups/*/members|/teams/*/members", _G, "grant", _WORK, "It adds somebody to a group of your company.", ()),
        ("/directoryRoles/*/members/$ref|/roleManagement/**/roleAssignments|/roleManagement/**/roleAssignmentScheduleRequests", _G, "grant", _WORK, "It gives somebody rights over all accounts of your company.", (Trait.ADMIN,)),
        ("/applications/*/addPassword|/servicePrincipals/*/addPassword|/applications/*/addKey", _G, "create_access_key", _WORK, "It makes a new password with which a program can log in.", ()),
        ("/**/appRoleAssignments|/**/appRoleAssignedTo|/oauth2PermissionGrants", _G, "grant", _WORK, "It gives a program rights over your company's data.", ()), ("/users|/invitations", _C, "create", _YES, "It makes an account of your company.", ()),
        ("/users/*/revokeSignInSessions|/users/*/invalidateAllRefreshTokens", _A, "stop", _YES, "It logs somebody out everywhere.", ()), ("/users/*/assignLicense", _G, "grant", _WORK, "It changes which programs somebody may use.", ()),
        ("/deviceManagement/managedDevices/*/wipe|/deviceManagement/managedDevices/*/retire", _D, "wipe", _NO, "It wipes somebody's computer or phone.", ()), ("/**/createLink|/**/invite", _G, "share", _WORK, "It shares a file with others.", ()),
        ("/**/messages/*/move|/**/drive/items/*/move", _A, "rename", _YES, "It moves a message or file to another folder.", ()), ("/users/*|/users/*/**/manager/$ref", _A, "update", _WORK, "It changes an account of your company.", ()),
        ("/groups/*", _A, "update", _WORK, "It changes a group of your company.", ()), ("/identity/conditionalAccess/**|/policies/**", _A, "update", _WORK, "It changes the rules for who may log in.", (Trait.CATCH_REMOVED,)))),
    # Logging in sends a name and a password, nothing of the house
    Address("*", "/**/oauth2/token|/**/oauth2/v2.0/token|/**/oauth/token|/oauth2/token|/oauth/token|/**/token|/token|/login|/**/login|/**/signin|/**/authenticate|/**/auth/token|/services/oauth2/token", _POSTS, PathAction(_R, "log_in", _YES, "It logs in at {target}."), "https://www.rfc-editor.org/rfc/rfc6749"),
    # Chats
    *(Address(host, "/**", _POSTS, PathAction(_S, "post_message", _WORK, "It posts a message to a chat. Everyone there can read it.", _PEOPLE), source) for host, source in (
        ("hooks.slack.com", "https://api.slack.com/messaging/webhooks"), ("*.webhook.office.com|outlook.office.com", "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/"), ("chat.googleapis.com", "https://developers.google.com/workspace/chat/api"))),
    Address("discord.com|discordapp.com", "/api/webhooks/**|/api/**/messages", _POSTS, PathAction(_S, "post_message", _WORK, "It posts a message to a chat. Everyone there can read it.", _PEOPLE), "https://discord.com/developers/docs/resources/webhook"),
    Address("slack.com", "/api/chat.postMessage|/api/chat.scheduleMessage|/api/files.upload", _POSTS, PathAction(_S, "post_message", _WORK, "It posts a message to a chat. Everyone there can read it.", _PEOPLE), "https://api.slack.com/methods"),
    Address("api.telegram.org", "/*/sendMessage|/*/sendDocument|/*/sendPhoto", (*_POSTS, _R), PathAction(_S, "post_message", _WORK, "It posts a message to a chat. Everyone there can read it.", _PEOPLE), "https://core.telegram.org/bots/api"),
    # Mail and text messages
    *(Address(host, path, _POSTS, PathAction(_S, "mail", _NO, "It sends mail through a mailing service.", _PEOPLE), source) for host, path, source in (
        ("api.mailgun.net|api.eu.mailgun.net", "/**/messages", "https://documentation.mailgun.com/docs/mailgun/api-reference"), ("api.sendgrid.com", "/v3/mail/send", "https://www.twilio.com/docs/sendgrid/api-reference"), ("api.postmarkapp.com", "/email|/email/batch", "https://postmarkapp.com/developer"),
        ("api.resend.com", "/emails|/emails/batch", "https://resend.com/docs/api-reference"), ("api.brevo.com|api.sendinblue.com", "/v3/smtp/email", "https://developers.brevo.com/reference"), ("api.mailjet.com", "/v3.1/send|/v3/send", "https://dev.mailjet.com/email/reference/"))),
    *(Address(host, path, _POSTS, PathAction(_S, "text_message", _NO, "It sends a text message or calls somebody. Each one costs money.", (Trait.PEOPLE, Trait.MONEY)), source) for host, path, source in (
        ("api.twilio.com", "/**/Messages.json|/**/Calls.json", "https://www.twilio.com/docs/usage/api"), ("rest.nexmo.com|api.nexmo.com", "/sms/json|/v1/messages", "https://developer.vonage.com/en/api"))),
    # Models
    Address("api.openai.com|*.openai.azure.com|api.anthropic.com|generativelanguage.googleapis.com|api.mistral.ai|api.cohere.ai|api.cohere.com|api.groq.com|api.deepseek.com|openrouter.ai|api.together.xyz|api-inference.huggingface.co|api.perplexity.ai", "/**", _POSTS,
            PathAction(_S, "ask_model", _NO, "It sends what you ask, and the data in it, to an AI service outside."), "https://platform.openai.com/docs/api-reference"),
    # Money
    *(Address(host, path, _POSTS, PathAction(_S, "pay", _NO, "It moves money: {target}.", _PAID), source) for host, path, source in (
        ("api.stripe.com", "/v1/charges|/v1/refunds|/v1/payouts|/v1/transfers|/v1/payment_intents|/v1/payment_intents/*/confirm|/v1/payment_intents/*/capture|/v1/invoices/*/pay|/v1/subscriptions", "https://docs.stripe.com/api"),
        ("*.paypal.com", "/v1/payments/**|/v2/payments/**|/v2/checkout/orders/*/capture|/v1/payments/payouts", "https://developer.paypal.com/api/rest/"), ("api.gocardless.com", "/payments|/refunds|/subscriptions|/payouts", "https://developer.gocardless.com/api-reference/"),
        ("connect.squareup.com", "/v2/payments|/v2/refunds|/v2/payouts", "https://developer.squareup.com/reference/square"), ("api.wise.com|api.transferwise.com", "/**/transfers|/**/transfers/*/payments|/**/payments", "https://docs.wise.com/api-docs"))),
    Address("api.stripe.com", "/v1/customers/*|/v1/subscriptions/*", (_D,), PathAction(_D, "http_delete", _NO, "It ends what a customer pays for.", _PAID), "https://docs.stripe.com/api"),
    # Code, servers, jobs
    Address("api.github.com", "/repos/*/*", (_D,), PathAction(_D, "http_delete", _NO, "It deletes a code repository with its history.", (Trait.CASCADE,)), "https://docs.github.com/en/rest/repos/repos"),
    Address("api.github.com", "/orgs/*/members/*|/orgs/*/memberships/*|/repos/*/*/collaborators/*|/orgs/*/teams/*/memberships/*", (_D, _W), PathAction(_G, "update", _WORK, "It changes who may use the code of your company."), "https://docs.github.com/en/rest/orgs/members"),
    Address("api.digitalocean.com", "/v2/droplets/*|/v2/databases/*|/v2/volumes/*|/v2/kubernetes/clusters/*", (_D,), PathAction(_D, "http_delete", _NO, "It deletes a server or a store: {target}.", (Trait.OUTAGE,)), "https://docs.digitalocean.com/reference/api/"),
    Address("api.heroku.com", "/apps/*|/addons/*|/apps/*/addons/*", (_D,), PathAction(_D, "http_delete", _NO, "It deletes a running program or its data: {target}.", (Trait.OUTAGE,)), "https://devcenter.heroku.com/articles/platform-api-reference"),
    Address("api.cloudflare.com", "/client/v4/zones/*|/client/v4/zones/*/dns_records/*", (_D,), PathAction(_D, "http_delete", _WORK, "It deletes a web address or an entry of one.", (Trait.OUTAGE,)), "https://developers.cloudflare.com/api/"),
    Address("api.cloudflare.com", "/client/v4/zones/*/purge_cache", _POSTS, PathAction(_A, "purge_cache", _YES, "It makes the web pages load anew for everyone."), "https://developers.cloudflare.com/api/"),
    Address("*", "/**/_delete_by_query", _POSTS, PathAction(_D, "http_delete", _NO, "It deletes entries that a search finds: {target}."), "https://www.elastic.co/docs/api/doc/elasticsearch/"),
    *(Address("*", path, _POSTS, PathAction(_E, "start", _ANY, "It starts a job: {target}."), source) for path, source in (
        ("/**/dags/*/dagRuns|/**/dags/*/clearTaskInstances", "https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html"), ("/**/jobs/run-now|/**/jobs/runs/submit", "https://docs.databricks.com/api/workspace/jobs/runnow"),
        ("/**/actions/workflows/*/dispatches|/repos/*/*/dispatches", "https://docs.github.com/en/rest/actions/workflows"), ("/**/job/*/build|/**/job/*/buildWithParameters", "https://www.jenkins.io/doc/book/using/remote-access-api/"), ("/api/v4/projects/*/pipeline|/api/v4/projects/*/trigger/pipeline", "https://docs.gitlab.com/api/pipelines/"))),
)
# fmt: on
_GRAPH_START = re.compile(r"^/(v1\.0|beta)(?=/)")


def _pattern(text: str, between: str) -> re.Pattern[str]:
    """``a|b`` with ``*`` for one part and ``**`` for any number of them."""
    parts = []
    for one in text.split("|"):
        found = (
            re.escape(one)
            .replace(re.escape("/**/"), "(?:/.*)?/")
            .replace(re.escape("**"), ".*")
            .replace(re.escape("*"), f"[^{between}]+" if between else ".*")
        )
        parts.append(found)
    return re.compile("(?i)^(?:" + "|".join(parts) + ")$")


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], re.Pattern[str], Address], ...]:
    return tuple((_pattern(row.hosts, ""), _pattern(row.paths, "/"), row) for row in ADDRESSES)


def service_action(address: str, operation: Operation) -> PathAction | None:
    """What a request to a well-known service does; None where the address is none of one."""
    plain = address.partition("?")[0]
    host, _, path = (plain.partition("://")[2] if "://" in plain else plain).partition("/")
    path = _GRAPH_START.sub("", "/" + path.rstrip("/"))
    host = host.rpartition("@")[2].partition(":")[0]
    for hosts, paths, row in _compiled():
        if operation in row.operations and hosts.match(host) and paths.match(path):
            return row.action
    return None
