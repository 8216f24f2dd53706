"""The decision table, the four answers and the score."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.model.asset import AssetKind, AssetRef
from riskscan.model.effect import Effect, Operation, Safe, Safety, Scope, Trait, Undo
from riskscan.model.reach import Reach
from riskscan.model.verdict import LEVELS
from riskscan.scoring.answers import answer, does
from riskscan.scoring.judge import judge
from riskscan.scoring.score import raw
from riskscan.scoring.table import TableError, read_table, standard_table
from tests.factory import effect, reach

EFFECTS = st.builds(
    effect,
    operation=st.sampled_from([o.value for o in Operation]),
    verb=st.sampled_from(["", "update", "insert", "delete", "drop", "truncate", "save", "destroy"]),
    kind=st.sampled_from(list(AssetKind)),
    scope=st.sampled_from([s.value for s in Scope]),
    undo=st.sampled_from([u.value for u in Undo]),
    traits=st.lists(st.sampled_from(list(Trait)), unique=True, max_size=4).map(tuple),
    safe=st.lists(st.sampled_from(list(Safety)), unique=True, max_size=2).map(tuple),
)


def level_of(one: Effect, **more: object) -> str:
    return LEVELS[judge([one], [reach(**more)], {}).level]  # type: ignore[arg-type]


def test_the_shipped_table_is_complete_and_monotone():
    assert len(standard_table()) == 5 * 4 * 4 * 3


def test_a_table_that_is_not_monotone_is_refused():
    lines = [f"{s},{c},{r},{v},{LEVELS[level]}" for (s, c, r, v), level in standard_table().items()]
    text = "does,important,spreads,undo,level\n" + "\n".join(lines)
    with pytest.raises(TableError, match="less than"):
        read_table(text.replace("4,3,3,2,critical", "4,3,3,2,low"))
    with pytest.raises(TableError, match="no row"):
        read_table(text.replace("4,3,3,2,critical\n", "").replace("\n4,3,3,2,critical", ""))
    with pytest.raises(TableError, match="twice"):
        read_table(text + "\n4,3,3,2,critical")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(effect("read", scope="all", undo="yes"), "none", id="reading is none"),
        pytest.param(effect("delete", scope="all"), "high", id="deleting all of a table that nobody is known to use is high"),
        pytest.param(effect("delete", scope="all", traits=(Trait.PRODUCTION,)), "critical", id="the same on a live system is critical"),
        pytest.param(effect("delete", scope="some"), "medium", id="a filtered delete is medium"),
        pytest.param(
            effect("delete", scope="one", undo="with_work", safe=(Safety.BY_KEY, Safety.IN_TRANSACTION)),
            "low",
            id="by key in a transaction is low",
        ),
        pytest.param(
            effect("write", verb="update", scope="all", undo="no"), "high", id="changing every row, old values lost, is as bad as deleting"
        ),
        pytest.param(
            effect("write", verb="update", scope="all", undo="with_work"), "medium", id="every row with the old values kept is medium"
        ),
        pytest.param(
            effect("write", verb="update", scope="some", undo="with_work", traits=(Trait.FILTER_OFF,)),
            "medium",
            id="a filter that is switched off",
        ),
        pytest.param(
            effect("delete", "i-1", kind=AssetKind.SERVER, scope="one", traits=(Trait.CATCH_REMOVED,)),
            "critical",
            id="deleting after the catch went",
        ),
        pytest.param(
            effect("delete", "/etc", kind=AssetKind.FILE, scope="all", traits=(Trait.RECURSIVE,)),
            "critical",
            id="a top folder of the machine",
        ),
        pytest.param(
            effect("delete", "/srv/a/b", kind=AssetKind.FILE, scope="all", traits=(Trait.RECURSIVE,)), "high", id="a shared folder"
        ),
        pytest.param(
            effect("delete", "in/a.csv", verb="delete_object", kind=AssetKind.OBJECT, scope="one"), "medium", id="one stored file by name"
        ),
        pytest.param(
            effect("delete", "t", verb="drop", scope="all", safe=(Safety.SCRATCH,)), "none", id="a temporary table goes by itself"
        ),
        pytest.param(effect("delete", "t", verb="drop", scope="all", safe=(Safety.OWN_OUTPUT,)), "none", id="what the file itself made"),
        pytest.param(effect("send", "x", kind=AssetKind.RESOURCE, scope="one", traits=(Trait.MONEY,)), "high", id="one payment"),
        pytest.param(effect("delete", "/dev/sdb1", verb="format", kind=AssetKind.FILE, scope="all"), "critical", id="formatting a disk"),
        pytest.param(effect("write", "/dev/sdb", verb="overwrite", kind=AssetKind.FILE, scope="all"), "critical", id="writing over a disk"),
        pytest.param(effect("delete", "/srv/in/*.csv", verb="remove", kind=AssetKind.FILE, scope="some"), "medium", id="some shared files"),
        pytest.param(
            effect("delete", "/*.bak", verb="remove", kind=AssetKind.FILE, scope="some"), "critical", id="some files of the whole disk"
        ),
        pytest.param(
            effect("send", "x", kind=AssetKind.RESOURCE, scope="some", traits=(Trait.MONEY, Trait.REPEATED)),
            "critical",
            id="payments from a list",
        ),
        pytest.param(
            effect("write", "https://a.example", verb="put", kind=AssetKind.URL, scope="some", undo="unknown", traits=(Trait.REPEATED,)),
            "medium",
            id="changing all that another system keeps",
        ),
        pytest.param(
            effect("grant", "sheet", kind=AssetKind.REPORT, scope="one", undo="with_work", traits=(Trait.OUTSIDE,)),
            "medium",
            id="sharing with an outsider",
        ),
        pytest.param(
            effect("alter", "web", verb="restart", kind=AssetKind.SERVER, undo="yes", traits=(Trait.OUTAGE,)), "medium", id="a restart"
        ),
        pytest.param(effect("delete", "tmp.x", verb="drop", safe=(Safety.SCRATCH,)), "low", id="dropping a scratch table is low"),
        pytest.param(effect("write", verb="insert", scope="some", undo="with_work"), "none", id="adding rows that nobody relies on"),
        pytest.param(effect("delete", safe=(Safety.ROLLED_BACK,)), "none", id="what is always rolled back does nothing"),
        pytest.param(effect("delete", safe=(Safety.DRY_RUN,)), "none", id="a dry run does nothing"),
        pytest.param(
            effect("send", "all", kind=AssetKind.EMAIL, traits=(Trait.PEOPLE, Trait.REPEATED, Trait.PERSONAL)),
            "critical",
            id="mass mail is critical",
        ),
        pytest.param(
            effect("send", "me@example.com", kind=AssetKind.EMAIL, scope="one", traits=(Trait.PEOPLE,)), "low", id="one mail is low"
        ),
    ],
)
def test_levels_of_single_effects(one: Effect, expected: str):
    assert level_of(one) == expected


def test_a_delete_counts_what_the_same_file_did_to_the_catch():
    from dataclasses import replace

    catch = replace(effect("alter", "i-1", kind=AssetKind.SERVER, scope="one", undo="yes", traits=(Trait.CATCH_REMOVED,)), id="e1")
    delete = replace(effect("delete", "i-1", kind=AssetKind.SERVER, scope="one"), id="e2")
    other = replace(effect("delete", "i-2", kind=AssetKind.SERVER, scope="one"), id="e2")
    reaches = [reach("e1"), reach("e2")]
    assert LEVELS[judge([catch, delete], reaches, {}).level] == "critical"
    assert LEVELS[judge([catch, other], reaches, {}).level] == "high"


def test_mild_things_differ_in_their_score():
    def points(one: Effect) -> int:
        return judge([one], [reach()], {}).score

    read, personal = effect("read", scope="some", undo="yes"), effect("read", scope="all", undo="yes", traits=(Trait.PERSONAL,))
    insert = effect("write", verb="insert", scope="some", undo="with_work")
    alter = effect("alter", verb="add_column", scope="all", undo="yes")
    assert points(read) < points(personal) < points(insert) < points(alter) < 20


REACHES = st.builds(
    reach,
    touched=st.just(("table:orders",)),
    reached=st.integers(0, 30).map(lambda n: tuple(f"table:t{i}" for i in range(n))),
    teams=st.integers(0, 5).map(lambda n: tuple(f"t{i}" for i in range(n))),
    consumers=st.integers(0, 2),
    criticality=st.integers(0, 3),
)


@given(EFFECTS, st.sampled_from(list(Trait)), REACHES)
def test_a_further_trait_never_lowers_the_score(one: Effect, trait: Trait, reached: Reach):
    from dataclasses import replace

    more = replace(one, traits=(*one.traits, trait))
    reached = replace(reached, effect=one.id)
    assert judge([more], [reached], {}).score >= judge([one], [reached], {}).score


@given(EFFECTS, st.sampled_from(list(Safety)))
def test_further_safe_evidence_never_raises_the_score(one: Effect, kind: Safety):
    from dataclasses import replace

    safer = replace(one, safe_evidence=(*one.safe_evidence, Safe(kind, "")))
    assert judge([safer], [reach(one.id)], {}).score <= judge([one], [reach(one.id)], {}).score


@given(EFFECTS, st.sampled_from(list(Trait)))
def test_a_further_trait_never_lowers(one: Effect, trait: Trait):
    before = answer(one, reach())
    more = effect(
        one.operation.value, one.asset.name, verb=one.verb, kind=one.asset.kind, scope=one.scope.value, undo=one.undo.value,
        traits=(*one.traits, trait), safe=tuple(s.kind for s in one.safe_evidence),
    )  # fmt: skip
    after = answer(more, reach())
    table = standard_table()
    assert table[after.key] >= table[before.key]


@given(EFFECTS, st.sampled_from(list(Safety)))
def test_further_safe_evidence_never_raises(one: Effect, kind: Safety):
    safer = effect(
        one.operation.value, one.asset.name, verb=one.verb, kind=one.asset.kind, scope=one.scope.value, undo=one.undo.value,
        traits=one.traits, safe=(*(s.kind for s in one.safe_evidence), kind),
    )  # fmt: skip
    table = standard_table()
    assert table[answer(safer, reach()).key] <= table[answer(one, reach()).key]


@settings(max_examples=60)
@given(st.lists(EFFECTS, max_size=6), EFFECTS)
def test_a_further_effect_never_lowers_level_or_score(effects: list[Effect], more: Effect):
    from dataclasses import replace

    numbered = [replace(e, id=f"e{n}") for n, e in enumerate([*effects, more])]
    reaches = [reach(e.id) for e in numbered]
    before, after = judge(numbered[:-1], reaches, {}), judge(numbered, reaches, {})
    assert after.level >= before.level
    assert after.score >= before.score


@given(EFFECTS, st.integers(0, 40), st.integers(0, 5), st.integers(0, 3), st.integers(0, 3))
def test_reaching_more_never_lowers(one: Effect, number: int, teams: int, consumers: int, criticality: int):
    keys = tuple(f"table:t{n}" for n in range(number))
    low = reach(
        touched=("table:orders",), reached=keys, teams=tuple(f"t{n}" for n in range(teams)), consumers=consumers, criticality=criticality
    )
    high = reach(
        touched=("table:orders",), reached=(*keys, "table:more"), teams=tuple(f"t{n}" for n in range(teams + 1)), consumers=consumers + 1,
        criticality=min(criticality + 1, 3),
    )  # fmt: skip
    before, after = judge([one], [low], {}), judge([one], [high], {})
    assert (after.level, after.score) >= (before.level, before.score)


@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0, 1))
def test_the_reach_part_only_grows(parts: list[float], more: float):
    assert raw([*parts, more]) >= raw(parts) - 1e-12
    assert 0 <= raw(parts) <= 1


@given(st.lists(EFFECTS, min_size=1, max_size=5))
def test_number_and_word_agree(effects: list[Effect]):
    from dataclasses import replace

    numbered = [replace(e, id=f"e{n}") for n, e in enumerate(effects)]
    judged = judge(numbered, [reach(e.id) for e in numbered], {})
    assert min(judged.score // 20, 4) == judged.level
    assert judged.score_range[0] <= judged.score <= judged.score_range[1]


def test_again_and_again_to_one_person_is_no_mass_mail() -> None:
    mail = effect("send", "me@example.com", kind=AssetKind.EMAIL, scope="one", traits=(Trait.PEOPLE, Trait.ENDLESS))
    assert does(mail) < does(replace(mail, scope=Scope.SOME))
    assert does(mail) > does(replace(mail, traits=(Trait.PEOPLE,)))


def test_files_of_one_ending_weigh_the_same_one_by_one() -> None:
    at_once = effect("delete", "/srv/data/*.tmp", kind=AssetKind.FILE, scope="some")
    one_by_one = replace(at_once, traits=(Trait.REPEATED,))
    assert does(at_once) == does(one_by_one) < does(replace(one_by_one, asset=AssetRef(AssetKind.FILE, "/srv/data/*")))
