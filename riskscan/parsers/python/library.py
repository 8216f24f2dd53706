"""What well-known functions give back, as far as it matters for texts, lists, options and the source of data; none touches anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from riskscan.parsers.python import flows, texts
from riskscan.parsers.python.arguments import Arguments
from riskscan.parsers.python.config_files import LOADERS, SETTINGS, ini
from riskscan.parsers.python.handed_on import _first, applied, mapped, partial, queued, submitted, threaded
from riskscan.parsers.python.machine import Machine
from riskscan.parsers.python.paths import (
    begins,
    file_text,
    globbed,
    joined,
    joined_address,
    joined_path,
    listed,
    parent_folder,
    path,
    scratch,
)
from riskscan.parsers.python.settings import asked, dotenv, environment, option, options
from riskscan.parsers.python.testing import folder
from riskscan.parsers.python.value import (
    Gap,
    Obj,
    Source,
    Value,
    cat,
    element,
    join,
    literal,
    merged,
    one_text,
    plain,
    unknown,
    with_sources,
)

_SERVICE = re.compile(r"(?:aio)?boto3\.client\(([\w-]+)\)")
Special = Callable[[Machine, ast.Call, Obj, Arguments], Value | None]
Method = Callable[[Machine, ast.Call, Value, Arguments], Value | None]

THROUGH = frozenset(
    [
        "sorted",
        "list",
        "set",
        "tuple",
        "reversed",
        "iter",
        "frozenset",
        "next",
        "str",
        "tqdm.tqdm",
        "tqdm.auto.tqdm",
        "tqdm",
        "rich.progress.track",
        "copy.copy",
        "copy.deepcopy",
        "os.path.expanduser",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
        "os.path.expandvars",
        "os.fspath",
        "pathlib.Path.expanduser",
        "pathlib.Path.resolve",
        "pathlib.Path.absolute",
        "sqlalchemy.text",
        "sqlalchemy.sql.text",
        "sqlalchemy.sql.expression.text",
        "psycopg2.sql.SQL",
        "psycopg2.sql.Literal",
        "psycopg.sql.SQL",
        "psycopg.sql.Literal",
        "shlex.quote",
        "shlex.split",
        "urllib.parse.quote",
        "urllib.parse.quote_plus",
        "django.utils.safestring.mark_safe",
        "asyncio.run",
        "asyncio.wait_for",
        "json.dumps",
        "json.loads",
        "yaml.safe_load",
        "itertools.islice",
        "itertools.chain",
        "asyncio.create_task",
        "asyncio.ensure_future",
        "filter",
    ]
)


def counted(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``range(n)``: bounded where the numbers are known."""
    known = all(value.const for value in args.positional)
    if known:
        return Value(const=(True,), flag="range", gap=Gap("number", "loop"))
    return unknown("number", "loop", merged(*(value.sources for value in args.positional)))


