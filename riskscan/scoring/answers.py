"""The four questions, answered for one effect.

Each answer is a maximum over signs, so a further sign never lowers it. Safe evidence acts only where the effect itself carries it, and
only on what it is evidence of: by key narrows what is done, a copy kept first makes undo possible, a scratch place makes it unimportant.
"""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.knowledge.places import is_disk, is_own_folder, is_production, is_scratch_table, is_system_folder, is_temp_path
from riskscan.model.asset import AssetKind, Match
from riskscan.model.effect import Effect, Operation, Safety, Scope, Trait, Undo
from riskscan.model.reach import Reach

NOTHING_HAPPENS = (Safety.ROLLED_BACK, Safety.DRY_RUN, Safety.READ_ONLY)
OWN_PLACE = (Safety.SCRATCH, Safety.LOCAL, Safety.DEVELOPMENT, Safety.OWN_OUTPUT)
_ROW_KINDS = (AssetKind.TABLE, AssetKind.VIEW)
_ADDS = ("insert", "append", "upload", "save", "put", "publish", "create")
_RUNS = (
    AssetKind.SERVER, AssetKind.CLUSTER, AssetKind.FUNCTION, AssetKind.DATABASE, AssetKind.NETWORK, AssetKind.DNS, AssetKind.URL,
    AssetKind.IDENTITY,
)  # fmt: skip
_LABELS = ("tag", "untag", "add_tag", "create_tag", "delete_tag", "remove_tag", "label", "set_label")
_LOCKS_OUT = ("disable", "suspend", "deactivate", "lock", "block", "reset_password")
_SINGLE_KINDS = (AssetKind.FILE, AssetKind.OBJECT)


@dataclass(frozen=True, slots=True)
class Four:
    """The answers of one effect: what it does 0..4, how important 0..3, how far 0..3, undo 0..2."""

    does: int
    important: int
    spreads: int
    undo: int

    @property
    def key(self) -> tuple[int, int, int, int]:
        """As the decision table is keyed."""
        return (self.does, self.important, self.spreads, self.undo)


def answer(effect: Effect, reach: Reach) -> Four:
    """The four answers of an effect with what it reaches."""
    return Four(does(effect), important(effect, reach), spreads(effect, reach), undo(effect))


def does(effect: Effect) -> int:
    """What does it do?

    0 reads · 1 adds · 2 changes rows or settings · 3 structure, access, many rows, not known · 4 deletes, stops, pays, sends out.
    """
    if effect.safe(*NOTHING_HAPPENS):
        return 0
    by_operation = {
        Operation.READ: _reads,
        Operation.WRITE: _writes,
        Operation.DELETE: _deletes,
        Operation.CREATE: _creates,
        Operation.ALTER: _alters,
        Operation.GRANT: _grants,
        Operation.EXECUTE: _executes,
        Operation.SEND: _sends,
    }
    value = by_operation[effect.operation](effect)
    if effect.safe(Safety.NOT_CALLED):
        return min(value, 1)
    return min(value, 2) if effect.safe(Safety.PROTECTED) else value


def _reads(_: Effect) -> int:
    return 0


def _writes(effect: Effect) -> int:
    if effect.has(Trait.REPLACES, Trait.LOSES_COLUMNS, Trait.LOSES_HISTORY):
        return 4
    if is_disk(effect.asset.name) and effect.verb == "overwrite":
        return 4
    if effect.verb in _ADDS and effect.asset.kind is not AssetKind.URL:
        return 3 if effect.has(Trait.ENDLESS) else 2 if effect.has(Trait.PUBLIC) else 1
    if effect.asset.kind is AssetKind.FILE and effect.asset.match is not Match.EXACT and effect.verb == "overwrite":
        return 1  # a file for its result, wherever the person wants it
    if effect.verb == "unpack" and effect.asset.kind is AssetKind.FILE:
        return 3 if is_system_folder(effect.asset.name) else 1 if is_temp_path(effect.asset.name) else 2  # it adds files, and replaces some
    if _every_row(effect):
        return 4
    if effect.scope is Scope.ALL or (effect.asset.kind is AssetKind.URL and effect.has(Trait.REPEATED, Trait.ENDLESS)):
        return 3
    return 2 if effect.scope in (Scope.ONE, Scope.SOME) else 3


