"""What reaches people: mail, chat and text messages."""

from __future__ import annotations

from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Trait, Undo

# fmt: off
_PEOPLE = (Trait.PEOPLE,)
_SMTP = "https://docs.python.org/3/library/smtplib.html"

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"smtplib.{name}", type="smtplib.SMTP", within=(0, "host")) for name in ("SMTP", "SMTP_SSL", "LMTP")),
    Gives(call="aiosmtplib.SMTP", type="smtplib.SMTP", within=("hostname", 0)),
    *(Gives(call=call, type="slack_sdk.WebClient") for call in ("slack_sdk.WebClient", "slack_sdk.web.WebClient", "slack_sdk.web.async_client.AsyncWebClient", "slack.WebClient", "slack_bolt.App.client")),
    Gives(call="slack_sdk.webhook.WebhookClient", type="slack_sdk.WebhookClient", carries=(("name", 0),)),
    Gives(call="slack_sdk.WebhookClient", type="slack_sdk.WebhookClient", carries=(("name", 0),)),
    Gives(call="twilio.rest.Client.messages", type="twilio.messages"),
    Gives(call="twilio.rest.Client.calls", type="twilio.calls"),
    *(Gives(call=call, type="sendgrid.Client") for call in ("sendgrid.SendGridAPIClient", "sendgrid.sendgrid.SendGridAPIClient")),
    Gives(call="pymsteams.connectorcard", type="pymsteams.connectorcard", carries=(("name", 0),)),
    *(Gives(call=call, type="django.mail.EmailMessage", carries=(("name", 3),)) for call in ("django.core.mail.EmailMessage", "django.core.mail.EmailMultiAlternatives")),
    *(Gives(call=call, type="email.Message") for call in ("email.message.EmailMessage", "email.mime.multipart.MIMEMultipart", "email.mime.text.MIMEText")),
    *(Gives(call=f"email.Message.{name}", type="self") for name in ("as_string", "as_bytes")),
    Gives(call="email.Message.[To]", type="email.Message", carries=(("name", "value"),)),
    *(Gives(call=call, type="telegram.Bot") for call in ("telegram.Bot", "telebot.TeleBot", "telebot.async_telebot.AsyncTeleBot")),
)

_LOGIN = 'import smtplib\n\nserver = smtplib.SMTP("mail.example.com", 587)\n'

