"""Assessments made by hand, one for each decision and for what is hard to show. The words are those of a good page."""

from __future__ import annotations

import itertools
from dataclasses import replace

from riskscan.model.advice import Alternative, Claim, Glance, Page, Review, RiskRow, Step
from riskscan.model.assessment import (
    SCHEMA_VERSION,
    ArtifactSummary,
    Assessment,
    Edge,
    EdgeEvidence,
    Graph,
    Node,
    Provenance,
    Request,
    Tool,
)
from riskscan.model.asset import AssetKind, AssetRef, Match
from riskscan.model.diagnostic import Diagnostic
from riskscan.model.effect import Certainty, Effect, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.model.findings import Policy
from riskscan.model.impact import Impact
from riskscan.model.span import Note, Span
from riskscan.model.verdict import DECISION_OF_LEVEL, Answer, Decision, Lowering, Reason, Verdict

SHA = "7f3a9c1e55d0b2e4a1f0c3d2e5b4a79688776655443322110f1e2d3c4b5a1b62"
READ_AT = "2026-11-23T09:40:00Z"
HOSTILE = '<script>alert(1)</script>"&\u202egnp.exe|`**x**`\n# no\x1b[31m]]>-->'


def span(line: int, last: int = 0, path: str = "q3_status_fix.py") -> Span:
    return Span(path, line, 1, last or line, 20)


def evidence(file: str = "schema.sql", line: int = 4) -> EdgeEvidence:
    return EdgeEvidence("ddl", file, line, "read", 0.9)


def edges(*pairs: str, worst: tuple[str, ...] = ()) -> tuple[Edge, ...]:
    steps = set(itertools.pairwise(worst))
    found = []
    for pair in pairs:
        a, b = pair.split(">")
        found.append(Edge(a, b, "feeds", evidence(), (a, b) in steps))
    return tuple(found)


def verdict(level: str, score: int, headline: str, answers: tuple[Answer, ...] = (), lower: tuple[Lowering, ...] = ()) -> Verdict:
    return Verdict(level, DECISION_OF_LEVEL[level], score, (score, score), headline, (Reason(headline, ("e1",)),), lower, answers)


def four(s: tuple[int, str, str], c: tuple[int, str, str], r: tuple[int, str, str], v: tuple[int, str, str]) -> tuple[Answer, ...]:
    asked = ("What does it do?", "How important is it?", "How far does it spread?", "Can it be undone?")
    return tuple(Answer(q, n, top, word, text, ("e1",)) for q, top, (n, word, text) in zip(asked, (4, 3, 3, 2), (s, c, r, v), strict=True))