def _every_row(effect: Effect) -> bool:
    """True where every row is changed and the old values are lost: as bad as deleting them."""
    lost = effect.undo is Undo.NO and effect.scope is Scope.ALL
    return effect.asset.kind in _ROW_KINDS and (lost or effect.has(Trait.ALWAYS_TRUE, Trait.FILTER_OFF))


def _deletes(effect: Effect) -> int:
    if effect.safe(Safety.OWN_OUTPUT) or _temporary(effect):
        return 1
    rows = effect.asset.kind in _ROW_KINDS and effect.verb in ("delete", "merge", "remove", "delete_item")
    named = effect.asset.kind is AssetKind.OBJECT and effect.asset.match is Match.EXACT
    if effect.scope is Scope.ONE and (rows or named or effect.safe(Safety.BY_KEY)) and not effect.has(Trait.CASCADE, Trait.RECURSIVE):
        return 2
    if effect.has(Trait.EXPIRES) and effect.scope is Scope.SOME:
        return 3
    if effect.has(Trait.REPEATED) and not effect.has(Trait.RECURSIVE) and _by_ending(effect):
        return 3
    if effect.has(Trait.RECURSIVE, Trait.REPEATED, Trait.CASCADE):
        return 3 if rows and effect.scope in (Scope.SOME, Scope.ONE) else 4
    if effect.asset.kind in _ROW_KINDS and effect.scope is Scope.SOME and (rows or effect.verb == "overwrite"):
        return 3
    if effect.asset.kind is AssetKind.FILE and effect.scope is Scope.SOME and not _whole_machine(effect):
        return 3
    return 3 if effect.asset.kind in _SINGLE_KINDS and effect.scope is Scope.ONE else 4


def _by_ending(effect: Effect) -> bool:
    """True for the files of a folder that have one ending (``/srv/data/*.tmp``), one by one or at once."""
    ending = effect.asset.name.rpartition("/")[2].rpartition(".")[2]
    return effect.asset.kind is AssetKind.FILE and effect.scope is Scope.SOME and "*." in effect.asset.name and ending.isalnum()


def _temporary(effect: Effect) -> bool:
    """True for what would go by itself: a temporary table, a database in memory, a temp folder; a scratch schema would stay."""
    if not effect.safe(Safety.SCRATCH):
        return False
    if effect.asset.kind is AssetKind.BUCKET and effect.has(Trait.EXPIRES):
        return True
    name = effect.asset.name
    return effect.asset.kind is AssetKind.FILE or (effect.asset.kind in _ROW_KINDS and (name.startswith("#") or not is_scratch_table(name)))


def _creates(effect: Effect) -> int:
    if effect.has(Trait.MONEY) and effect.has(Trait.ENDLESS, Trait.REPEATED):
        return 4
    return 2 if effect.has(Trait.MONEY) else 1


def _alters(effect: Effect) -> int:
    if effect.has(Trait.LOSES_COLUMNS, Trait.LOSES_HISTORY, Trait.UNREADABLE, Trait.EXPIRES):
        return 4
    if effect.has(Trait.OUTAGE):
        return 3 if effect.verb.startswith(("restart", "reboot", "rollout_restart", "redirect")) else 4
    if effect.has(Trait.STRUCTURE, Trait.CATCH_REMOVED, Trait.UNDO_REMOVED, Trait.PUBLIC, Trait.ADMIN, Trait.OUTSIDE):
        return 3
    if effect.has(Trait.LOCKS):
        return 2
    if effect.undo is Undo.YES:
        return 1
    return 3 if effect.has(Trait.REPEATED, Trait.ENDLESS) and effect.asset.kind in _RUNS and not effect.verb.startswith(_LABELS) else 2


def _grants(effect: Effect) -> int:
    if (effect.has(Trait.OUTSIDE) and effect.has(Trait.PERSONAL)) or (effect.has(Trait.OUTAGE) and effect.has(Trait.REPEATED)):
        return 4  # data goes out, or a whole list of people can no longer work
    if effect.has(Trait.PUBLIC, Trait.ADMIN, Trait.CATCH_REMOVED, Trait.OUTSIDE):
        return 3
    return 2 if effect.scope in (Scope.ONE, Scope.SOME) or effect.undo is Undo.YES else 3