def numbered(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``enumerate(x)``."""
    over = _first(args)
    number = unknown("number", "loop")
    if over.items is not None and not over.more:
        return Value(items=tuple(Value(items=(number, item)) for item in over.items), sources=over.sources)
    return Value(items=(Value(items=(number, element(over, over.gap.name))),), more=True, sources=over.sources)


def zipped(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``zip(a, b)``."""
    lists = [value.items for value in args.positional]
    if lists and all(items is not None for items in lists) and not any(v.more for v in args.positional):
        return Value(items=tuple(Value(items=row) for row in zip(*(items or () for items in lists), strict=False)))
    row = Value(items=tuple(element(value, value.gap.name) for value in args.positional))
    return Value(items=(row,), more=True, sources=merged(*(value.sources for value in args.positional)))


def made_dict(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``dict(a=1)``."""
    start = _first(args).pairs if args.positional else ()
    more = args.open or (bool(args.positional) and start is None)
    sources = merged(*(value.sources for value in (*args.positional, *args.keywords.values())))
    return Value(pairs=(*(start or ()), *args.keywords.items()), more=more, sources=sources)


def variables(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``vars(args)``."""
    found = [o for o in _first(args).objs if o.type == "argparse.Namespace"]
    return Value(pairs=found[0].parts, more=True) if found else None


def identifier(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``sql.Identifier(schema, table)``."""
    pieces: list[Value] = []
    for number, value in enumerate(args.positional):
        pieces += [literal("."), value] if number else [value]
    return cat(*pieces) if pieces else None


def figure(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``len(rows)``: a number, which carries none of the data."""
    first = args.positional[0] if args.positional else Value()
    return unknown(obj.type.rpartition(".")[2], "call") if first.sources else None


def quiet(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """A call of which nothing follows."""
    return Value(const=(None,))


def placeholder(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``sql.Placeholder()``."""
    return literal("%s")


def poured(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``buffer.getvalue()``: what was put in."""
    return flows.poured(machine, base)


def template(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``string.Template(text)``."""
    return Value(objs=(Obj("string.Template", (("text", _first(args)),)),))


def substituted(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``template.substitute(table="orders")``, ``template.safe_substitute(values)``."""
    found = [part for obj in base.objs if obj.type == "string.Template" and (part := obj.part("text")) is not None]
    pairs = dict(args.positional[0].pairs or ()) if args.positional else {}
    return join(*(texts.substituted(part, {**pairs, **args.keywords}) for part in found)) if found else None


def paginator(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``client.get_paginator("list_keys")``."""
    service = next((found[1] for obj in base.objs if (found := _SERVICE.match(obj.type))), "")
    return Value(objs=(Obj("boto3.paginator", (("name", _first(args)), ("service", literal(service)))),))


def paginated(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``paginator.paginate(...)``: the pages, with the wildcard that chose them."""
    for obj in base.objs:
        if obj.type == "boto3.paginator":
            from riskscan.parsers.python.cloud import paged

            method, service = one_text(obj.part("name")) or "list", one_text(obj.part("service"))
            if service:
                paged(machine, node, service, method, args)
            return listing(machine, node, method, args)
    return None


def listing(machine: Machine, node: ast.Call, what: str, args: Arguments) -> Value:
    """The answer of a listing call of a cloud, with the wildcard of its filters."""
    pattern = next((text for value in args.keywords.values() for text in wildcards(value)), "")
    chosen = tuple(dict.fromkeys(found for value in args.keywords.values() for found in label_filters(value)))
    whole = not args.keywords and not args.positional
    return unknown("page", "call", (Source("pages", what, machine.line(node), whole=whole, pattern=pattern, chosen=chosen),))


def label_filters(value: Value) -> list[str]:
    """The filters by label in a list such as ``[{"Name": "tag:env", "Values": ["dev"]}]``, as ``tag:env=dev``."""
    found = []
    for item in (value.items or ())[:16]:
        pairs = dict(item.pairs or ())
        name, values = pairs.get("Name"), pairs.get("Values")
        label = one_text(name) if name is not None else None
        if label is None or not label.startswith("tag:") or values is None:
            continue
        shown = [plain(text) for one in (values.items or ())[:8] for text in one.texts]
        found += [f"{label}={text}" for text in shown if text and "{" not in text]
    return found


def wildcards(value: Value, depth: int = 0) -> list[str]:
    """Known texts with a star in a nest of lists and dicts."""
    found = [shown for text in value.texts if "*" in (shown := plain(text)) and shown != "*"]
    if depth < 5:
        inner = [*(value.items or ()), *(v for _, v in value.pairs or ())][:64]
        found += [text for item in inner for text in wildcards(item, depth + 1)]
    return found


def ordered(machine: Machine, node: ast.Call, base: Value, args: Arguments) -> Value | None:
    """``a.set_downstream(b)``."""
    forward = getattr(node.func, "attr", "") == "set_downstream"
    pair = (base, _first(args)) if forward else (_first(args), base)
    machine.arrows.append((*pair, machine.line(node)))
    return Value(const=(None,))


def imported(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``__import__("os")``, ``importlib.import_module("os")``: the module, where its name is known."""
    name = one_text(_first(args))
    return Value(objs=(Obj(name),)) if name else None


def looked_up(machine: Machine, node: ast.Call, obj: Obj, args: Arguments) -> Value | None:
    """``getattr(os, "system")`` is ``os.system``; a name that only the run knows is told elsewhere."""
    from riskscan.parsers.python.expressions import attribute_of

    name = one_text(args.positional[1]) if len(args.positional) in (2, 3) else None
    if not name or not name.isidentifier():
        return None
    found = attribute_of(machine, args.positional[0], name)
    return join(found, *args.positional[2:])


FUNCTIONS: dict[str, Special] = {
    "getattr": looked_up,
    **dict.fromkeys(("os.getenv", "os.environ.get", "os.environ.setdefault", "environ.get", "decouple.config"), environment),
    **dict.fromkeys(
        (
            "input",
            "getpass.getpass",
            "click.prompt",
            "click.confirm",
            "typer.confirm",
            "typer.prompt",
            "rich.prompt.Confirm.ask",
            "rich.prompt.Prompt.ask",
            "questionary.confirm",
            "questionary.text",
            "inquirer.confirm",
            "sys.stdin.readline",
        ),
        asked,
    ),
    "__import__": imported,
    "importlib.import_module": imported,
    "os.path.join": joined_path,
    "posixpath.join": joined_path,
    "os.path.dirname": parent_folder,
    **dict.fromkeys(("urllib.parse.urljoin", "requests.compat.urljoin", "urlparse.urljoin"), joined_address),
    **dict.fromkeys(("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath"), path),
    **dict.fromkeys(
        (
            "tempfile.mkdtemp",
            "tempfile.gettempdir",
            "tempfile.TemporaryDirectory",
            "tempfile.mkstemp",
            "tempfile.mktemp",
            "tempfile.NamedTemporaryFile",
            "tempfile.TemporaryFile",
            "tempfile.SpooledTemporaryFile",
        ),
        scratch,
    ),
    **dict.fromkeys(("scratch.Maker.mktemp", "scratch.Maker.getbasetemp"), lambda m, n, o, a: folder()),
    "string.Template": template,
    "range": counted,
    "enumerate": numbered,
    "zip": zipped,
    "dict": made_dict,
    "collections.OrderedDict": made_dict,
    "vars": variables,
    **dict.fromkeys(("psycopg2.sql.Identifier", "psycopg.sql.Identifier"), identifier),
    **dict.fromkeys(("psycopg2.sql.Placeholder", "psycopg.sql.Placeholder"), placeholder),
    **dict.fromkeys(("len", "sum", "min", "max", "any", "all", "isinstance", "print"), figure),
    **dict.fromkeys(("io.StringIO", "io.BytesIO"), lambda m, n, o, a: flows.new_buffer(m, n, a.first((0,)))),
    **dict.fromkeys(("csv.writer", "csv.DictWriter"), lambda m, n, o, a: flows.writer(a.first((0, "csvfile", "f")))),
    "map": mapped,
    "threading.Thread": threaded,
    "multiprocessing.Process": threaded,
    "functools.partial": partial,
    "dotenv.load_dotenv": dotenv,
    **LOADERS,
    **SETTINGS,
    **dict.fromkeys(("glob.glob", "glob.iglob", "os.listdir", "os.scandir", "os.walk"), globbed),
    **dict.fromkeys(("textwrap.dedent", "inspect.cleandoc"), lambda m, n, o, a: texts.dedented(_first(a))),
}
METHODS: dict[str, Method] = {
    "add_argument": option,
    "parse_args": options,
    "parse_known_args": options,
    **dict.fromkeys(("getvalue", "getbuffer"), poured),
    **dict.fromkeys(("substitute", "safe_substitute"), substituted),
    **dict.fromkeys(("joinpath", "with_name", "with_suffix"), joined),
    "read": lambda m, n, b, a: ini(m, n, b, a) or file_text(m, n, b, a),
    "read_text": file_text,
    "startswith": begins,
    "set_downstream": ordered,
    "set_upstream": ordered,
    "glob": listed,
    "rglob": listed,
    "iterdir": listed,
    "get_paginator": paginator,
    "paginate": paginated,
    "map": mapped,
    "imap": mapped,
    "imap_unordered": mapped,
    "starmap": mapped,
    "map_async": mapped,
    "submit": submitted,
    "apply_async": queued,
    "delay": queued,
    **dict.fromkeys(("apply", "progress_apply", "parallel_apply", "applymap", "map_elements"), applied),
    "run_in_executor": submitted,
}

__all__ = ["FUNCTIONS", "METHODS", "THROUGH", "with_sources"]
