from contextlib import suppress

import pytest

from riskscan.formats.yaml_text import Map, Text, YamlError, code, documents, map_of


def only(text: str) -> Map:
    (document,) = documents(text)
    return map_of(document)


def test_nothing_is_turned_into_something_else() -> None:
    document = only("on: push\nday: 2026-01-01\nyes: no\nempty:\nnumber: 010\n")
    assert dict(document) == {"on": "push", "day": "2026-01-01", "yes": "no", "empty": "", "number": "010"}
    assert document.lines["number"] == 5


def test_merged_keys_and_anchors() -> None:
    document = only("base: &b {role: primary}\nhost:\n  <<: *b\n  env: x\n")
    assert dict(map_of(document["host"])) == {"role": "primary", "env": "x"}


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "a: b: c",
        "\t- x",
        "[" * 5_000,
        "{a: " * 5_000,
        "- " * 5_000 + "x",
        "a: &x [*x]",
        "x: !!python/object:os.system {}\n  bad",
        "a: *nobody",
    ],
    ids=lambda text: text[:10],
)
def test_hostile_texts_end_in_an_error_or_a_value(text: str) -> None:
    with suppress(YamlError):
        documents(text)


def test_many_aliases_stay_small() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    assert len(only("\n".join(lines))) == 40


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("run: rm x\n", "rm", (1, 6)),
        ('run: "rm x"\n', "rm", (1, 7)),
        ("a:\n  - run: |\n      set -e\n\n      rm x\n", "rm", (5, 7)),
        ("a:\n  - run: >\n      set -e;\n      rm x\n", "rm", (4, 7)),
        ("run: |\n  echo ${{ inputs.a }} && rm x\n", "rm", (2, 27)),
        ("run: |2\n    rm x\n", "rm", (2, 5)),
    ],
)
def test_code_keeps_its_place(text: str, word: str, place: tuple[int, int]) -> None:
    value = only(text).get("run") or map_of(only(text)["a"][0]).get("run")  # type: ignore[index]
    assert isinstance(value, Text)
    inner, origin, _ = code(value, text)
    assert origin.locate(inner.index(word)) == place


def test_expressions_become_holes() -> None:
    text = "run: echo ${{ inputs.day }} ${{ secrets.X }}\n"
    value = only(text)["run"]
    assert isinstance(value, Text)
    inner, _, holes = code(value, text)
    assert inner == "echo _hole_0_ _hole_1_"
    assert [h.name for h in holes] == ["inputs.day", "secrets.X"]