def _executes(effect: Effect) -> int:
    if effect.has(Trait.MONEY):
        return 4
    if effect.has(Trait.DYNAMIC, Trait.OUTAGE):
        # nothing of what it runs is known, so it may be the worst; an expression to be worked out does less than a program
        anything = effect.asset.match is Match.UNKNOWN and effect.verb not in ("eval", "query")
        return 4 if effect.has(Trait.OUTAGE) or anything else 3
    return 2 if effect.undo in (Undo.NO, Undo.UNKNOWN) else 1


def _sends(effect: Effect) -> int:
    many = _many_get_it(effect)
    if effect.has(Trait.MONEY):
        return 4
    if effect.has(Trait.PEOPLE) and many:
        return 4
    if effect.has(Trait.OUTSIDE) and effect.has(Trait.PERSONAL, Trait.SECRET):
        return 4
    if effect.has(Trait.OUTSIDE) and effect.scope is Scope.ALL:
        return 3
    if effect.has(Trait.PERSONAL) and effect.asset.kind is AssetKind.URL and effect.asset.match is Match.UNKNOWN:
        return 2  # where it goes is not known
    if effect.has(Trait.PEOPLE) or effect.asset.kind in (AssetKind.EMAIL, AssetKind.TOPIC, AssetKind.QUEUE):
        return 2 if effect.has(Trait.REPEATED, Trait.ENDLESS) else 1
    return 2 if many else 1


def _many_get_it(effect: Effect) -> bool:
    """True where a whole list of people or places gets it; again and again to one person is a nuisance, and no mass mail."""
    if effect.has(Trait.PEOPLE) and effect.scope is Scope.ONE and not effect.has(Trait.MONEY):
        return False
    return effect.has(Trait.REPEATED, Trait.ENDLESS) or effect.scope is Scope.ALL


def important(effect: Effect, reach: Reach) -> int:
    """How important is the most important thing reached? 0..3; 1 where nothing is known, 2 where it is known to be live."""
    signs = [reach.criticality] if reach.known else []
    if effect.safe(*OWN_PLACE) or _own_file(effect) or effect.safe(*NOTHING_HAPPENS):
        return max(signs, default=0)
    live = (
        effect.has(Trait.PRODUCTION)
        or is_production(effect.asset.within)
        or (_names_its_place(effect) and is_production(effect.asset.name))
    )
    if live and effect.operation is not Operation.READ:
        signs.append(2)
    if effect.has(Trait.PERSONAL) and effect.operation in (Operation.SEND, Operation.GRANT):
        signs.append(2)
    return max(signs, default=1)


def _names_its_place(effect: Effect) -> bool:
    """True where the asset's own name is that of a place (bucket, server, database, schema part), not of a file or mail address."""
    return effect.asset.kind not in (AssetKind.FILE, AssetKind.EMAIL, AssetKind.PROGRAM, AssetKind.URL, AssetKind.OTHER)


def _own_file(effect: Effect) -> bool:
    if effect.asset.kind is not AssetKind.FILE or effect.asset.match is Match.UNKNOWN or effect.asset.within:
        return False
    return is_own_folder(effect.asset.name) or is_temp_path(effect.asset.name)


def spreads(effect: Effect, reach: Reach) -> int:
    """How far does it spread?

    0 nothing relies on it · 1 one team, up to 5 · 2 over 5, 2 teams or a consumer · 3 over 25, 4 teams, customers.
    """
    if effect.safe(*NOTHING_HAPPENS):
        return 0
    count, teams = len(reach.reached), len(reach.teams)
    signs = [0]
    if count:
        signs.append(1)
    if count > 5 or (count and teams >= 2) or reach.consumers:
        signs.append(2)
    if count > 25 or (count and teams >= 4):
        signs.append(3)
    if effect.safe(*OWN_PLACE):
        return max(signs)
    signs.append(_own_spread(effect))
    return max(signs)