def assessment(path: str, language: str, lines: int, verdict_: Verdict, page: Page, **more: object) -> Assessment:
    base = Assessment(
        SCHEMA_VERSION,
        Tool("riskscan", "1.0.0"),
        Request((path,), ("data-platform",), asked_by="Sales Operations"),
        (ArtifactSummary(path, language, "", SHA, lines, "read"),),
        verdict_,
        (),
        (),
        Graph(),
        (),
        (),
        Review((0.0, 0.0), (), ""),
        (),
        (),
        Provenance("RS-7F3A-9C1E", READ_AT, 214, "4be1d07aa31", "2026.11"),
        page,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def stop() -> Assessment:
    nodes = (
        Node("file:left_in_q3.csv", "file", "left_in_q3.csv", "reads", detail="file, 312 rows"),
        Node("artifact:q3_status_fix.py", "artifact", "q3_status_fix.py", "artifact", detail="script"),
        Node("table:crm.customers", "table", "crm.customers", "changes", "Sales team", 3, "table, 84,210 rows"),
        Node("table:crm.subscriptions", "table", "crm.subscriptions", "changes", "Sales team", 2, "table, by a rule"),
        Node("file:q3_inactive.csv", "file", "q3_inactive.csv", "creates", detail="file, new"),
        Node("job:nightly_billing", "job", "nightly_billing", "relies", "Finance team", 3, "job, 02:00"),
        Node("job:mail_sync", "job", "mail_sync", "relies", "Sales team", 1, "job, every hour"),
        Node("table:dim_customers", "table", "dim_customers", "relies", "Sales team", 2, "table"),
        Node("table:finance.invoices", "table", "finance.invoices", "relies", "Finance team", 3, "table"),
        Node("report:Customer dashboard", "report", "Customer dashboard", "relies", "Sales team", 2, "dashboard"),
        Node("report:Renewal list", "report", "Renewal list", "relies", "Sales team", 2, "report"),
        Node("team:Customers", "team", "Customers", "notices", detail="by mail", criticality=3),
        Node("team:Finance team", "team", "Finance team", "notices", detail="owns billing"),
        Node("team:Sales team", "team", "Sales team", "notices", detail="owns the lists"),
    )
    me, cust, subs, bill, inv, people = (
        "artifact:q3_status_fix.py", "table:crm.customers", "table:crm.subscriptions", "job:nightly_billing", "table:finance.invoices",
        "team:Customers",
    )  # fmt: skip
    worst = (me, cust, subs, bill, inv, people)
    links = edges(
        f"file:left_in_q3.csv>{me}", f"{me}>{cust}", f"{me}>file:q3_inactive.csv", f"{cust}>{subs}", f"{cust}>table:dim_customers",
        f"{cust}>job:mail_sync", f"{subs}>{bill}", f"{bill}>{inv}", "table:dim_customers>report:Customer dashboard",
        "table:dim_customers>report:Renewal list", "job:mail_sync>team:Sales team", f"{inv}>{people}", f"{inv}>team:Finance team",
        "report:Customer dashboard>team:Sales team", "report:Renewal list>team:Sales team", worst=worst,
    )  # fmt: skip
    page = Page(
        "Can we run this?",
        "Not as it stands.",
        (
            Claim("It would make all 84,210 customers inactive, not only your 312.", ("e1",)),
            Claim("Their subscriptions would close.", ("i1",)),
            Claim("Closing bills would go out on Tue 24 Nov at 02:00.", ("i4",)),
            Claim("A safe route does your 312 by Thu 26 Nov.", ("a1",)),
        ),
        (
            Glance("It changes", "2 tables, 1 file", "84,210 customers"),
            Glance("Who relies on it", "9 things", "2 teams, customers"),
            Glance("Can we undo it?", "Not fully", "sent bills stay sent"),
            Glance("Safe route", "Thu 26 Nov", "half a day"),
        ),
        Claim("You want the 312 customers who left in Q3 marked as inactive."),
        "Should their subscriptions close too?",
        Claim("Steps 1 to 6: a rule closes every subscription. Billing then makes closing bills. Customers get them.", ("i1", "i4")),
        (
            RiskRow(Claim("All 84,210 customers become inactive.", ("e1",)), "Sales team, at once", "certain", "Line 21, the filter, is off.",
                    "with_work", "Backup of 23 Nov, 4 hours."),
            RiskRow(Claim("Billing mails closing bills to customers who never left.", ("i4",)), "Customers, Tue 24 Nov, 02:00", "likely",
                    "It bills each closed subscription.", "no", "Sent bills stay sent."),
            RiskRow(Claim("The dashboard shows no active customers.", ("i6",)), "Sales team, Tue 24 Nov, 08:00", "certain", "It counts this status.",
                    "yes", "Rebuild it, 1 hour."),
        ),
        (Claim("It saves a new file, q3_inactive.csv.", ("e3",)), Claim("The job mail_sync drops customers from mail lists.", ("i5",))),
        (Note("We read all 46 lines."),),
        (
            Note("Line 41 builds a file name while it runs. It may save over an older list.", span(41)),
            Note("We did not see who may read acme-exports. The list may be open to others."),
            Note("Row counts are from 22 Nov 2026. They may be higher today."),
        ),
    )  # fmt: skip
    customers = AssetRef(AssetKind.TABLE, "crm.customers", within="crm-live")
    effects = (
        Effect(Operation.WRITE, "update", customers, Scope.ALL, Undo.NO, Certainty.PROVEN, "sql/update-without-filter",
               "It changes every row of the table crm.customers.", span(18, 32), (Trait.FILTER_OFF,), (), (Note("The filter is off.", span(21)),),
               ("status", "updated_at"), "", "e1", "critical"),
        Effect(Operation.READ, "read", AssetRef(AssetKind.FILE, "left_in_q3.csv"), Scope.ALL, Undo.YES, Certainty.PROVEN, "python/csv.read",
               "It reads the file left_in_q3.csv.", span(9, 12), id="e4", level="none"),
        Effect(Operation.CREATE, "save", AssetRef(AssetKind.FILE, "q3_inactive.csv"), Scope.ALL, Undo.YES, Certainty.PROVEN,
               "python/csv.write", "It saves the file q3_inactive.csv.", span(39), id="e3", level="low"),
    )  # fmt: skip
    impacts = (
        Impact("i1", subs, "gets_wrong_data", 1, (cust, subs), "Sales team", 2, ("e1",), "A rule closes their subscriptions.", "high"),
        Impact("i4", people, "told", 4, worst[1:], "", 3, ("e1",), "Customers get closing bills.", "critical"),
    )
    alternatives = (
        Alternative("existing_job", "Use the monthly status update", "It already marks customers from a list. Send your 312 numbers by Tue 24 Nov.",
                    "job status_update, Data team", (4.0, 4.0), "low", 24, "2026-11-26", "send one list"),
        Alternative("made_safe", "Your file, made safe", "We switch the filter on and keep a copy.", "", (8.0, 8.0), "medium", 52, "2026-11-30"),
        Alternative("as_it_is", "Your file as it is", "", "", (0.0, 0.0), "critical", 93),
    )  # fmt: skip
    answers = four(
        (3, "It changes many rows.", "Line 19 updates crm.customers. The filter on line 21 is switched off."),
        (3, "Vital.", "The table is marked tier 1 (catalog.toml, line 8)."),
        (3, "It reaches customers.", "9 things rely on it. Billing mails people (send_bills.py, line 57)."),
        (2, "Not fully.", "No copy is kept before line 19. Sent mail cannot be called back."),
    )
    lower = (
        Lowering("Switch the filter on (line 21)", "high", 71),
        Lowering("Also keep a copy of the old status", "medium", 52),
        Lowering("Use the monthly status update", "low", 24),
    )
    steps = (
        Step("It reads 312 customer numbers from left_in_q3.csv.", span(9, 12), "reads", False, ("e4",)),
        Step("It opens the live customer database.", span(15), "runs"),
        Step("It sets the status of every customer to inactive.", span(18, 32), "changes", True, ("e1",)),
        Step("The database then closes their subscriptions by itself.", span(88, path="crm.sql"), "changes", True, ("i1",)),
        Step("It saves the list as q3_inactive.csv.", span(39), "saves", False, ("e3",)),
    )
    return assessment(
        "q3_status_fix.py", "python", 46, verdict("critical", 93, "Marks all 84,210 customers inactive. The filter is off.", answers, lower), page,
        effects=effects, impacts=impacts, graph=Graph(nodes, links, worst), steps=steps, alternatives=alternatives,
        review=Review((4.0, 8.0), ("Data team", "Finance team"), "2026-11-26", ("Is the list of 312 right?",),
                      ("Should the subscriptions of your 312 customers close too?", "Which date do you need this by?",
                       "Which role signs off the list of 312?"), "the head of Data"),
    )  # fmt: skip


def hold() -> Assessment:
    me, db, api, app, team = (
        "artifact:database.tf",
        "database:planning-prod",
        "server:planning-api",
        "report:Weekly plan",
        "team:Planning team",
    )
    nodes = (
        Node(me, "artifact", "database.tf", "artifact", detail="Terraform change"),
        Node("resource:catch", "resource", "Safety catch, last copy", "changes", detail="2 settings, off"),
        Node(db, "database", "planning-prod", "changes", "Planning team", 2, "database, replaced"),
        Node(api, "server", "planning-api", "relies", "Planning team", 2, "service"),
        Node("job:plan_export", "job", "plan_export", "relies", "Planning team", 1, "job, 01:30"),
        Node(app, "report", "Weekly plan", "relies", "Planning team", 1, "report, Mon 07:00"),
        Node(team, "team", "Planning team", "notices", detail="owns all of it"),
    )
    worst = (me, db, api, app, team)
    links = edges(f"{me}>resource:catch", f"{me}>{db}", f"resource:catch>{db}", f"{db}>{api}", f"{db}>job:plan_export", f"{api}>{app}",
                  f"job:plan_export>{app}", f"{app}>{team}", worst=worst)  # fmt: skip
    page = Page(
        "Can we make this change?",
        "Not this way.",
        (
            Claim("It would delete the live planning database and start an empty one. Line 14 causes this.", ("e1",)),
            Claim("The planning app would stop.", ("i1",)),
            Claim("We can encrypt a copy and switch over on Sun 29 Nov."),
        ),
        (
            Glance("It changes", "1 database", "replaced, safety off"),
            Glance("Who relies on it", "4 things", "1 team"),
            Glance("Can we undo it?", "With work", "3 hours"),
            Glance("Safe route", "2026-11-29", "1.5 days"),
        ),
        Claim("You want your planning data encrypted on disk."),
        "May the app pause for 15 minutes on Sun 29 Nov?",
        Claim("Steps 1 to 5: the database is deleted. The service and app go blank. The Planning team cannot work.", ("i1",)),
        (
            RiskRow(Claim("The live database is deleted. An empty one takes its place.", ("e1",)), "Planning team, within minutes", "certain",
                    "Line 14 needs a new database.", "with_work", "Restore the 01:00 copy, 3 hours."),
            RiskRow(Claim("Plans made since 01:00 are missing.", ("e2",)), "Planning team, same day", "certain", "Line 21 skips the last copy.",
                    "with_work", "Enter them again, 1 day."),
        ),
        (),
        (),
        (Note("We did not test the nightly copy. Without it the data is gone."),),
    )  # fmt: skip
    answers = four(
        (4, "It deletes and replaces.", "The setting storage_encrypted goes from false to true (line 14)."),
        (2, "In live use.", "It is labelled production (line 31)."),
        (1, "One team.", "4 things rely on it."),
        (1, "With work.", "A nightly copy stays in the backup vault (backup.tf, line 12)."),
    )
    policies = tuple(
        Policy(
            f"CKV_AWS_{index % 13}", f"aws_db_instance.planning_{index}", "database.tf", index + 1, f"Rule number {index % 13} holds", "low"
        )
        for index in range(40)
    )
    return assessment(
        "database.tf", "terraform", 38, verdict("high", 68, "Deletes the live planning database, starts an empty one.", answers,
                                                (Lowering("Put the safety catch back (lines 21, 22)", "high", 62),)), page,
        graph=Graph(nodes, links, worst), policies=policies,
        effects=(Effect(Operation.DELETE, "replace", AssetRef(AssetKind.DATABASE, "planning-prod"), Scope.ALL, Undo.WITH_WORK, Certainty.PROVEN,
                        "terraform/database-replaced", "It deletes the database planning-prod.", span(14, path="database.tf"), id="e1", level="high"),),
        impacts=(Impact("i1", api, "stops", 1, (db, api), "Planning team", 2, ("e1",), "The service planning-api stops.", "high"),),
        steps=(Step("It switches encryption on. The cloud can only do that with a new database.", span(14, path="database.tf"), "changes", True, ("e1",)),),
        alternatives=(
            Alternative("infrastructure_code", "Encrypt a copy, then switch over", "We copy, encrypt and test. Then the app moves over.",
                        "done by the Platform team", (12.0, 12.0), "medium", 44, "2026-11-29", "agree to the pause"),
            Alternative("as_it_is", "Your change as it is", "", "", (0.0, 0.0), "high", 68),
        ),
        review=Review((4.0, 12.0), ("Platform team",), "2026-11-27", (), ("May we keep the old database for 7 days?",), "the head of Platform"),
    )  # fmt: skip


def reviewer() -> Assessment:
    me, price, api = "artifact:price_fix_48211.sql", "table:sales.price_list", "job:nightly_invoices"
    nodes = (
        Node(me, "artifact", "price_fix_48211.sql", "artifact", detail="SQL file"),
        Node(price, "table", "sales.price_list", "changes", "Finance team", 3, "table, 1 row"),
        Node(api, "job", "nightly_invoices", "relies", "Finance team", 2, "job, 02:00"),
        Node("report:Margin report", "report", "Margin report", "relies", "Finance team", 1, "report, daily 07:00"),
        Node("team:Finance team", "team", "Finance team", "notices", detail="owns prices"),
    )
    worst = (me, price, api, "team:Finance team")
    links = edges(f"{me}>{price}", f"{price}>{api}", f"{price}>report:Margin report", f"{api}>team:Finance team",
                  "report:Margin report>team:Finance team", worst=worst)  # fmt: skip
    page = Page(
        "Can we run this?",
        "Yes, with a reviewer.",
        (
            Claim("It sets one price, item 48211, from 124.00 to 12.40.", ("e1",)),
            Claim("It stops if more than one row would change. New orders use the price at once."),
            Claim("Finance can check it on Tue 24 Nov."),
        ),
        (
            Glance("It changes", "1 row", "in the live price list"),
            Glance("Who relies on it", "6 things", "2 teams"),
            Glance("Can we undo it?", "Yes", "the old price is known"),
            Glance("Ready by", "Tue 24 Nov", "30 minutes, 1 reviewer"),
        ),
        Claim("You want item 48211 sold at 12.40."),
        "Should open orders keep the old price?",
        Claim("One price changes. Invoices and a report use it.", ("i1",)),
        (
            RiskRow(Claim("New orders carry a wrong price.", ("i1",)), "Finance team, at the next order", "possible",
                    "We cannot check that 12.40 is right.", "yes", "Put 124.00 back, 5 minutes."),
        ),
        (),
        (),
        (Note("We did not check that 12.40 is the right price."),),
    )  # fmt: skip
    answers = four((2, "It changes one row.", "Line 5 updates sales.price_list."), (3, "Vital.", "The price list is marked tier 1."),
                   (2, "Two teams.", "6 things rely on it."), (0, "Yes.", "The old price, 124.00, stands on line 8."))  # fmt: skip
    safe = (
        Safe(Safety.BY_KEY, "It names one row by its number.", span(7, path="price_fix_48211.sql")),
        Safe(Safety.CHECKED, "It stops if the count is not 1 (line 11)."),
        Safe(Safety.IN_TRANSACTION, "Nothing is saved before line 14."),
    )
    return assessment(
        "price_fix_48211.sql", "sql", 14, verdict("medium", 47, "Corrects one price in the live price list.", answers), page,
        graph=Graph(nodes, links, worst),
        effects=(Effect(Operation.WRITE, "update", AssetRef(AssetKind.TABLE, "sales.price_list"), Scope.ONE, Undo.YES, Certainty.PROVEN,
                        "sql/update", "It changes only the rows of the table sales.price_list that it names.", span(5, 8, "price_fix_48211.sql"),
                        (), safe, id="e1", level="medium"),),
        impacts=(Impact("i1", api, "gets_wrong_data", 1, (price, api), "Finance team", 2, ("e1",), "Invoices use the new price.", "medium"),),
        steps=(Step("It sets the price of item 48211 to 12.40.", span(5, 8, "price_fix_48211.sql"), "changes", True, ("e1",)),),
        review=Review((0.5, 0.5), ("Finance team",), "2026-11-24", ("Is 12.40 the price on the signed price note?", "Is 48211 the right item?"),
                      ("Should open orders keep the old price?",), "one person from Finance"),
    )  # fmt: skip


def go() -> Assessment:
    me = "artifact:weekly_signups.py"
    nodes = (
        Node("table:crm.customers", "table", "crm.customers", "reads", criticality=3, detail="table"),
        Node("table:web.visits", "table", "web.visits", "reads", detail="table"),
        Node(me, "artifact", "weekly_signups.py", "artifact", detail="script"),
        Node("file:signups.csv", "file", "signups.csv", "creates", detail="file, new"),
        Node("file:signups.png", "file", "signups.png", "creates", detail="picture, new"),
    )
    links = edges(f"table:crm.customers>{me}", f"table:web.visits>{me}", f"{me}>file:signups.csv", f"{me}>file:signups.png")
    page = Page(
        "Can we run this?",
        "Yes, go ahead.",
        (
            Claim("It only reads two tables and saves two files in its own folder.", ("e1",)),
            Claim("Nothing that others use would change."),
        ),
        (
            Glance("It changes", "Nothing shared", "2 new files of its own"),
            Glance("Who relies on it", "Nobody", "the files are new"),
            Glance("Can we undo it?", "Yes", "delete the 2 files"),
            Glance("Ready", "Mon 23 Nov", "no review needed"),
        ),
        Claim("You want the number of new customers for each week."),
        "Is the Signups dashboard enough? It shows this each Monday.",
        Claim("It reads two tables. It saves one list and one picture beside itself.", ("e1",)),
        (RiskRow(Claim("A long read slows other reports.", ("e1",)), "Analysts, for some minutes", "unlikely", "Line 17 reads only 90 days.", "yes",
                 "Stop the script."),),
        (),
        (Note("We read all 38 lines."), Note("No line changes, deletes or sends data.")),
        (Note("We did not run it. A wrong count would not show."),),
    )  # fmt: skip
    answers = four((0, "It reads.", "No line changes shared data."), (3, "Vital.", "It reads crm.customers, marked tier 1."),
                   (0, "Nowhere.", "Nothing uses the two new files."), (0, "Yes.", "Delete the two files."))  # fmt: skip
    return assessment(
        "weekly_signups.py", "python", 38, verdict("none", 5, "Reads two tables, saves two files of its own.", answers), page,
        graph=Graph(nodes, links, ()),
        effects=(Effect(Operation.READ, "read", AssetRef(AssetKind.TABLE, "crm.customers"), Scope.SOME, Undo.YES, Certainty.PROVEN, "sql/select",
                        "It reads the table crm.customers.", span(14, 17, "weekly_signups.py"), id="e1", level="none"),),
        steps=(Step("It reads 90 days of crm.customers.", span(14, 17, "weekly_signups.py"), "reads", False, ("e1",)),
               Step("It saves signups.csv and signups.png in its own folder.", span(33, 36, "weekly_signups.py"), "saves")),
        alternatives=(Alternative("existing_report", "Run it, or open the Signups dashboard", "The dashboard shows the same counts each Monday.",
                                  "dashboards.yml, line 4", (0.0, 0.0), "none", 0, "2026-11-23", "none"),),
    )  # fmt: skip


def could_not_read() -> Assessment:
    page = Page(
        "Can we run this?",
        "We cannot tell yet.",
        (
            Claim("The file is locked with a password, so we could not look inside.", ("d1",)),
            Claim("Unread does not mean safe, so please wait with it."),
        ),
        (
            Glance("It changes", "Not known", "nothing was read"),
            Glance("Who relies on it", "Not known", "nothing was read"),
            Glance("Can we undo it?", "Not known", "treat it as no"),
            Glance("Our answer", "Wed 25 Nov", "if sent by Tue, 12:00"),
        ),
        Claim("The name says a fix for the month end. We do not guess beyond that."),
        "What should be different once it has run?",
        Claim("We could not read a single line.", ("d1",)),
        (RiskRow(Claim("It may change or delete data that others use.", ("d1",)), "Not known", "unknown", "No line was read.", "unknown",
                 "Treat it as no."),),
    )  # fmt: skip
    bare = Verdict("none", Decision.COULD_NOT_READ, 0, (0, 99), "We could not read it.")
    base = assessment(
        "month_end_fix.zip", "unknown", 0, bare, page,
        diagnostics=(Diagnostic("locked", "We could not open month_end_fix.zip.", "It may do anything. Please wait with it.",
                                Span("month_end_fix.zip", 1, 1, 1, 1), True),),
        review=Review((1.0, 1.0), (), "2026-11-25"),
        graph=Graph((Node("artifact:month_end_fix.zip", "artifact", "month_end_fix.zip", "artifact"),)),
    )  # fmt: skip
    return replace(base, artifacts=(replace(base.artifacts[0], status="not_read"),))


def several() -> Assessment:
    parts = (stop(), hold(), could_not_read(), reviewer(), go())
    page = Page(
        "Can we run these 5 files?",
        "Two yes, three not yet.",
        (Claim("The worst is q3_status_fix.py. It would bill customers who never left.", ("e1",)), Claim("One file we could not read.")),
        (),
        Claim(""),
        "",
        Claim(""),
        (),
    )
    base = assessment("handover-november", "python", 0, parts[0].verdict, page, parts=parts)
    return replace(base, artifacts=tuple(part.artifacts[0] for part in parts))


def empty_estate() -> Assessment:
    """A delete where nothing is known about who relies on it, and no other route."""
    me, table = "artifact:cleanup.sql", "table:orders"
    page = Page(
        "Can we run this?",
        "Not this way.",
        (Claim("It deletes every row of the table orders. We found no list of what relies on it.", ("e1",)),),
        (Glance("It changes", "1 table", "all rows"), Glance("Who relies on it", "Not known", "we have no list")),
        Claim(""),
        "",
        Claim(""),
        (
            RiskRow(
                Claim("All rows of the table orders are gone.", ("e1",)),
                "",
                "certain",
                "Line 1 has no filter.",
                "unknown",
                "We saw no copy.",
            ),
        ),
    )
    base = assessment(
        "cleanup.sql", "sql", 1, verdict("high", 70, "Deletes every row of orders."), page,
        graph=Graph((Node(me, "artifact", "cleanup.sql", "artifact"), Node(table, "table", "orders", "changes")), edges(f"{me}>{table}"), (me, table)),
        effects=(Effect(Operation.DELETE, "delete", AssetRef(AssetKind.TABLE, "orders"), Scope.ALL, Undo.UNKNOWN, Certainty.PROVEN,
                        "sql/delete-without-filter", "It deletes every row of the table orders.", span(1, path="cleanup.sql"), id="e1", level="high"),),
    )  # fmt: skip
    return replace(base, request=Request(("cleanup.sql",)), provenance=Provenance("RS-0000-0001", READ_AT, 0))


def hostile() -> Assessment:
    """Every name and text that comes from a file tries to break out."""
    base = stop()
    long = "warehouse.production_replica." + "customer_orders_history_" * 12
    nodes = tuple(
        replace(node, name=(HOSTILE if index % 2 else long) + str(index), detail=HOSTILE, owner=HOSTILE)
        for index, node in enumerate(base.graph.nodes)
    )
    page = replace(
        base.page,
        lead=(Claim(f"It changes every row of the table {HOSTILE}.", ("e1", '"><script>')),),
        glance=tuple(replace(one, value=HOSTILE, sub=long) for one in base.page.glance),
        risks=tuple(
            replace(row, what=Claim(f"The table {long} goes. {HOSTILE}", row.what.refs), who_notices=HOSTILE) for row in base.page.risks
        ),
        ask=HOSTILE,
        not_checked=(Note(f"We could not follow {HOSTILE}."),),
    )
    effects = tuple(
        replace(effect, asset=AssetRef(AssetKind.TABLE, HOSTILE, Match.PATTERN, (long,)), text=HOSTILE) for effect in base.effects
    )
    artifacts = (replace(base.artifacts[0], path=HOSTILE + "/" + long + ".py"),)
    request = replace(base.request, paths=(artifacts[0].path,), asked_by=HOSTILE, against=(HOSTILE,))
    alternatives = tuple(replace(one, title=f"Use {HOSTILE}", evidence=long) for one in base.alternatives)
    steps = tuple(replace(step, text=f"It reads {HOSTILE}.", location=replace(step.location, path=long)) for step in base.steps)
    return replace(base, graph=replace(base.graph, nodes=nodes), page=page, effects=effects, artifacts=artifacts, request=request,
                   alternatives=alternatives, steps=steps)  # fmt: skip


def large() -> Assessment:
    """Sixty things rely on one table."""
    base = stop()
    me, cust = "artifact:q3_status_fix.py", "table:crm.customers"
    kinds = ("table", "view", "job", "report", "pipeline", "team")
    nodes = [base.graph.nodes[1], base.graph.nodes[2]]
    pairs = [f"{me}>{cust}"]
    for index in range(58):
        kind = kinds[index % len(kinds)]
        key = f"{kind}:thing_{index:02}"
        nodes.append(Node(key, kind, f"thing_{index:02}", "notices" if kind == "team" else "relies", "Data team", index % 4))
        pairs.append(f"{nodes[1 + index // 3].key}>{key}")
    worst = (me, cust, nodes[2].key, nodes[8].key)
    return replace(base, graph=Graph(tuple(nodes), edges(*pairs, worst=worst), worst))


ALL = {
    "stop": stop, "hold": hold, "reviewer": reviewer, "go": go, "unread": could_not_read, "repo": several, "empty": empty_estate,
    "hostile": hostile, "large": large,
}  # fmt: skip
