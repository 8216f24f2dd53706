"""Accounts of people in directories and log-in services: Active Directory, Okta, Keycloak, Auth0, Firebase, Google Workspace."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _C, _G, _A, _S = Operation.DELETE, Operation.WRITE, Operation.CREATE, Operation.GRANT, Operation.ALTER, Operation.SEND
_IDENTITY, _TABLE, _NO, _WORK, _YES = AssetKind.IDENTITY, AssetKind.TABLE, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME, _ALL = Scope.ONE, Scope.SOME, Scope.ALL
_FIND = ("from_cn", "from_dn", "from_upn")
_KINDS = (("aduser.ADUser", "User"), ("adgroup.ADGroup", "Group"), ("adcomputer.ADComputer", "Computer"), ("adcontainer.ADContainer", "Container"))
_GOOGLE = ("orgunits", "roleAssignments", "mobiledevices", "chromeosdevices", "tokens")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"pyad.{class_}.{name}", type=f"pyad.{kind}", carries=(("name", 0),)) for class_, kind in _KINDS for name in _FIND),
    *(Gives(call=f"pyad.{kind}.{name}", type="self", carries=(("name", "self"),)) for _, kind in _KINDS for name in ("clear_managed_by",)),
    Gives(call="okta.client.Client", type="okta.Client"),
    Gives(call="keycloak.KeycloakAdmin", type="keycloak.KeycloakAdmin", within=("server_url",)),
    *(Gives(call=call, type="auth0.Auth0", within=(0, "domain")) for call in ("auth0.management.Auth0", "auth0.v3.management.Auth0")),
    Gives(call="firebase_admin.firestore.client", type="google.cloud.firestore.Client"),
    Gives(call="firebase_admin.db.reference", type="firebase.Reference", carries=(("name", 0),)), Gives(call="firebase.Reference.child", type="firebase.Reference", carries=(("name", 0),)),
    *(Gives(call=f"googleapi(admin).{name}", type=f"googleapi(admin).{name}") for name in _GOOGLE),
)

_AD = 'from pyad import adgroup, aduser\n\nuser = aduser.ADUser.from_cn("jane")\ngroup = adgroup.ADGroup.from_cn("Finance")\n'
_OKTA = 'from okta.client import Client\n\nclient = Client({"orgUrl": "https://acme.okta.com", "token": input()})\n'
_KEYCLOAK = 'from keycloak import KeycloakAdmin\n\nadmin = KeycloakAdmin(server_url="https://login.example.com", realm_name="shop")\n'
_AUTH0 = 'from auth0.management import Auth0\n\nauth0 = Auth0("acme.auth0.com", input())\n'
_ADMIN = 'from googleapiclient.discovery import build\n\nservice = build("admin", "directory_v1")\n'

CALLS: tuple[Call, ...] = (
    *rows("pyad", _AD, 'print(user.get_attribute("mail"))', "https://zakird.github.io/pyad/pyad.html", (
        *(Brief(f"pyad.{kind}.delete", _D, "remove", _IDENTITY, _ONE, _NO, ("self",), line, name, suffix=kind.lower()) for kind, line, name in (
            ("User", "user.delete()", "jane"), ("Group", "group.delete()", "Finance"))),
        Brief("pyad.User.disable", _A, "disable", _IDENTITY, _ONE, _YES, ("self",), "user.disable()", "jane", (Trait.OUTAGE,), "It switches off the account {name}."),
        Brief("pyad.User.set_password", _A, "reset_password", _IDENTITY, _ONE, _NO, ("self",), 'user.set_password(input())', "jane", plain="It gives the account {name} a new password."),
        *(Brief(f"pyad.User.{name}", _A, "update", _IDENTITY, _ONE, _WORK, ("self",), f"user.{name}({args})", "jane", plain="It changes the account {name}.") for name, args in (
            ("update_attribute", '"mail", "a"'), ("update_attributes", "{}"), ("move", "group"), ("rename", '"joan"'), ("force_pwd_change_on_login", ""))),
        *(Brief(f"pyad.Group.{name}", _G, verb, _IDENTITY, _ONE, _WORK, ("self",), f"group.{name}([user])", "Finance", plain=f"It {words} the group {{name}}.") for name, verb, words in (
            ("add_members", "grant", "adds people to"), ("remove_members", "revoke", "takes people out of"), ("remove_all_members", "revoke", "takes everybody out of"), ("sync_membership", "grant", "changes who belongs to"))),
        Brief("pyad.aduser.ADUser.create", _C, "create", _IDENTITY, _ONE, _YES, (0, "name"), 'aduser.ADUser.create("joan", group)', "joan"),
    ), within=()),
    *rows("okta", _OKTA, "print(client.list_users())", "https://github.com/okta/okta-sdk-python", (
        *(Brief(f"okta.Client.{name}", _D, "remove", _IDENTITY, _ONE, _NO, (0,), f'client.{name}("u7")', "u7", plain=words) for name, words in (
            ("deactivate_or_delete_user", "It deletes the account {name}."), ("delete_user", "It deletes the account {name}."), ("delete_group", "It deletes the group {name}."), ("delete_application", "It deletes the program {name} from the log-in page of everyone."),
            ("delete_policy", "It deletes a rule for who may log in."), ("delete_network_zone", "It deletes a rule for where people may log in from."))),
        *(Brief(f"okta.Client.{name}", _A, "stop", _IDENTITY, _ONE, _WORK, (0,), f'client.{name}("u7")', "u7", (Trait.OUTAGE,), words) for name, words in (
            ("deactivate_user", "It switches off the account {name}."), ("suspend_user", "It switches off the account {name}."), ("deactivate_application", "It switches off the program {name} for everyone."), ("deactivate_policy", "It switches off a rule for who may log in."))),
        *(Brief(f"okta.Client.{name}", _A, "reset_password", _IDENTITY, _ONE, _NO, (0,), f'client.{name}("u7")', "u7", plain="It resets how the person {name} logs in.") for name in ("reset_factors", "expire_password", "reset_password")),
        Brief("okta.Client.create_user", _C, "create", _IDENTITY, _ONE, _YES, (), "client.create_user({})", "", payload=(0,), plain="It makes an account."),
        Brief("okta.Client.update_user", _A, "update", _IDENTITY, _ONE, _WORK, (0,), 'client.update_user("u7", {})', "u7"),
        *(Brief(f"okta.Client.{name}", _G, verb, _IDENTITY, _ONE, _WORK, (at,), f'client.{name}("g7", "u7")', shown, plain=words) for name, verb, at, shown, words in (
            ("add_user_to_group", "grant", 0, "g7", "It adds somebody to the group {name}."), ("remove_user_from_group", "revoke", 0, "g7", "It takes somebody out of the group {name}."), ("assign_role_to_user", "grant", 0, "g7", "It gives somebody rights over all accounts."))),
    ), within=()),
    *rows("keycloak", _KEYCLOAK, "print(admin.get_users({}))", "https://python-keycloak.readthedocs.io/en/latest/", (
        *(Brief(f"keycloak.KeycloakAdmin.{name}", _D, "remove", _IDENTITY, scope, _NO, (0, key), f'admin.{name}("x7")', "x7", plain=words) for name, key, scope, words in (
            ("delete_user", "user_id", _ONE, "It deletes the account {name}."), ("delete_group", "group_id", _ONE, "It deletes the group {name}."), ("delete_client", "client_id", _ONE, "It deletes the program {name}. Nobody can log in to it then."),
            ("delete_realm", "realm_name", _ALL, "It deletes all accounts and programs of {name}."))),
        Brief("keycloak.KeycloakAdmin.set_user_password", _A, "reset_password", _IDENTITY, _ONE, _NO, (0, "user_id"), 'admin.set_user_password("x7", input())', "x7", plain="It gives the account {name} a new password."),
        Brief("keycloak.KeycloakAdmin.update_user", _A, "update", _IDENTITY, _ONE, _WORK, (0, "user_id"), 'admin.update_user("x7", {})', "x7"),
        Brief("keycloak.KeycloakAdmin.create_user", _C, "create", _IDENTITY, _ONE, _YES, (), "admin.create_user({})", "", plain="It makes an account."),
        *(Brief(f"keycloak.KeycloakAdmin.{name}", _G, verb, _IDENTITY, _ONE, _WORK, ("user_id", 0), f'admin.{name}(user_id="x7", group_id="g7")', "x7", plain=words) for name, verb, words in (
            ("group_user_add", "grant", "It adds somebody to a group."), ("group_user_remove", "revoke", "It takes somebody out of a group."), ("assign_realm_roles", "grant", "It gives somebody more rights."))),
    )),
    *rows("auth0", _AUTH0, "print(auth0.users.list())", "https://auth0-python.readthedocs.io/en/latest/", (
        *(Brief(f"auth0.Auth0.{thing}.delete", _D, "remove", _IDENTITY, _ONE, _NO, (0, "id"), f'auth0.{thing}.delete("x7")', "x7", plain=words, suffix=thing) for thing, words in (
            ("users", "It deletes the account {name}."), ("clients", "It deletes the program {name}. Nobody can log in to it then."), ("connections", "It deletes a way to log in, with all accounts in it."), ("organizations", "It deletes the organization {name}."), ("roles", "It deletes the role {name}."))),
        Brief("auth0.Auth0.users.update", _A, "update", _IDENTITY, _ONE, _WORK, (0, "id"), 'auth0.users.update("x7", {})', "x7", suffix="users"),
        Brief("auth0.Auth0.users.create", _C, "create", _IDENTITY, _ONE, _YES, (), "auth0.users.create({})", "", plain="It makes an account.", suffix="users"),
    )),
    *rows("firebase", 'import firebase_admin\nfrom firebase_admin import auth, db, messaging\n\nfirebase_admin.initialize_app()\n', 'print(auth.get_user("u7"))', "https://firebase.google.com/docs/reference/admin/python", (
        Brief("firebase_admin.auth.delete_user", _D, "remove", _IDENTITY, _ONE, _NO, (0, "uid"), 'auth.delete_user("u7")', "u7"),
        Brief("firebase_admin.auth.delete_users", _D, "remove", _IDENTITY, _SOME, _NO, (), "auth.delete_users([])", "", plain="It deletes many accounts of people who use the app."),
        Brief("firebase_admin.auth.update_user", _A, "update", _IDENTITY, _ONE, _WORK, (0, "uid"), 'auth.update_user("u7", disabled=True)', "u7"),
        Brief("firebase_admin.auth.set_custom_user_claims", _G, "grant", _IDENTITY, _ONE, _WORK, (0, "uid"), 'auth.set_custom_user_claims("u7", {})', "u7", plain="It changes what the account {name} may do."),
        Brief("firebase.Reference.delete", _D, "delete", _TABLE, _ALL, _NO, ("self",), 'db.reference("orders").delete()', "orders", plain="It deletes {name} with all below it.", suffix="reference"),
        Brief("firebase.Reference.set", _W, "overwrite", _TABLE, _ALL, _NO, ("self",), 'db.reference("orders").set({})', "orders", (Trait.REPLACES,), "It puts other data in the place of {name} and all below it.", suffix="reference", payload=(0,)),
        *(Brief(f"firebase.Reference.{name}", _W, verb, _TABLE, _SOME, _WORK, ("self",), f'db.reference("orders").{name}({{}})', "orders", suffix="reference", payload=(0,)) for name, verb in (("update", "update"), ("push", "insert"))),
        *(Brief(f"firebase_admin.messaging.{name}", _S, "notify", AssetKind.TOPIC, scope, _NO, (), f"messaging.{name}({args})", "", (Trait.PEOPLE,), "It sends a notice to phones of people who use the app.") for name, scope, args in (
            ("send", _ONE, "None"), ("send_each", _SOME, "[]"), ("send_multicast", _SOME, "None"), ("send_each_for_multicast", _SOME, "None"))),
    ), within=()),
    *rows("google-admin", _ADMIN, 'print(service.users().list(customer="c").execute())', "https://developers.google.com/admin-sdk/directory/reference/rest", (
        Brief("googleapi(admin).users.insert", _C, "create", _IDENTITY, _ONE, _YES, ("body.primaryEmail",), 'service.users().insert(body={"primaryEmail": "joan@example.com"}).execute()', "joan@example.com", suffix="user"),
        Brief("googleapi(admin).users.patch", _A, "update", _IDENTITY, _ONE, _WORK, ("userKey",), 'service.users().patch(userKey="jane@example.com", body={}).execute()', "jane@example.com", suffix="user"),
        Brief("googleapi(admin).users.makeAdmin", _G, "grant", _IDENTITY, _ONE, _WORK, ("userKey",), 'service.users().makeAdmin(userKey="jane@example.com", body={"status": True}).execute()', "jane@example.com", (Trait.ADMIN,), "It gives {name} every right over all accounts."),
        Brief("googleapi(admin).users.signOut", _A, "stop", _IDENTITY, _ONE, _YES, ("userKey",), 'service.users().signOut(userKey="jane@example.com").execute()', "jane@example.com", plain="It logs {name} out everywhere."),
        Brief("googleapi(admin).groups.delete", _D, "remove", _IDENTITY, _ONE, _NO, ("groupKey",), 'service.groups().delete(groupKey="finance@example.com").execute()', "finance@example.com", plain="It deletes the group {name}. Mail to it comes back.", suffix="group"),
        Brief("googleapi(admin).groups.insert", _C, "create", _IDENTITY, _ONE, _YES, ("body.email",), 'service.groups().insert(body={"email": "new@example.com"}).execute()', "new@example.com", suffix="group"),
        Brief("googleapi(admin).orgunits.delete", _D, "remove", _IDENTITY, _ONE, _WORK, ("orgUnitPath",), 'service.orgunits().delete(customerId="c", orgUnitPath="sales").execute()', "sales", suffix="orgunit"),
        Brief("googleapi(admin).roleAssignments.insert", _G, "grant", _IDENTITY, _ONE, _WORK, ("body.assignedTo",), 'service.roleAssignments().insert(customer="c", body={"assignedTo": "u7"}).execute()', "u7", (Trait.ADMIN,), "It gives {name} rights over the accounts of your company.", suffix="role"),
        Brief("googleapi(admin).roleAssignments.delete", _G, "revoke", _IDENTITY, _ONE, _WORK, ("roleAssignmentId",), 'service.roleAssignments().delete(customer="c", roleAssignmentId="r7").execute()', "r7", plain="It takes rights over the accounts of your company away.", suffix="role"),
        Brief("googleapi(admin).mobiledevices.action", _D, "wipe", AssetKind.RESOURCE, _ONE, _NO, ("resourceId",), 'service.mobiledevices().action(customerId="c", resourceId="d7", body={"action": "admin_remote_wipe"}).execute()', "d7", plain="It wipes somebody's phone.", when=(("body", ("*wipe",)),), suffix="wipe"),
        Brief("googleapi(admin).chromeosdevices.action", _A, "disable", AssetKind.RESOURCE, _ONE, _WORK, ("resourceId",), 'service.chromeosdevices().action(customerId="c", resourceId="d7", body={"action": "deprovision"}).execute()', "d7", (Trait.OUTAGE,), "It switches off a computer of your company.", suffix="chromebook"),
        Brief("googleapi(admin).tokens.delete", _G, "revoke", _IDENTITY, _ONE, _YES, ("userKey",), 'service.tokens().delete(userKey="jane@example.com", clientId="x").execute()', "jane@example.com", plain="It takes a program's access to the account {name} away.", suffix="token"),
    ), within=()),
)