CALLS: tuple[Call, ...] = (
    Call(
        id="python/smtplib.sendmail", call="smtplib.SMTP.sendmail", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, by_key=True, named_by=(1, "to_addrs", "recipients"), within=("self",), payload=(2, "msg"), source=_SMTP,
        example=_LOGIN + 'server.sendmail("me@example.com", ["all@example.com"], "Subject: hello")\n', expect=("send email:all@example.com one",),
        near_misses=(_LOGIN + 'server.login("me", input())\nserver.quit()\n', 'from email.mime.text import MIMEText\n\nmsg = MIMEText("hello")\nmsg["To"] = "all@example.com"\nprint(msg)\n'),
    ),
    Call(
        id="python/smtplib.send_message", call="smtplib.SMTP.send_message", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, by_key=True, named_by=(2, "to_addrs", 0, "msg"), within=("self",), payload=(0, "msg"), source=_SMTP,
        example=_LOGIN + 'from email.message import EmailMessage\n\nmsg = EmailMessage()\nmsg["To"] = "all@example.com"\nmsg.set_content("hello")\nserver.send_message(msg)\n', expect=("send email:all@example.com one",),
        near_misses=('from email.message import EmailMessage\n\nmsg = EmailMessage()\nmsg["To"] = "all@example.com"\nmsg.set_content("hello")\n',),
    ),
    Call(
        id="python/aiosmtplib.send", call="aiosmtplib.send", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, by_key=True, named_by=("recipients", 0), within=("hostname",), payload=(0, "message"), source="https://aiosmtplib.readthedocs.io/en/stable/",
        example='import asyncio\n\nimport aiosmtplib\n\nasyncio.run(aiosmtplib.send("Subject: hello", recipients=["all@example.com"], hostname="mail.example.com"))\n', expect=("send email:all@example.com one",),
    ),
    Call(
        id="python/yagmail.send", call="yagmail.SMTP.send", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, by_key=True, named_by=("to", 0), payload=("contents", 2), source="https://yagmail.readthedocs.io/en/latest/",
        example='import yagmail\n\nyag = yagmail.SMTP("me@example.com")\nyag.send(to="all@example.com", subject="hello", contents="hi")\n', expect=("send email:all@example.com one",),
    ),
    Call(
        id="python/sendgrid.send", call="sendgrid.Client.send", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=(Trait.PEOPLE, Trait.OUTSIDE), by_key=True, named_by=(0, "message"), payload=(0, "message"), source="https://github.com/sendgrid/sendgrid-python",
        example='import os\n\nfrom sendgrid import SendGridAPIClient\nfrom sendgrid.helpers.mail import Mail\n\nmessage = Mail(from_email="me@example.com", to_emails="all@example.com", subject="hello")\nSendGridAPIClient(os.environ["SENDGRID_API_KEY"]).send(message)\n', expect=("send email:all@example.com one",),
        near_misses=('from sendgrid.helpers.mail import Mail\n\nmessage = Mail(from_email="me@example.com", to_emails="all@example.com", subject="hello")\n',),
    ),
    *(Call(
        id=f"python/django.{name}", call=f"django.core.mail.{name}", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, named_by=named, payload=(1,), by_key=key, source="https://docs.djangoproject.com/en/5.1/topics/email/",
        example=f'from django.core.mail import {name}\n\n{name}({args})\n', expect=(expect,),
    ) for name, named, key, args, expect in (
        ("send_mail", (3, "recipient_list"), True, '"hello", "hi", "me@example.com", ["all@example.com"]', "send email:all@example.com one"),
        ("mail_admins", (), False, '"hello", "hi"', "send email:{email} unknown"),
    )),
    Call(
        id="python/django.email-send", call="django.mail.EmailMessage.send", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, by_key=True, named_by=("self",), source="https://docs.djangoproject.com/en/5.1/topics/email/",
        example='from django.core.mail import EmailMessage\n\nEmailMessage("hello", "hi", "me@example.com", ["all@example.com"]).send()\n', expect=("send email:all@example.com one",),
    ),
    *(Call(
        id=f"python/slack.{name}", call=f"slack_sdk.WebClient.{name}", operation=Operation.SEND, verb="post_message", kind=AssetKind.TEAM, undo=Undo.WITH_WORK, traits=_PEOPLE, by_key=True, named_by=("channel", "channels", "channel_id", 0), payload=("text", "blocks", "file", "content"), source="https://tools.slack.dev/python-slack-sdk/web",
        plain="It posts a message to {name}. Everyone there can read it.",
        example=f'import os\n\nfrom slack_sdk import WebClient\n\nclient = WebClient(token=os.environ["SLACK_TOKEN"])\nclient.{name}(channel="#finance", text="hello")\n', expect=("send team:#finance one",),
        near_misses=('import os\n\nfrom slack_sdk import WebClient\n\nclient = WebClient(token=os.environ["SLACK_TOKEN"])\nprint(client.conversations_history(channel="C1"))\n',),
    ) for name in ("chat_postMessage", "chat_postEphemeral", "chat_scheduleMessage", "files_upload", "files_upload_v2")),
    Call(
        id="python/slack.chat_delete", call="slack_sdk.WebClient.chat_delete", operation=Operation.DELETE, verb="remove", kind=AssetKind.TEAM, undo=Undo.NO, by_key=True, named_by=("channel",), source="https://api.slack.com/methods/chat.delete",
        plain="It deletes a message in {name}.",
        example='from slack_sdk import WebClient\n\nWebClient(token=input()).chat_delete(channel="#finance", ts="1.2")\n', expect=("delete team:#finance one",),
    ),
    *(Call(
        id=f"python/slack.{name}", call=f"slack_sdk.WebClient.{name}", operation=operation, verb=name, kind=AssetKind.TEAM, undo=undo, by_key=True, plain=plain, named_by=("channel",), source="https://tools.slack.dev/python-slack-sdk/web",
        example=f'from slack_sdk import WebClient\n\nWebClient(token=input()).{name}(channel="C123", users="U1")\n', expect=(f"{operation} team:C123 one",),
    ) for name, operation, undo, plain in (
        ("conversations_archive", Operation.ALTER, Undo.WITH_WORK, "It closes the channel {name}. People can still read it."),
        ("conversations_kick", Operation.GRANT, Undo.WITH_WORK, "It takes somebody out of the channel {name}."),
        ("conversations_invite", Operation.GRANT, Undo.WITH_WORK, "It lets somebody into the channel {name}."),
    )),
    Call(
        id="python/slack.webhook-send", call="slack_sdk.WebhookClient.send", operation=Operation.SEND, verb="post_message", kind=AssetKind.URL, undo=Undo.WITH_WORK, traits=_PEOPLE, by_key=True, named_by=("self",), payload=("text", "blocks"), source="https://tools.slack.dev/python-slack-sdk/webhook",
        example='from slack_sdk.webhook import WebhookClient\n\nWebhookClient("https://hooks.slack.com/services/A/B/C").send(text="hello")\n', expect=("send url:https://hooks.slack.com/services/A/B/C one",),
    ),
    Call(
        id="python/pymsteams.send", call="pymsteams.connectorcard.send", operation=Operation.SEND, verb="post_message", kind=AssetKind.URL, undo=Undo.WITH_WORK, traits=_PEOPLE, by_key=True, named_by=("self",), source="https://github.com/rveachkc/pymsteams",
        example='import pymsteams\n\ncard = pymsteams.connectorcard("https://acme.webhook.office.com/x")\ncard.text("hello")\ncard.send()\n', expect=("send url:https://acme.webhook.office.com/x one",),
        near_misses=('import pymsteams\n\ncard = pymsteams.connectorcard("https://acme.webhook.office.com/x")\ncard.text("hello")\n',),
    ),
    *(Call(
        id=f"python/twilio.{name}", call=f"twilio.{name}.create", operation=Operation.SEND, verb=verb, kind=AssetKind.OTHER, undo=Undo.NO, traits=(Trait.PEOPLE, Trait.OUTSIDE), by_key=True, named_by=("to", 0), payload=("body",), source="https://www.twilio.com/docs/libraries/python",
        plain=f"It {words} {{name}}. Each one costs money.",
        example=f'import os\n\nfrom twilio.rest import Client\n\nclient = Client(os.environ["SID"], os.environ["TOKEN"])\nclient.{name}.create(to="+441234567890", from_="+15005550006", body="hello")\n', expect=("send other:+441234567890 one",),
        near_misses=(f'import os\n\nfrom twilio.rest import Client\n\nclient = Client(os.environ["SID"], os.environ["TOKEN"])\nprint(client.{name}.list(limit=5))\n',),
    ) for name, verb, words in (("messages", "text_message", "sends a text message to"), ("calls", "phone_call", "calls the phone number"))),
    *(Call(
        id=f"python/telegram.{name}", call=f"telegram.Bot.{name}", operation=Operation.SEND, verb="post_message", kind=AssetKind.TEAM, undo=Undo.WITH_WORK, traits=(Trait.PEOPLE, Trait.OUTSIDE), by_key=True, named_by=("chat_id", 0), payload=("text", 1), source="https://docs.python-telegram-bot.org/en/stable/telegram.bot.html",
        plain="It posts to the chat {name}. Everyone there can read it.",
        example=f'from telegram import Bot\n\nBot(input()).{name}(chat_id="@prices", text="hello")\n', expect=("send team:@prices one",),
    ) for name in ("send_message", "send_document", "send_photo")),
    *(Call(
        id=f"python/exchangelib.{name}", call=f"exchangelib.Message.{name}", operation=Operation.SEND, verb="mail", kind=AssetKind.EMAIL, undo=Undo.NO, traits=_PEOPLE, by_key=True, named_by=("self",), source="https://ecederstrand.github.io/exchangelib/",
        example=f'from exchangelib import Account, Message\n\naccount = Account("me@example.com", autodiscover=True)\nMessage(account=account, subject="hello", to_recipients=["all@example.com"]).{name}()\n', expect=("send email:all@example.com one",),
    ) for name in ("send", "send_and_save")),
)
GIVES += (
    Gives(call="exchangelib.Message", type="exchangelib.Message", carries=(("name", "to_recipients"),)),
    *(Gives(call=call, type="sendgrid.Mail", carries=(("name", "1|to_emails"), ("Subject", "2|subject"))) for call in ("sendgrid.helpers.mail.Mail", "sendgrid.Mail")),
)
