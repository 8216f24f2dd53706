"""Services outside the house: language models, payments, office documents, customer and ticket systems, and timers."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off

_D, _W, _R, _C, _S, _E = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.CREATE, Operation.SEND, Operation.EXECUTE
_OUT, _PAID, _NO, _WORK, _YES = (Trait.OUTSIDE,), (Trait.MONEY,), Undo.NO, Undo.WITH_WORK, Undo.YES
_URL, _FILE, _TABLE = AssetKind.URL, AssetKind.FILE, AssetKind.TABLE
_STRIPE = (
    ("Charge", "create", "It charges a customer's card."), ("PaymentIntent", "create", "It starts a payment by a customer."), ("PaymentIntent", "confirm", "It takes a payment from a customer."), ("PaymentIntent", "capture", "It takes a payment from a customer."),
    ("Charge", "capture", "It charges a customer's card."), ("Refund", "create", "It pays money back to a customer."), ("Payout", "create", "It pays money out to a bank account."), ("Transfer", "create", "It moves money to another account."),
    ("Invoice", "pay", "It takes the money for a bill from a customer."), ("Invoice", "send_invoice", "It sends a bill to a customer."), ("Invoice", "finalize_invoice", "It makes a bill final."), ("Subscription", "create", "It starts a subscription that a customer pays for."),
    ("Subscription", "modify", "It changes what a customer pays each month."), ("Subscription", "cancel", "It ends a customer's subscription."), ("Subscription", "delete", "It ends a customer's subscription."), ("InvoiceItem", "create", "It puts an amount on a customer's bill."),
    ("Customer", "delete", "It deletes a customer and ends their subscriptions."), ("Price", "create", "It makes a new price."), ("Product", "delete", "It deletes a product from the shop's price list."), ("Coupon", "create", "It makes a discount that customers can use."),
)
_DELETES = frozenset({"delete", "cancel"})
_MODELS = (
    ("openai", "openai.OpenAI", "chat.completions.create", 'model="gpt-4o", messages=[]'), ("openai", "openai.OpenAI", "responses.create", 'model="gpt-4o", input="a"'), ("openai", "openai.OpenAI", "embeddings.create", 'model="e", input="a"'),
    ("openai", "openai.OpenAI", "files.create", 'file=None, purpose="batch"'), ("anthropic", "anthropic.Anthropic", "messages.create", 'model="m", max_tokens=10, messages=[]'), ("google-genai", "google.genai.Client", "models.generate_content", 'model="m", contents="a"'),
    ("mistralai", "mistralai.Mistral", "chat.complete", 'model="m", messages=[]'), ("cohere", "cohere.Client", "chat", 'message="a"'), ("groq", "groq.Groq", "chat.completions.create", 'model="m", messages=[]'),
)
_MODEL_TYPES = (("openai.OpenAI", "openai.OpenAI"), ("openai.AsyncOpenAI", "openai.OpenAI"), ("openai.AzureOpenAI", "openai.OpenAI"), ("anthropic.Anthropic", "anthropic.Anthropic"), ("anthropic.AsyncAnthropic", "anthropic.Anthropic"))
_PAYLOAD = ("messages", "input", "contents", "content", "prompt", "message", "file", "text")

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type=type_, within=("base_url", "azure_endpoint")) for call, type_ in _MODEL_TYPES),
    *(Gives(call="google.generativeai.GenerativeModel", type="google.generativeai.GenerativeModel", carries=(("name", 0),)) for _ in (0,)),
    *(Gives(call=call, type="gspread.Client") for call in ("gspread.authorize", "gspread.service_account", "gspread.oauth", "gspread.service_account_from_dict")),
    *(Gives(call=f"gspread.Client.{name}", type="gspread.Spreadsheet", carries=(("name", 0),)) for name in ("open", "open_by_key", "open_by_url", "create")),
    *(Gives(call=f"gspread.Spreadsheet.{name}", type="gspread.Worksheet", carries=(("name", "self"),)) for name in ("worksheet", "get_worksheet", "sheet1", "add_worksheet")),
    Gives(call="gspread.Spreadsheet.worksheets", type="gspread.Worksheets", carries=(("name", "self"),)), Gives(call="gspread.Worksheets.[each]", type="gspread.Worksheet"),
    Gives(call="jira.JIRA.search_issues", type="jira.Issues"), Gives(call="jira.Issues.[each]", type="jira.Issue"),
    Gives(call="openpyxl.load_workbook", type="openpyxl.Workbook", carries=(("name", 0),)),
    Gives(call="openpyxl.Workbook", type="openpyxl.Workbook"),
    Gives(call="docx.Document", type="docx.Document"),
    *(Gives(call=call, type="simple_salesforce.Salesforce", within=("instance_url", "domain")) for call in ("simple_salesforce.Salesforce", "simple_salesforce.api.Salesforce")),
    *(Gives(call=f"simple_salesforce.Salesforce.{name}", type="rows") for name in ("query", "query_all", "query_all_iter")),
    Gives(call="simple_salesforce.Salesforce.bulk", type="simple_salesforce.bulk"),
    Gives(call="simple_salesforce.bulk.[]", type="simple_salesforce.BulkObject", carries=(("name", 0),)),
    Gives(call="simple_salesforce.Salesforce.[]", type="simple_salesforce.Object", carries=(("name", 0),)),
    Gives(call="jira.JIRA", type="jira.JIRA", within=("server", 0)),
    Gives(call="jira.JIRA.issue", type="jira.Issue", carries=(("name", 0),)),
    Gives(call="github.Github.get_repo", type="github.Repository", carries=(("name", 0),)),
    Gives(call="gitlab.Gitlab.projects", type="gitlab.projects"),
    Gives(call="schedule.every", type="schedule.Job"),
    *(Gives(call=f"schedule.Job.{name}", type="schedule.Job") for name in ("second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "at", "to", "tag")),
    *(Gives(call=f"apscheduler.schedulers.{module}.{name}", type="apscheduler.Scheduler") for module, name in (("blocking", "BlockingScheduler"), ("background", "BackgroundScheduler"), ("asyncio", "AsyncIOScheduler"))),
)

_SALESFORCE = 'from simple_salesforce import Salesforce\n\nsf = Salesforce(username="me@example.com", password=input(), security_token=input())\n'
_SHEET = 'import gspread\n\nsheet = gspread.service_account().open("Prices").sheet1\n'
_JIRA = 'from jira import JIRA\n\njira = JIRA(server="https://acme.atlassian.net")\n'

_MODEL_DOCS = {
    "openai": "https://platform.openai.com/docs/api-reference",
    "anthropic": "https://docs.anthropic.com/en/api/overview",
    "google-genai": "https://ai.google.dev/api",
    "google-generativeai": "https://ai.google.dev/api",
    "mistralai": "https://docs.mistral.ai/api/",
    "cohere": "https://docs.cohere.com/reference/about",
}

CALLS: tuple[Call, ...] = (
    *(row for library, type_, method, args in _MODELS for row in rows(library, f"from {type_.rpartition('.')[0]} import {type_.rpartition('.')[2]}\n\nclient = {type_.rpartition('.')[2]}()\n", "print(client)", _MODEL_DOCS.get(library, _MODEL_DOCS["openai"]), (
        Brief(f"{type_}.{method}", _S, "ask_model", _URL, Scope.UNKNOWN, _NO, (), f"client.{method}({args})", "", (Trait.OUTSIDE,), f"It sends text to the language model service of {library.partition('-')[0]}. Each call costs money.", payload=_PAYLOAD, suffix=method.rpartition(".")[0].replace(".", "-")),
    ))),
    *rows("google-generativeai", 'import google.generativeai as genai\n\nmodel = genai.GenerativeModel("gemini-pro")\n', "print(model)", "https://ai.google.dev/api", (
        Brief("google.generativeai.GenerativeModel.generate_content", _S, "ask_model", _URL, Scope.UNKNOWN, _NO, (), 'model.generate_content("a")', "", (Trait.OUTSIDE,), "It sends text to the language model service of google. Each call costs money.", payload=(0, "contents")),
    )),
    *(row for thing, method, words in _STRIPE for row in rows(f"stripe.{thing}", "import stripe\n\n", f"print(stripe.{thing}.list(limit=3))", "https://docs.stripe.com/api", (
        Brief(f"stripe.{thing}.{method}", _D if method in _DELETES else _S, method, AssetKind.RESOURCE, Scope.ONE, _NO if method not in ("modify",) else _WORK, (0, "customer", "payment_intent", "charge", "destination", "name", "product"), f'stripe.{thing}.{method}("id_7")', "id_7", (Trait.MONEY, Trait.OUTSIDE) if method not in _DELETES else (Trait.MONEY,), words),
    ))),
    *rows("braintree", 'import braintree\n\n', "print(braintree.Configuration)", "https://developer.paypal.com/braintree/docs", (
        *(Brief(f"braintree.Transaction.{name}", _S, name, AssetKind.RESOURCE, Scope.ONE, _NO, (0,), f'braintree.Transaction.{name}("tx_7")', "tx_7", (Trait.MONEY, Trait.OUTSIDE), words) for name, words in (("sale", "It takes a payment from a customer."), ("refund", "It pays money back to a customer."), ("void", "It cancels a payment."))),
    )),
    *rows("gspread", _SHEET, "print(sheet.get_all_records())", "https://docs.gspread.org/en/latest/api/models/worksheet.html", (
        Brief("gspread.Worksheet.clear", _D, "clear", AssetKind.REPORT, Scope.ALL, _WORK, ("self",), "sheet.clear()", "Prices", plain="It empties the shared sheet {name}."),
        *(Brief(f"gspread.Worksheet.{name}", _D, "remove", AssetKind.REPORT, Scope.SOME, _WORK, ("self",), f"sheet.{name}(2, 9)", "Prices", plain="It deletes parts of the shared sheet {name}.") for name in ("delete_rows", "delete_columns", "batch_clear")),
        *(Brief(f"gspread.Worksheet.{name}", _W, "update", AssetKind.REPORT, Scope.SOME, _WORK, ("self",), f'sheet.{name}("A1", "a")', "Prices", payload=(0, 1, 2, "values"), plain="It changes cells of the shared sheet {name}.") for name in ("update", "update_cell", "update_cells", "batch_update", "update_acell")),
        *(Brief(f"gspread.Worksheet.{name}", _W, "append", AssetKind.REPORT, Scope.SOME, _YES, ("self",), f"sheet.{name}([1, 2])", "Prices", payload=(0,), plain="It adds rows to the shared sheet {name}.") for name in ("append_row", "append_rows", "insert_row", "insert_rows")),
        Brief("gspread.Spreadsheet.share", Operation.GRANT, "share", AssetKind.REPORT, Scope.ONE, _WORK, ("self",), 'gspread.service_account().open("Prices").share(None, perm_type="anyone", role="reader")', "Prices", (Trait.OUTSIDE, Trait.PUBLIC), "It gives everyone on the internet the shared sheet {name}.", suffix="anyone", when=(("1|perm_type", ("anyone",)),)),
        Brief("gspread.Spreadsheet.share", Operation.GRANT, "share", AssetKind.REPORT, Scope.ONE, _WORK, ("self",), 'gspread.service_account().open("Prices").share("jane@example.com", "user", "reader")', "Prices", _OUT, "It gives another person the shared sheet {name}."),
        Brief("gspread.Client.del_spreadsheet", _D, "remove", AssetKind.REPORT, Scope.ONE, _WORK, (0, "file_id"), 'gspread.service_account().del_spreadsheet("1x9Qe")', "1x9Qe", plain="It deletes the shared sheet {name}."),
        Brief("gspread.Spreadsheet.del_worksheet", _D, "remove", AssetKind.REPORT, Scope.ONE, _WORK, ("self",), 'gspread.service_account().open("Prices").del_worksheet(sheet)', "Prices", plain="It deletes a page of the shared sheet {name}."),
    )),
    *rows("openpyxl", 'import openpyxl\n\nbook = openpyxl.load_workbook("prices.xlsx")\n', 'print(book["A"])', "https://openpyxl.readthedocs.io/en/stable/", (
        Brief("openpyxl.Workbook.save", _W, "save", _FILE, Scope.ONE, _WORK, (0, "filename"), 'book.save("prices_new.xlsx")', "prices_new.xlsx"),
        Brief("openpyxl.load_workbook", _R, "read", _FILE, Scope.UNKNOWN, _YES, (0, "filename"), 'other = openpyxl.load_workbook("costs.xlsx")', "costs.xlsx"),
    ))[:1],
    *rows("openpyxl", "import openpyxl\n\n", "print(openpyxl.Workbook())", "https://openpyxl.readthedocs.io/en/stable/", (
        Brief("openpyxl.load_workbook", _R, "read", _FILE, Scope.UNKNOWN, _YES, (0, "filename"), 'other = openpyxl.load_workbook("costs.xlsx")', "costs.xlsx"),
    )),
    *rows("office", "import docx\nimport xlsxwriter\nimport xlwt\n\n", "print(docx)", "https://python-docx.readthedocs.io/en/latest/", (
        Brief("xlsxwriter.Workbook", _W, "save", _FILE, Scope.ONE, _WORK, (0, "filename"), 'book = xlsxwriter.Workbook("prices.xlsx")', "prices.xlsx", suffix="xlsxwriter"),
        Brief("xlwt.Workbook.save", _W, "save", _FILE, Scope.ONE, _WORK, (0,), 'xlwt.Workbook().save("prices.xls")', "prices.xls", plain="It saves {target}. Rows beyond 65,536 do not fit into a file of this kind.", suffix="xlwt"),
        Brief("docx.Document.save", _W, "save", _FILE, Scope.ONE, _WORK, (0,), 'docx.Document().save("letter.docx")', "letter.docx", suffix="docx"),
    )),
    *(Call(
        id=f"python/salesforce.{name}", call=f"simple_salesforce.Salesforce.{name}", operation=Operation.EXECUTE, verb="execute", kind=AssetKind.DATABASE, named_by=(0, "query"), within=("self",), code=Language.SQL,
        example=_SALESFORCE + f'rows = sf.{name}("SELECT Id, Name FROM Contact")\n', expect=("read table:Contact all",), near_misses=(_SALESFORCE + "print(sf.sf_instance)\n",), source="https://simple-salesforce.readthedocs.io/en/latest/user_guide/queries.html",
    ) for name in ("query", "query_all", "query_all_iter", "query_more")),
    *rows("salesforce", _SALESFORCE, 'print(sf.query("SELECT Id FROM Contact"))', "https://simple-salesforce.readthedocs.io/en/latest/", (
        *(Brief(f"simple_salesforce.Object.{name}", operation, verb, _TABLE, Scope.ONE, undo, ("self",), f'sf.Contact.{name}({args})', "Contact", payload=(1,)) for name, operation, verb, undo, args in (
            ("delete", _D, "delete", _WORK, '"003A"'), ("update", _W, "update", _NO, '"003A", {}'), ("create", _W, "insert", _WORK, "{}"), ("upsert", _W, "upsert", _WORK, '"Ext/7", {}'))),
        *(Brief(f"simple_salesforce.BulkObject.{name}", operation, verb, _TABLE, Scope.SOME, undo, ("self",), f"sf.bulk.Contact.{name}([])", "Contact", payload=(0,), suffix="bulk", traits=(Trait.REPEATED,)) for name, operation, verb, undo in (
            ("delete", _D, "delete", _WORK), ("hard_delete", _D, "delete", _NO), ("update", _W, "update", _NO), ("insert", _W, "insert", _WORK), ("upsert", _W, "upsert", _WORK))),
    )),
    *rows("jira", _JIRA, 'print(jira.search_issues("project = OPS"))', "https://jira.readthedocs.io/", (
        Brief("jira.Issue.delete", _D, "remove", AssetKind.RESOURCE, Scope.ONE, _NO, ("self",), 'jira.issue("OPS-7").delete()', "OPS-7", plain="It deletes the ticket {name}."),
        Brief("jira.JIRA.delete_project", _D, "remove", AssetKind.RESOURCE, Scope.ALL, _NO, (0, "proj"), 'jira.delete_project("OPS")', "OPS", plain="It deletes the project {name} with every ticket in it."),
        Brief("jira.JIRA.create_issue", _C, "create", AssetKind.RESOURCE, Scope.ONE, _YES, ("project", "fields", 0), 'jira.create_issue(project="OPS", summary="a")', "OPS", plain="It makes a ticket in {name}."),
        Brief("jira.JIRA.transition_issue", _W, "update", AssetKind.RESOURCE, Scope.ONE, _YES, (0, "issue"), 'jira.transition_issue("OPS-7", "Done")', "OPS-7", plain="It moves the ticket {name} to another state."),
    )),
    *rows("github", 'from github import Github\n\ng = Github()\nrepo = g.get_repo("acme/shop")\n', "print(repo.get_issues())", "https://pygithub.readthedocs.io/en/stable/", (
        Brief("github.Repository.delete", _D, "remove", AssetKind.RESOURCE, Scope.ALL, _NO, ("self",), "repo.delete()", "acme/shop", plain="It deletes the code store {name} with its whole history."),
        Brief("github.Repository.delete_file", _D, "remove", AssetKind.RESOURCE, Scope.ONE, _WORK, ("self",), 'repo.delete_file("a.py", "gone", "sha")', "acme/shop", plain="It deletes a file in the code store {name}."),
        *(Brief(f"github.Repository.{name}", _W, "update", AssetKind.RESOURCE, Scope.ONE, _WORK, ("self",), f'repo.{name}("a.py", "new", "text")', "acme/shop", plain="It changes a file in the code store {name}.") for name in ("update_file", "create_file")),
    )),
    *rows("schedulers", "import schedule\nfrom apscheduler.schedulers.blocking import BlockingScheduler\n\n\ndef load():\n    print(1)\n\n\n", "load()", "https://schedule.readthedocs.io/en/stable/", (
        Brief("schedule.Job.do", _E, "repeat", AssetKind.JOB, Scope.UNKNOWN, _YES, (0, "job_func"), 'schedule.every().day.at("02:00").do(load)', "load", (Trait.ENDLESS,), "It runs {target} again and again until someone stops it."),
        Brief("apscheduler.Scheduler.add_job", _E, "repeat", AssetKind.JOB, Scope.UNKNOWN, _YES, (0, "func"), 'BlockingScheduler().add_job(load, "interval", hours=1)', "load", (Trait.ENDLESS,), "It runs {target} again and again until someone stops it."),
    )),
)
