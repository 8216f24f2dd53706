"""Shops, help desks and tables outside the house: Shopify, Zendesk, Airtable, and sheets behind a Streamlit page."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _S, _E = Operation.DELETE, Operation.WRITE, Operation.SEND, Operation.EXECUTE
_RESOURCE, _TABLE, _REPORT, _NO, _WORK, _YES = AssetKind.RESOURCE, AssetKind.TABLE, AssetKind.REPORT, Undo.NO, Undo.WITH_WORK, Undo.YES
_ONE, _SOME, _ALL = Scope.ONE, Scope.SOME, Scope.ALL
_OUT, _PAID = (Trait.OUTSIDE,), (Trait.MONEY, Trait.OUTSIDE)
_SHOP = {
    "Product": "product", "Variant": "version of a product", "Customer": "customer", "Order": "order", "DraftOrder": "draft order", "PriceRule": "discount", "Webhook": "link to another program", "Theme": "design",
    "CustomCollection": "collection", "SmartCollection": "collection", "Page": "page", "Redirect": "web address", "ScriptTag": "script",
}

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"shopify.{thing}.find", type=f"shopify.{thing}s", carries=(("name", 0),)) for thing in _SHOP),
    *(Gives(call=f"shopify.{thing}s.[each]", type=f"shopify.{thing}") for thing in _SHOP),
    Gives(call="shopify.GraphQL", type="shopify.Api"),
    *(Gives(call=call, type="zenpy.Zenpy") for call in ("zenpy.Zenpy", "zenpy.lib.api.Zenpy")),
    Gives(call="pyairtable.Api", type="pyairtable.Api"), Gives(call="pyairtable.Api.table", type="pyairtable.Table", carries=(("name", 1),)), Gives(call="pyairtable.Table", type="pyairtable.Table", carries=(("name", 2),)),
    Gives(call="streamlit.connection", type="streamlit.Connection", carries=(("name", 0),)), Gives(call="streamlit.experimental_connection", type="streamlit.Connection", carries=(("name", 0),)),
    Gives(call="streamlit.Connection.session", type="sqlalchemy.Session"), Gives(call="streamlit.Connection.cursor", type="dbapi.Cursor"),
)

_SHOPIFY = 'import shopify\n\nshopify.ShopifyResource.set_site("https://acme.myshopify.com/admin")\n'
_ZEN = 'from zenpy import Zenpy\n\nclient = Zenpy(subdomain="acme", email="me@example.com", token=input())\n'
_AIR = 'from pyairtable import Api\n\ntable = Api(input()).table("app7", "Orders")\n'
_PAGE = 'import streamlit as st\nfrom streamlit_gsheets import GSheetsConnection\n\nconn = st.connection("gsheets", type=GSheetsConnection)\n'

CALLS: tuple[Call, ...] = (
    *rows("shopify", _SHOPIFY, "print(shopify.Product.find(7).title)", "https://github.com/Shopify/shopify_python_api", (
        *(Brief(f"shopify.{thing}s.destroy", _D, "remove", _RESOURCE, _ONE, _NO, ("self",), f'shopify.{thing}.find("7").destroy()', "7", plain=f"It deletes a {words} of the shop.", suffix=thing.lower()) for thing, words in _SHOP.items()),
        *(Brief(f"shopify.{thing}.destroy", _D, "remove", _RESOURCE, _SOME, _NO, (), f"for one in shopify.{thing}.find():\n    one.destroy()", "", plain=f"It deletes a {words} of the shop for each entry of a list.", suffix=f"{thing.lower()}-each") for thing, words in _SHOP.items()),
        *(Brief(f"shopify.{thing}s.save", _W, "update", _RESOURCE, _ONE, _WORK, ("self",), f'shopify.{thing}.find("7").save()', "7", _OUT, f"It changes a {words} of the shop.", suffix=thing.lower()) for thing, words in _SHOP.items()),
        *(Brief(f"shopify.{thing}.save", _W, "update", _RESOURCE, _SOME, _WORK, (), f"for one in shopify.{thing}.find():\n    one.save()", "", _OUT, f"It changes a {words} of the shop for each entry of a list.", suffix=f"{thing.lower()}-each") for thing, words in _SHOP.items()),
        *(Brief(f"shopify.Orders.{name}", _D if name == "cancel" else _W, name, _RESOURCE, _ONE, _NO, ("self",), f'shopify.Order.find("7").{name}()', "7", _PAID if name == "cancel" else _OUT, words) for name, words in (("cancel", "It calls off an order of a customer."), ("close", "It closes an order of a customer."))),
        *(Brief(f"shopify.{name}.create", _S, "pay", _RESOURCE, _ONE, _NO, (), f"shopify.{name}.create({{}})", "", _PAID, words, suffix=name.lower()) for name, words in (("Refund", "It pays money back to a customer."), ("GiftCard", "It makes a gift card, which is worth money."))),
        *(Brief(f"shopify.{name}.create", Operation.CREATE, "create", _RESOURCE, _ONE, _YES, (), f"shopify.{name}.create({{}})", "", _OUT, f"It adds a {_SHOP[name]} to the shop.", suffix=name.lower()) for name in ("Product", "Customer", "Order", "PriceRule")),
    ), within=()),
    *rows("zendesk", _ZEN, 'print(client.search("open", type="ticket"))', "https://docs.facetoe.com.au/zenpy.html", (
        *(Brief(f"zenpy.Zenpy.{thing}.{name}", _D, "remove", _RESOURCE, _SOME, undo, (), f"client.{thing}.{name}([])", "", plain=words, suffix=thing) for thing, name, undo, words in (
            ("tickets", "delete", _WORK, "It deletes requests of customers."), ("tickets", "permanently_delete", _NO, "It deletes requests of customers for good."), ("users", "delete", _WORK, "It deletes customers from the help desk."),
            ("users", "permanently_delete", _NO, "It deletes customers from the help desk for good."), ("organizations", "delete", _WORK, "It deletes companies from the help desk."), ("suspended_tickets", "delete", _NO, "It deletes requests that were held back."))),
        *(Brief(f"zenpy.Zenpy.{thing}.{name}", _W, verb, _RESOURCE, _SOME, _WORK, (), f"client.{thing}.{name}([])", "", traits, words, suffix=thing, payload=(0,)) for thing, name, verb, traits, words in (
            ("tickets", "update", "update", (Trait.PEOPLE,), "It changes requests of customers. They may get mail."), ("tickets", "create", "insert", (Trait.PEOPLE,), "It makes requests in the help desk. Customers may get mail."), ("tickets", "merge", "update", (), "It puts requests of customers into one."),
            ("users", "update", "update", (), "It changes customers in the help desk."), ("users", "create", "insert", (), "It adds people to the help desk."), ("users", "merge", "update", (), "It puts two customers into one."))),
    ), within=()),
    *rows("airtable", _AIR, "print(table.all())", "https://pyairtable.readthedocs.io/en/stable/api.html", (
        Brief("pyairtable.Table.delete", _D, "delete", _TABLE, _ONE, _WORK, ("self",), 'table.delete("rec7")', "Orders"),
        Brief("pyairtable.Table.batch_delete", _D, "delete", _TABLE, _SOME, _WORK, ("self",), "table.batch_delete([])", "Orders"),
        *(Brief(f"pyairtable.Table.{name}", _W, verb, _TABLE, scope, _WORK, ("self",), f"table.{name}({args})", "Orders", _OUT, payload=(0, 1)) for name, verb, scope, args in (
            ("create", "insert", _ONE, "{}"), ("batch_create", "insert", _SOME, "[]"), ("update", "update", _ONE, '"rec7", {}'), ("batch_update", "update", _SOME, "[]"), ("batch_upsert", "upsert", _SOME, '[], key_fields=["Id"]'))),
    ), within=()),
    *rows("streamlit-sheets", _PAGE, 'print(conn.read(worksheet="prices"))', "https://github.com/streamlit/gsheets-connection", (
        Brief("streamlit.Connection.update", _W, "overwrite", _REPORT, _ALL, _WORK, ("worksheet",), 'conn.update(worksheet="prices", data=[])', "prices", plain="It puts other rows in the place of all rows of the shared sheet {name}.", payload=("data",)),
        Brief("streamlit.Connection.clear", _D, "clear", _REPORT, _ALL, _WORK, ("worksheet",), 'conn.clear(worksheet="prices")', "prices", plain="It empties the shared sheet {name}."),
        Brief("streamlit.Connection.create", Operation.CREATE, "create", _REPORT, _ONE, _YES, ("worksheet",), 'conn.create(worksheet="prices", data=[])', "prices", plain="It makes the shared sheet {name}."),
    ), within=()),
    Call(
        id="python/shopify.graphql", call="shopify.Api.execute", operation=_S, verb="post", kind=AssetKind.URL, undo=Undo.UNKNOWN, traits=_OUT, when=(("0|query", ("*mutation",)),), source="https://shopify.dev/docs/api/admin-graphql",
        plain="It asks the shop to change something.", example=_SHOPIFY + 'shopify.GraphQL().execute("mutation { productDelete(input: {id: 7}) { deletedProductId } }")\n', expect=("delete url:{url} unknown",),
        near_misses=(_SHOPIFY + 'print(shopify.GraphQL().execute("{ shop { name } }"))\n',),
    ),
    Call(
        id="python/streamlit.query", call="streamlit.Connection.query", operation=_E, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "sql"), code=Language.SQL, source="https://docs.streamlit.io/develop/api-reference/connections",
        example='import streamlit as st\n\nconn = st.connection("shop", type="sql")\nprint(conn.query("SELECT id FROM orders"))\n', expect=("read table:orders all",), near_misses=('import streamlit as st\n\nst.title("orders")\n',),
    ),
)
