"""Customers, pages and posts in services outside the house: HubSpot, Notion, mailing services, social networks."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _C, _S = Operation.DELETE, Operation.WRITE, Operation.CREATE, Operation.SEND
_TABLE, _EMAIL, _PAGE, _NO, _WORK, _YES = AssetKind.TABLE, AssetKind.EMAIL, AssetKind.RESOURCE, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME = Scope.ONE, Scope.SOME
_OUT, _MAILS = (Trait.OUTSIDE,), (Trait.PEOPLE, Trait.OUTSIDE)
_HUBSPOT = ("contacts", "companies", "deals", "tickets")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="hubspot.HubSpot") for call in ("hubspot.HubSpot", "hubspot.Client.create")),
    *(Gives(call=call, type="notion_client.Client") for call in ("notion_client.Client", "notion_client.AsyncClient")),
    Gives(call="mailchimp_transactional.Client", type="mailchimp_transactional.Client"), Gives(call="mailchimp_marketing.Client", type="mailchimp_marketing.Client"),
    Gives(call="postmarker.core.PostmarkClient", type="postmark.Client"), Gives(call="tweepy.Client", type="tweepy.Client"), Gives(call="tweepy.API", type="tweepy.API"), Gives(call="mailjet_rest.Client", type="mailjet_rest.Client"),
    *(Gives(call=call, type="discord.Webhook", carries=(("name", "0|url"),)) for call in ("discord_webhook.DiscordWebhook", "discord.Webhook.from_url", "discord.SyncWebhook.from_url")),
    *(Gives(call=f"imaplib.{name}", type="imaplib.IMAP4", within=("host", 0)) for name in ("IMAP4", "IMAP4_SSL")),
    Gives(call="atlassian.Confluence", type="atlassian.Confluence", within=("url", 0)), Gives(call="atlassian.Jira", type="atlassian.Jira", within=("url", 0)),
)

CALLS: tuple[Call, ...] = (
    *rows("hubspot", "from hubspot import HubSpot\n\nhub = HubSpot(access_token=input())\n", "print(hub.crm.contacts.get_all())", "https://developers.hubspot.com/docs/guides/api/crm/understanding-the-crm", (
        *(Brief(f"hubspot.HubSpot.crm.{thing}.basic_api.archive", _D, "remove", _PAGE, _ONE, _WORK, (0, f"{thing.removesuffix('s')}_id"), f'hub.crm.{thing}.basic_api.archive("7")', "7", plain=f"It deletes one of the {thing} of the sales team.", suffix=thing) for thing in _HUBSPOT),
        *(Brief(f"hubspot.HubSpot.crm.{thing}.batch_api.archive", _D, "remove", _TABLE, _SOME, _WORK, (), f"hub.crm.{thing}.batch_api.archive({{}})", "", plain=f"It deletes {thing} of the sales team.", suffix=f"{thing}-batch") for thing in _HUBSPOT),
        *(Brief(f"hubspot.HubSpot.crm.{thing}.{api}.{name}", _W, verb, _TABLE, scope, _WORK, (), f"hub.crm.{thing}.{api}.{name}({args})", "", _OUT, f"It {words} {thing} of the sales team.", suffix=f"{thing}-{api}")
          for thing in _HUBSPOT for api, name, verb, scope, args, words in (("basic_api", "create", "insert", _ONE, "{}", "adds to the"), ("basic_api", "update", "update", _ONE, '"7", {}', "changes one of the"), ("batch_api", "create", "insert", _SOME, "{}", "adds to the"), ("batch_api", "update", "update", _SOME, "{}", "changes"))),
    ), within=()),
    *rows("notion", "from notion_client import Client\n\nnotion = Client(auth=input())\n", 'print(notion.databases.query(database_id="d7"))', "https://developers.notion.com/reference/intro", (
        Brief("notion_client.Client.blocks.delete", _D, "remove", _PAGE, _ONE, _YES, ("block_id", 0), 'notion.blocks.delete(block_id="b7")', "b7", plain="It deletes a part of a shared page."),
        Brief("notion_client.Client.pages.update", _D, "archive", _PAGE, _ONE, _YES, ("page_id", 0), 'notion.pages.update(page_id="p7", archived=True)', "p7", (), "It puts a shared page into the bin.", (("archived|in_trash", ("True",)),), suffix="archive"),
        Brief("notion_client.Client.pages.update", _W, "update", _PAGE, _ONE, _WORK, ("page_id", 0), 'notion.pages.update(page_id="p7", properties={})', "p7", _OUT, "It changes a shared page."),
        Brief("notion_client.Client.pages.create", _C, "create", _PAGE, _ONE, _YES, (), "notion.pages.create(parent={}, properties={})", "", _OUT, "It makes a shared page."),
    ), within=()),
    *rows("mailchimp", "import mailchimp_transactional\n\nclient = mailchimp_transactional.Client(input())\n", "print(client.users.ping())", "https://mailchimp.com/developer/transactional/api/messages/", (
        *(Brief(f"mailchimp_transactional.Client.messages.{name}", _S, "mail", _EMAIL, Scope.UNKNOWN, _NO, (), f"client.messages.{name}({{}})", "", _MAILS, "It sends mail through a mailing service.", payload=(0,)) for name in ("send", "send_template")),
    ), within=()),
    *rows("mailchimp-lists", "import mailchimp_marketing\n\nclient = mailchimp_marketing.Client()\n", "print(client.ping.get())", "https://mailchimp.com/developer/marketing/api/", (
        Brief("mailchimp_marketing.Client.campaigns.send", _S, "mail", _EMAIL, Scope.ALL, _NO, (0, "campaign_id"), 'client.campaigns.send("c7")', "c7", _MAILS, "It sends the mailing {name} to everyone on its list."),
        *(Brief(f"mailchimp_marketing.Client.lists.{name}", _D, "remove", _PAGE, _ONE, _NO, (at,), f'client.lists.{name}({args})', shown, (), "It deletes a person from a mailing list." if "member" in name else "It deletes the mailing list {name} with everyone on it.") for name, at, args, shown in (
            ("delete_list", 0, '"l7"', "l7"), ("delete_list_member", 1, '"l7", "m7"', "m7"), ("delete_list_member_permanent", 1, '"l7", "m7"', "m7"))),
    ), within=()),
    *rows("resend", "import resend\n\n", "print(resend.Domains.list())", "https://resend.com/docs/api-reference/emails/send-email", (
        Brief("resend.Emails.send", _S, "mail", _EMAIL, _ONE, _NO, (0, "params"), 'resend.Emails.send({"from": "me@example.com", "to": ["all@example.com"], "subject": "a", "html": "b"})', "all@example.com", _MAILS, payload=(0, "params")),
    ), within=()),
    *rows("imaplib", 'import imaplib\n\nbox = imaplib.IMAP4_SSL("mail.example.com")\n', 'print(box.search(None, "ALL"))', "https://docs.python.org/3/library/imaplib.html", (
        Brief("imaplib.IMAP4.store", _D, "delete", _EMAIL, _ONE, _NO, ("self.within",), 'box.store("7", "+FLAGS", "\\\\Deleted")', "mail.example.com", (), "It deletes mail from a mailbox on {name}.", (("2|flags", ("*Deleted",)),)),
    )),
    *rows("postmark", "from postmarker.core import PostmarkClient\n\nclient = PostmarkClient(server_token=input())\n", "print(client.bounces.all())", "https://postmarker.readthedocs.io/en/latest/", (
        Brief("postmark.Client.emails.send", _S, "mail", _EMAIL, _ONE, _NO, ("To",), 'client.emails.send(From="me@example.com", To="all@example.com", Subject="a")', "all@example.com", _MAILS, payload=("HtmlBody", "TextBody")),
    ), within=()),
    *rows("twitter", 'import tweepy\n\nclient = tweepy.Client(bearer_token=input())\napi = tweepy.API()\n', "print(client.get_me())", "https://docs.tweepy.org/en/stable/client.html", (
        Brief("tweepy.Client.create_tweet", _S, "post_message", _PAGE, _ONE, _WORK, (), 'client.create_tweet(text="hello")', "", (Trait.PEOPLE, Trait.OUTSIDE, Trait.PUBLIC), "It posts in public, in the name of your account.", payload=("text",)),
        Brief("tweepy.API.update_status", _S, "post_message", _PAGE, _ONE, _WORK, (), 'api.update_status("hello")', "", (Trait.PEOPLE, Trait.OUTSIDE, Trait.PUBLIC), "It posts in public, in the name of your account.", payload=(0, "status")),
        Brief("tweepy.Client.delete_tweet", _D, "remove", _PAGE, _ONE, _NO, (0, "id"), 'client.delete_tweet("7")', "7", plain="It deletes a public post."),
    ), within=()),
    *rows("discord", 'from discord_webhook import DiscordWebhook\n\nhook = DiscordWebhook(url="https://discord.com/api/webhooks/1/x")\n', "print(hook.content)", "https://github.com/lovvskillz/python-discord-webhook", (
        *(Brief(f"discord.Webhook.{name}", _S, "post_message", AssetKind.URL, _ONE, _WORK, ("self",), f"hook.{name}()", "https://discord.com/api/webhooks/1/x", _MAILS, "It posts a message to a chat. Everyone there can read it.", payload=("content", 0)) for name in ("execute", "send")),
    ), within=()),
    *rows("atlassian", 'from atlassian import Confluence, Jira\n\nwiki = Confluence(url="https://acme.atlassian.net")\njira = Jira(url="https://acme.atlassian.net")\n', 'print(wiki.get_page_by_id("7"))', "https://atlassian-python-api.readthedocs.io/", (
        Brief("atlassian.Confluence.remove_page", _D, "remove", _PAGE, _ONE, _WORK, (0, "page_id"), 'wiki.remove_page("7")', "7", plain="It deletes a page of the wiki."),
        Brief("atlassian.Confluence.remove_page", _D, "remove", _PAGE, Scope.ALL, _WORK, (0, "page_id"), 'wiki.remove_page("7", recursive=True)', "7", (Trait.RECURSIVE,), "It deletes a page of the wiki with all pages below it.", (("2|recursive", ("True",)),), suffix="tree"),
        *(Brief(f"atlassian.Confluence.{name}", _W, "update", _PAGE, _ONE, _WORK, (at,), f"wiki.{name}({args})", shown, (), "It changes a page of the wiki.") for name, at, args, shown in (("update_page", 0, '"7", "Prices", "a"', "7"), ("create_page", 1, '"OPS", "Prices", "a"', "Prices"))),
        *(Brief(f"atlassian.Jira.{name}", _D, "remove", _PAGE, scope, _NO, (0,), f'jira.{name}("OPS-7")', "OPS-7", plain=words) for name, scope, words in (("delete_issue", _ONE, "It deletes the ticket {name}."), ("delete_project", Scope.ALL, "It deletes the ticket project {name} with every ticket in it."))),
    )),
)
