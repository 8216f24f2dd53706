"""The row for a Python call, and the row for what a call gives back."""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.row import Row
from riskscan.model.artifact import Language

THROWAWAY = "a throwaway container"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Row):
    """A call that touches something.

    ``call`` is the qualified name: ``shutil.rmtree``, or ``type.method`` for a method, where the type is what a ``Gives`` row or an
    import names: ``pandas.DataFrame.to_sql``, ``boto3.client(dynamodb).delete_table``, ``sqlite3.Cursor.execute``. Protocol types that
    many libraries share: ``dbapi.Connection``, ``dbapi.Cursor``, ``sqlalchemy.Connection``, ``http.Session``.
    ``named_by``: where the asset's name stands: positions (from 0) or keywords, the first that is given wins; ``self`` takes the name
    that the receiver carries (``Path("x").unlink()``); ``self.bucket`` a named part of it.
    ``argv@N`` is the program at a position with the arguments that follow it (``os.execvp("rm", ["rm", "-rf", "x"])``).
    ``prefixed_by``: keywords whose value goes before the name with a dot (``schema=``, ``database=``).
    ``when``: keyword (or position as text) must have one of these values (``("if_exists", ("replace",))``); ``""`` among the values means "not given".
    A key may name one parameter in several ways, joined by a bar: ``1|mode`` for ``open(p, "w")`` and ``open(p, mode="w")``.
    ``needs``: at least one of these positions or keywords must be given, else the call is not this one (``df.to_csv()`` gives text back).
    ``code``: the language of the argument at ``named_by``, which then goes through the queue instead of yielding this effect.
    ``payload``: positions or keywords whose value is what is sent or written (used for personal data and size).
    ``within``: where the thing lives: ``self`` takes the receiver's host or URL, a keyword takes that argument.
    ``dry``: (keyword, value) that makes the call only show what it would do (``("DryRun", "True")``).
    Values in ``when``: ``*text`` (stands anywhere in the argument), ``type:X`` (the argument's type is X), ``from:web`` (a web address sent it),
    ``?`` (known only at run time), ``+`` (given, whatever it is), ``{}`` (empty). A key such as ``1|mode`` is one parameter by position or by keyword. Rows of one call whose ``when`` holds hide the
    row of that call without ``when``. ``named_by`` also takes ``*`` (all positional arguments) and ``self.within`` (the receiver's host).
    Where the kind is object, file, bucket or url, ``prefixed_by`` joins with "/".
    ``by_key``: True where the call names single things by its arguments (scope one unless in a loop over something unbounded).
    """

    call: str
    named_by: tuple[int | str, ...] = ()
    prefixed_by: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    needs: tuple[int | str, ...] = ()
    code: Language | None = None
    payload: tuple[int | str, ...] = ()
    within: tuple[int | str, ...] = ()
    dry: tuple[tuple[str, str], ...] = ()
    by_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """What a call, attribute or context manager gives back: the type of the receiver of later calls.

    ``call`` as in ``Call``; ``type`` is the type's qualified name, with ``(0)`` or ``(keyword)`` replaced by that argument's literal:
    ``Gives(call="boto3.client", type="boto3.client({0})")``. ``carries``: names the value keeps with it, as (name, position or keyword):
    ``(("name", 0),)`` for ``Path(x)``; ``within``: position or keyword of the host or URL that later effects live in; ``self`` keeps the receiver's.
    ``type`` may be ``self`` (the receiver, with what it now carries) or ``text`` (the value is its first argument itself); a ``call`` ending in
    ``.[each]`` is what a loop over it takes, one ending in ``.[]`` is an index or an attribute not known otherwise, one starting with ``?.`` an attribute of a receiver of
    unknown type, with ``??.`` of a receiver of which nothing is known at all (``df.write`` of a parameter).
    ``dialect``: the SQL dialect that its connections speak ("postgres", "snowflake", ...), where the library settles it.
    ``place``: where it always lives, whatever it is called with (``THROWAWAY``: a database that is made for one run).
    """

    call: str
    type: str
    carries: tuple[tuple[str, int | str], ...] = ()
    within: tuple[int | str, ...] = ()
    dialect: str = ""
    place: str = ""