def _own_spread(effect: Effect) -> int:
    """The spread that the effect shows by itself: people outside, everybody, or as many things as a list holds."""
    many = effect.has(Trait.REPEATED, Trait.ENDLESS) or effect.scope is Scope.ALL
    if effect.operation is Operation.SEND and effect.has(Trait.PEOPLE) and _many_get_it(effect):
        return 3
    if effect.operation is Operation.SEND and effect.has(Trait.OUTSIDE) and effect.has(Trait.PERSONAL):
        return 3
    if effect.has(Trait.PUBLIC) and effect.operation in (Operation.GRANT, Operation.ALTER):
        return 3
    opens = effect.operation in (Operation.GRANT, Operation.ALTER) and effect.has(Trait.OUTSIDE)
    if effect.has(Trait.ADMIN) or (opens and effect.scope is Scope.ALL):
        return 2
    if effect.operation is Operation.ALTER and effect.verb == "disable" and effect.undo is Undo.NO and effect.has(Trait.CATCH_REMOVED):
        return 1  # all who may use the thing see what a rule kept from them
    if _one_after_the_other(effect):
        return 2
    if effect.operation is Operation.DELETE and effect.has(Trait.CATCH_REMOVED, Trait.UNDO_REMOVED) and not _one_copy(effect):
        return 2  # what held it back, or would bring it back, is gone before anybody looks
    over = effect.verb == "overwrite" or (effect.verb == "unpack" and not effect.asset.name.strip("/"))
    if _whole_machine(effect) and (effect.operation is Operation.DELETE or over):
        return 2
    if effect.has(Trait.MONEY) and effect.has(Trait.REPEATED, Trait.ENDLESS) and effect.operation in (Operation.SEND, Operation.EXECUTE):
        return 2
    return 2 if effect.has(Trait.UNREADABLE) and many else 0


def _one_after_the_other(effect: Effect) -> bool:
    """True where one thing after the other of a list without a known end goes, stops, or gets another configuration.

    A statement of a database that runs once for each key is told by its own scope.
    """
    if not effect.has(Trait.REPEATED):
        return False
    if effect.operation is Operation.DELETE:
        return effect.asset.kind not in (AssetKind.FILE, AssetKind.PROGRAM) and not (
            effect.asset.kind in _ROW_KINDS and effect.rule.startswith("sql/")
        )
    if effect.operation is Operation.ALTER:
        people = effect.asset.kind is AssetKind.IDENTITY and effect.verb.startswith(_LOCKS_OUT)
        return people or (effect.has(Trait.OUTAGE) and not effect.verb.startswith(("restart", "reboot", "rollout_restart")))
    return effect.operation is Operation.WRITE and effect.asset.kind is AssetKind.URL and effect.has(Trait.STRUCTURE, Trait.OUTAGE)


def _one_copy(effect: Effect) -> bool:
    """True where the thing deleted is itself one copy of something that stays: a named snapshot."""
    return effect.asset.match is Match.EXACT and any(word in effect.verb for word in ("snapshot", "backup", "recovery_point"))


def _whole_machine(effect: Effect) -> bool:
    return effect.asset.kind is AssetKind.FILE and (is_system_folder(effect.asset.name) or is_disk(effect.asset.name))


def undo(effect: Effect) -> int:
    """Can it be undone? 0 yes · 1 with work · 2 no, or not known."""
    if effect.safe(*NOTHING_HAPPENS, Safety.NOT_CALLED):
        return 0
    if effect.safe(*OWN_PLACE) and not effect.has(Trait.PEOPLE, Trait.MONEY):
        return 0
    if effect.operation in (Operation.READ, Operation.CREATE) and effect.undo is not Undo.NO and not effect.has(Trait.MONEY):
        return 0
    value = {Undo.YES: 0, Undo.WITH_WORK: 1, Undo.NO: 2, Undo.UNKNOWN: 2}[effect.undo]
    if effect.has(Trait.PUBLIC, Trait.SECRET, Trait.UNDO_REMOVED):
        return 2
    if effect.has(Trait.CATCH_REMOVED) and effect.operation is Operation.DELETE:
        return 2
    starts_again = effect.operation is Operation.ALTER and effect.verb.startswith(("stop", "kill", "pause")) and effect.undo is Undo.UNKNOWN
    if starts_again or effect.safe(Safety.BACKED_UP, Safety.VERSIONED):
        return min(value, 1)
    return value
