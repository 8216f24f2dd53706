"""Where offices work: Google Workspace, Outlook, Dropbox, Tableau, and the directory of accounts."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off

_D, _W, _R, _C, _G, _S, _A = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.CREATE, Operation.GRANT, Operation.SEND, Operation.ALTER
_FILE, _REPORT, _EMAIL, _IDENTITY, _RESOURCE, _NO, _WORK, _YES = AssetKind.FILE, AssetKind.REPORT, AssetKind.EMAIL, AssetKind.IDENTITY, AssetKind.RESOURCE, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME, _ALL = Scope.ONE, Scope.SOME, Scope.ALL
_COLLECTIONS = (
    ("drive", "files"), ("drive", "permissions"), ("drive", "drives"), ("sheets", "spreadsheets"), ("sheets", "spreadsheets.values"), ("gmail", "users"), ("gmail", "users.messages"), ("gmail", "users.threads"), ("calendar", "events"), ("calendar", "calendars"),
    ("admin", "users"), ("admin", "groups"), ("admin", "members"), ("compute", "instances"), ("compute", "disks"), ("sqladmin", "instances"), ("bigquery", "tables"), ("bigquery", "datasets"), ("bigquery", "jobs"),
)

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="googleapi({0})") for call in ("googleapiclient.discovery.build", "apiclient.discovery.build")),
    *(Gives(call=f"googleapi({service}).{path}", type=f"googleapi({service}).{path}") for service, path in _COLLECTIONS),
    *(Gives(call=call, type="win32com({0})") for call in ("win32com.client.Dispatch", "win32com.client.gencache.EnsureDispatch")),
    Gives(call="win32com(Outlook.Application).CreateItem", type="outlook.Item"),
    Gives(call="win32com(outlook.application).CreateItem", type="outlook.Item"),
    Gives(call="ldap3.Connection", type="ldap3.Connection", within=(0,)),
    *(Gives(call=f"tableauserverclient.Server.{name}", type=f"tableau.{name}", within=("self",)) for name in ("workbooks", "datasources", "users", "projects", "views")),
    Gives(call="tableauserverclient.Server", type="tableauserverclient.Server", within=(0,)),
    Gives(call="O365.Account.new_message", type="O365.Message"),
)


def _google(service: str, setup: str) -> str:
    return f'from googleapiclient.discovery import build\n\nservice = build("{service}", "{setup}")\n'


CALLS: tuple[Call, ...] = (
    *rows("google-drive", _google("drive", "v3"), "print(service.files().list().execute())", "https://developers.google.com/drive/api/reference/rest/v3", (
        Brief("googleapi(drive).files.delete", _D, "remove", _FILE, _ONE, _NO, ("fileId",), 'service.files().delete(fileId="f7").execute()', "f7"),
        Brief("googleapi(drive).files.emptyTrash", _D, "empty_trash", _FILE, _ALL, _NO, (), "service.files().emptyTrash().execute()", "", (Trait.UNDO_REMOVED,), "It empties the bin of the shared drive. Nothing in it can come back."),
        Brief("googleapi(drive).files.update", _W, "update", _FILE, _ONE, _WORK, ("fileId",), 'service.files().update(fileId="f7", body={}).execute()', "f7", plain="It changes the file {name}."),
        Brief("googleapi(drive).files.create", _C, "upload", _FILE, _ONE, _YES, ("body.name",), 'service.files().create(body={"name": "prices.csv"}).execute()', "prices.csv"),
        Brief("googleapi(drive).permissions.create", _G, "share", _FILE, _ONE, _WORK, ("fileId",), 'service.permissions().create(fileId="f7", body={"role": "reader", "type": "anyone"}).execute()', "f7", (Trait.OUTSIDE, Trait.PUBLIC), "It gives everyone on the internet {target}.", suffix="permission-anyone", when=(("body", ("*anyone",)),)),
        Brief("googleapi(drive).permissions.create", _G, "share", _FILE, _ONE, _WORK, ("fileId",), 'service.permissions().create(fileId="f7", body={"role": "reader", "type": "user"}).execute()', "f7", (Trait.OUTSIDE,), "It gives another person {target}.", suffix="permission"),
        Brief("googleapi(drive).permissions.delete", _G, "revoke", _FILE, _ONE, _WORK, ("fileId",), 'service.permissions().delete(fileId="f7", permissionId="p").execute()', "f7", suffix="permission"),
    ), within=()),
    *rows("google-sheets", _google("sheets", "v4"), 'print(service.spreadsheets().values().get(spreadsheetId="s7", range="A1").execute())', "https://developers.google.com/sheets/api/reference/rest", (
        Brief("googleapi(sheets).spreadsheets.values.clear", _D, "clear", _REPORT, _SOME, _WORK, ("spreadsheetId",), 'service.spreadsheets().values().clear(spreadsheetId="s7", range="A1:Z").execute()', "s7", plain="It empties cells of the shared sheet {name}."),
        *(Brief(f"googleapi(sheets).spreadsheets.values.{name}", _W, verb, _REPORT, _SOME, _WORK, ("spreadsheetId",), f'service.spreadsheets().values().{name}(spreadsheetId="s7", range="A1", body={{}}).execute()', "s7", payload=("body",), plain=words)
          for name, verb, words in (("update", "update", "It changes cells of the shared sheet {name}."), ("batchUpdate", "update", "It changes cells of the shared sheet {name}."), ("append", "append", "It adds rows to the shared sheet {name}."))),
        Brief("googleapi(sheets).spreadsheets.batchUpdate", _W, "update", _REPORT, _SOME, _WORK, ("spreadsheetId",), 'service.spreadsheets().batchUpdate(spreadsheetId="s7", body={}).execute()', "s7", plain="It changes the shared sheet {name}.", suffix="sheet"),
    ), within=()),
    *rows("gmail", _google("gmail", "v1"), 'print(service.users().messages().list(userId="me").execute())', "https://developers.google.com/gmail/api/reference/rest", (
        Brief("googleapi(gmail).users.messages.send", _S, "mail", _EMAIL, _ONE, _NO, (), 'service.users().messages().send(userId="me", body={}).execute()', "", (Trait.PEOPLE,), "It sends mail.", payload=("body",)),
        *(Brief(f"googleapi(gmail).users.messages.{name}", _D, "remove", _EMAIL, scope, undo, ("userId",), f'service.users().messages().{name}(userId="me", id="m7").execute()', "me", plain="It deletes mail of {name}.") for name, scope, undo in (("delete", _ONE, _NO), ("trash", _ONE, _YES), ("batchDelete", _SOME, _NO))),
    ), within=()),
    *rows("google-calendar", _google("calendar", "v3"), 'print(service.events().list(calendarId="primary").execute())', "https://developers.google.com/calendar/api/v3/reference", (
        Brief("googleapi(calendar).events.delete", _D, "remove", _RESOURCE, _ONE, _WORK, ("calendarId",), 'service.events().delete(calendarId="primary", eventId="e").execute()', "primary", plain="It deletes an entry of the calendar {name}."),
        Brief("googleapi(calendar).events.insert", _C, "create", _RESOURCE, _ONE, _YES, ("calendarId",), 'service.events().insert(calendarId="primary", body={}).execute()', "primary", plain="It adds an entry to the calendar {name}."),
        Brief("googleapi(calendar).calendars.clear", _D, "clear", _RESOURCE, _ALL, _NO, ("calendarId",), 'service.calendars().clear(calendarId="primary").execute()', "primary", plain="It deletes every entry of the calendar {name}."),
    ), within=()),
    *rows("google-admin", _google("admin", "directory_v1"), 'print(service.users().list(customer="c").execute())', "https://developers.google.com/admin-sdk/directory/reference/rest", (
        Brief("googleapi(admin).users.delete", _D, "remove", _IDENTITY, _ONE, _WORK, ("userKey",), 'service.users().delete(userKey="jane@example.com").execute()', "jane@example.com"),
        Brief("googleapi(admin).users.update", _A, "update", _IDENTITY, _ONE, _WORK, ("userKey",), 'service.users().update(userKey="jane@example.com", body={"suspended": True}).execute()', "jane@example.com"),
        *(Brief(f"googleapi(admin).members.{name}", _G, verb, _IDENTITY, _ONE, _WORK, ("groupKey",), f'service.members().{name}(groupKey="finance@example.com").execute()', "finance@example.com", plain=f"It {words} the group {{name}}.", suffix="member") for name, verb, words in (("insert", "grant", "adds a person to"), ("delete", "revoke", "removes a person from"))),
    ), within=()),
    *rows("google-api", _google("compute", "v1"), 'print(service.instances().list(project="acme", zone="a").execute())', "https://cloud.google.com/compute/docs/reference/rest/v1", (
        Brief("googleapi(compute).instances.delete", _D, "terminate", AssetKind.SERVER, _ONE, _NO, ("instance",), 'service.instances().delete(project="acme", zone="a", instance="web-1").execute()', "web-1", (Trait.OUTAGE,)),
        *(Brief(f"googleapi(compute).instances.{name}", _A, "stop", AssetKind.SERVER, _ONE, _WORK, ("instance",), f'service.instances().{name}(project="acme", zone="a", instance="web-1").execute()', "web-1", (Trait.OUTAGE,)) for name in ("stop", "reset")),
        Brief("googleapi(compute).disks.delete", _D, "delete_disk", _RESOURCE, _ONE, _NO, ("disk",), 'service.disks().delete(project="acme", zone="a", disk="data-1").execute()', "data-1", suffix="disk"),
    ), within=()),
    *rows("outlook", 'import win32com.client\n\noutlook = win32com.client.Dispatch("Outlook.Application")\nmail = outlook.CreateItem(0)\n', "mail.Display()", "https://learn.microsoft.com/en-us/office/vba/api/outlook.mailitem", (
        Brief("outlook.Item.Send", _S, "mail", _EMAIL, _ONE, _NO, (), "mail.Send()", "", (Trait.PEOPLE,), "It sends mail from your own Outlook."),
        Brief("outlook.Item.Delete", _D, "remove", _EMAIL, _ONE, _WORK, (), "mail.Delete()", "", plain="It deletes mail in your own Outlook."),
    ), within=()),
    *rows("ldap3", 'from ldap3 import Connection, Server\n\nconn = Connection(Server("ldap.example.com"), auto_bind=True)\n', 'conn.search("dc=example,dc=com", "(cn=jane)")', "https://ldap3.readthedocs.io/en/latest/", (
        Brief("ldap3.Connection.delete", _D, "remove", _IDENTITY, _ONE, _NO, (0, "dn"), 'conn.delete("cn=jane,dc=example,dc=com")', "cn=jane,dc=example,dc=com"),
        Brief("ldap3.Connection.modify", _A, "reset_password", _IDENTITY, _ONE, _WORK, (0, "dn"), 'conn.modify("cn=jane,dc=example,dc=com", {"userPassword": [("MODIFY_REPLACE", ["Welcome1"])]})', "cn=jane,dc=example,dc=com", when=(("1|changes", ("*userPassword", "*unicodePwd")),), plain="It sets a new password for {target}.", suffix="password"),
        Brief("ldap3.Connection.modify", _A, "update", _IDENTITY, _ONE, _WORK, (0, "dn"), 'conn.modify("cn=jane,dc=example,dc=com", {})', "cn=jane,dc=example,dc=com"),
        Brief("ldap3.Connection.add", _C, "create", _IDENTITY, _ONE, _YES, (0, "dn"), 'conn.add("cn=jane,dc=example,dc=com")', "cn=jane,dc=example,dc=com"),
    )),
    *rows("tableau", 'import tableauserverclient as TSC\n\nserver = TSC.Server("https://bi.example.com")\n', "print(server.workbooks.get())", "https://tableau.github.io/server-client-python/docs/api-ref", (
        Brief("tableau.workbooks.delete", _D, "remove", _REPORT, _ONE, _NO, (0, "workbook_id"), 'server.workbooks.delete("w7")', "w7", suffix="report"),
        Brief("tableau.datasources.delete", _D, "remove", _REPORT, _ONE, _NO, (0, "datasource_id"), 'server.datasources.delete("d7")', "d7", plain="It deletes the data behind reports: {name}.", suffix="data"),
        Brief("tableau.users.remove", _D, "remove", _IDENTITY, _ONE, _WORK, (0, "user_id"), 'server.users.remove("u7")', "u7", suffix="user"),
        Brief("tableau.projects.delete", _D, "remove", _REPORT, _ALL, _NO, (0, "project_id"), 'server.projects.delete("p7")', "p7", plain="It deletes the report folder {name} with everything in it.", suffix="project"),
        Brief("tableau.workbooks.publish", _W, "publish", _REPORT, _ONE, _WORK, (1,), 'server.workbooks.publish(None, "sales.twbx", "Overwrite")', "sales.twbx", plain="It puts the report {name} where others read it."),
    )),
    *rows("dropbox", 'import dropbox\n\ndbx = dropbox.Dropbox(input())\n', 'print(dbx.files_list_folder(""))', "https://dropbox-sdk-python.readthedocs.io/en/latest/", (
        *(Brief(f"dropbox.Dropbox.{name}", _D, "remove", _FILE, _ONE, undo, (0, "path"), f'dbx.{name}("/prices.csv")', "/prices.csv") for name, undo in (("files_delete_v2", _WORK), ("files_delete", _WORK), ("files_permanently_delete", _NO))),
        Brief("dropbox.Dropbox.files_upload", _S, "upload", _FILE, _ONE, _WORK, (1, "path"), 'dbx.files_upload(b"a", "/prices.csv")', "/prices.csv", (Trait.OUTSIDE,), payload=(0,)),
    ), within=()),
)
