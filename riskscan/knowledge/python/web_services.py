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
    # Accounts, help desks, customers and tickets
    *(Address("*", path, operations, PathAction(operation, verb, undo, words, traits), "https://developer.okta.com/docs/api/openapi/okta-management/guides/overview/") for path, operations, operation, verb, undo, words, traits in (
        ("/api/v1/users/*/lifecycle/deactivate|/api/v1/users/*/lifecycle/suspend", _POSTS, _A, "stop", _WORK, "It switches off somebody's account.", ()),
        ("/api/v1/users/*/lifecycle/reset_factors|/api/v1/users/*/lifecycle/reset_password|/api/v1/users/*/lifecycle/expire_password", _POSTS, _A, "reset_password", _NO, "It resets how somebody logs in.", ()),
        ("/api/v1/users/*/factors/*|/api/v1/users/*/authenticator-enrollments/*", (_D,), _A, "reset_password", _NO, "It takes a way to log in away from somebody.", ()),
        ("/api/v1/users/*/sessions", (_D,), _A, "stop", _YES, "It logs somebody out everywhere.", ()), ("/api/v1/apps/*/lifecycle/deactivate", _POSTS, _A, "stop", _WORK, "It switches off a program for everyone who logs in to it.", (Trait.OUTAGE,)),
        ("/api/v1/groups/*/users/*|/api/v1/apps/*/groups/*|/api/v1/apps/*/users/*", (_W,), _G, "grant", _WORK, "It gives somebody what belongs to a group or program.", ()),
        ("/api/v1/groups/*/users/*|/api/v1/apps/*/groups/*|/api/v1/apps/*/users/*", (_D,), _G, "revoke", _WORK, "It takes somebody out of a group or program.", ()),
        ("/api/v1/users/*/roles", _POSTS, _G, "grant", _WORK, "It gives somebody rights over all accounts.", (Trait.ADMIN,)))),
    *(Address("*.zendesk.com", path, operations, PathAction(operation, verb, undo, words, traits), "https://developer.zendesk.com/api-reference/") for path, operations, operation, verb, undo, words, traits in (
        ("/api/v2/tickets/destroy_many|/api/v2/tickets/destroy_many.json|/api/v2/tickets/*|/api/v2/users/*|/api/v2/users/destroy_many|/api/v2/deleted_tickets/**", (_D,), _D, "http_delete", _WORK, "It deletes requests or customers from the help desk.", ()),
        ("/api/v2/tickets|/api/v2/tickets.json|/api/v2/tickets/*|/api/v2/tickets/update_many.json|/api/v2/tickets/create_many.json", _POSTS, _W, "update", _WORK, "It writes to requests of customers. They may get mail.", _PEOPLE))),
    Address("api.hubapi.com", "/crm/v3/objects/*/batch/archive|/crm/v3/objects/*/gdpr-delete", _POSTS, PathAction(_D, "http_delete", _NO, "It deletes customers or deals of the sales team."), "https://developers.hubspot.com/docs/guides/api/crm/understanding-the-crm"),
    *(Address("*.mailchimp.com", path, operations, PathAction(operation, verb, _NO, words, traits), "https://mailchimp.com/developer/marketing/api/") for path, operations, operation, verb, words, traits in (
        ("/3.0/campaigns/*/actions/send|/3.0/campaigns/*/actions/schedule", _POSTS, _S, "mail", "It sends a mailing to everyone on its list.", _PEOPLE), ("/3.0/lists/*/members/*/actions/delete-permanent", _POSTS, _D, "http_delete", "It deletes a person from a mailing list for good.", ()))),
    *(Address(host, path, _POSTS, PathAction(_S, "notify", _NO, "It calls the people on duty.", _PEOPLE), source) for host, path, source in (
        ("events.pagerduty.com", "/v2/enqueue|/v2/change/enqueue", "https://developer.pagerduty.com/docs/events-api-v2-overview"), ("api.pagerduty.com", "/incidents", "https://developer.pagerduty.com/api-reference/"), ("api.opsgenie.com|api.eu.opsgenie.com", "/v2/alerts", "https://docs.opsgenie.com/docs/alert-api"))),
    *(Address("*", path, _POSTS, PathAction(_D, "http_delete", _NO, words, traits), "https://docs.databricks.com/api/") for path, words, traits in (
        ("/api/2.*/clusters/permanent-delete|/api/2.*/clusters/delete|/api/2.*/sql/warehouses/delete", "It stops and removes the computers that jobs run on.", (Trait.OUTAGE,)), ("/api/2.*/jobs/delete", "It deletes a job.", ()), ("/api/2.*/dbfs/delete|/api/2.*/workspace/delete", "It deletes files or notebooks.", ()))),
    # Questions that are posted
    *(Address(host, path, _POSTS, PathAction(_R, "query", _YES, "It asks {target} for data."), source) for host, path, source in (
        ("api.hubapi.com", "/crm/v3/objects/*/search|/crm/v3/objects/*/batch/read", "https://developers.hubspot.com/docs/guides/api/crm/search"), ("api.notion.com", "/v1/databases/*/query|/v1/data_sources/*/query|/v1/search", "https://developers.notion.com/reference/post-database-query"),
        ("*", "/rest/api/2/search|/rest/api/3/search|/rest/api/3/search/jql", "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/"), ("googleads.googleapis.com", "/**/googleAds:search|/**/googleAds:searchStream", "https://developers.google.com/google-ads/api/rest/overview"),
        ("analyticsdata.googleapis.com|searchconsole.googleapis.com|www.googleapis.com", "/**/properties/*:runReport|/**/properties/*:batchRunReports|/**/searchAnalytics/query", "https://developers.google.com/analytics/devguides/reporting/data/v1/rest"),
        ("*", "/_search|/**/_search|/_msearch|/**/_msearch|/**/_count", "https://www.elastic.co/docs/api/doc/elasticsearch/"), ("api.airtable.com", "/v0/*/*/listRecords", "https://airtable.com/developers/web/api/list-records"),
        ("slack.com", "/api/conversations.history|/api/conversations.list|/api/users.list|/api/users.lookupByEmail|/api/auth.test|/api/conversations.members|/api/conversations.replies", "https://api.slack.com/methods"),
        ("api.dropboxapi.com", "/2/files/list_folder|/2/files/list_folder/continue|/2/files/get_metadata|/2/files/search_v2", "https://www.dropbox.com/developers/documentation/http/documentation"))),
    *(Address("slack.com", path, _POSTS, PathAction(operation, verb, undo, words, _PEOPLE), "https://api.slack.com/methods") for path, operation, verb, undo, words in (
        ("/api/chat.delete|/api/files.delete", _D, "http_delete", _NO, "It deletes what people wrote or shared in a chat."), ("/api/conversations.archive|/api/conversations.kick", _A, "stop", _YES, "It closes a chat or takes people out of it."), ("/api/admin.users.remove", _G, "revoke", _WORK, "It takes somebody out of the chat of your company."))),
    Address("api.dropboxapi.com", "/2/files/delete_v2|/2/files/delete_batch|/2/files/permanently_delete", _POSTS, PathAction(_D, "http_delete", _WORK, "It deletes shared files."), "https://www.dropbox.com/developers/documentation/http/documentation"),
    *(Address(host, path, _POSTS, PathAction(_S, "post_message", _WORK, "It posts in public, in the name of your account.", (Trait.PEOPLE, Trait.PUBLIC)), source) for host, path, source in (
        ("api.twitter.com|api.x.com", "/2/tweets|/1.1/statuses/update.json", "https://docs.x.com/x-api"), ("api.linkedin.com", "/v2/ugcPosts|/rest/posts", "https://learn.microsoft.com/en-us/linkedin/marketing/"), ("graph.facebook.com", "/**/feed|/**/photos|/**/media_publish", "https://developers.facebook.com/docs/pages-api"))),
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
