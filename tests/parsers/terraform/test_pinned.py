"""A building block asked for in another version: repairs are harmless, other spellings are no change, main steps and loose versions say so."""

from __future__ import annotations

import pytest

from riskscan.model.effect import Effect, Undo
from tests.parsers.terraform.support import read


def changed(before: str, after: str) -> tuple[Effect, ...]:
    block = 'module "net" {{\n  {}\n  cidr = "10.0.0.0/16"\n}}\n'
    return read(block.format(after), before=block.format(before)).effects


def git(source: str) -> str:
    return f'source = "{source}"'


def registry(version: str) -> str:
    return f'source = "acme/net/aws"\n  version = "{version}"'


GIT = "git::https://github.com/acme/net.git"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (git(f"{GIT}?ref=v1.4.0"), git("git::ssh://git@github.com/acme/net.git?ref=v1.4.0")),
        (git(f"{GIT}?ref=v1.4.0"), git("git@github.com:acme/net.git?ref=v1.4.0")),
        (git(f"{GIT}//inner?ref=v1.4.0"), git("github.com/acme/net//inner?ref=v1.4.0")),
        (git(f"{GIT}?ref=v1.4.0"), git(f"{GIT}?depth=1&ref=v1.4.0")),
        (registry("5.9.0"), registry("= 5.9.0")),
    ],
)
def test_the_same_version_in_other_words_is_no_change(before: str, after: str) -> None:
    assert changed(before, after) == ()


@pytest.mark.parametrize(
    ("before", "after"), [(git(f"{GIT}?ref=v1.4.0"), git(f"{GIT}?ref=v1.4.1")), (registry("5.9.0"), registry("5.9.1"))]
)
def test_repairs_can_be_taken_back(before: str, after: str) -> None:
    (effect,) = changed(before, after)
    assert effect.undo is Undo.YES


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (git(f"{GIT}?ref=v1.4.0"), git(f"{GIT}?ref=v2.0.0"), "The main version goes from 1 to 2."),
        (registry("~> 5.9"), registry("~> 6.0"), "The main version goes from 5 to 6."),
        (git(f"{GIT}?ref=v1.4.0"), git(f"{GIT}?ref=main"), "It no longer names a fixed version."),
        (git(f"{GIT}?ref=v1.4.0"), git(GIT), "It no longer names a fixed version."),
        (registry("5.9.0"), 'source = "acme/net/aws"', "It no longer names a fixed version."),
        (registry("~> 5.9"), 'source = "acme/net/aws"', "It no longer names a version."),
    ],
)
def test_large_and_loose_steps_say_so(before: str, after: str, said: str) -> None:
    (effect,) = changed(before, after)
    assert effect.undo is Undo.UNKNOWN
    assert any(note.text.startswith(said) for note in effect.also)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (git(f"{GIT}?ref=v1.4.1"), git(f"{GIT}?ref=v1.4.0")),
        (git(f"{GIT}?ref=v1.4.0"), git(f"{GIT}?ref=v1.5.0")),
        (git(f"{GIT}?ref=v1.4.0"), git("git::https://github.com/other/net.git?ref=v1.4.1")),
        (git(f"{GIT}//a?ref=v1.4.0"), git(f"{GIT}//b?ref=v1.4.1")),
        (git(f"{GIT}?ref=1a2b3c4d5e"), git(f"{GIT}?ref=9f8e7d6c5b")),
        (registry("~> 5.9.0"), registry("~> 5.9.1")),
    ],
)
def test_other_steps_are_not_known(before: str, after: str) -> None:
    (effect,) = changed(before, after)
    assert effect.undo is Undo.UNKNOWN
    assert not any("version" in note.text and "changes version" not in note.text for note in effect.also)


def test_an_older_main_version_of_a_database_says_so() -> None:
    text = 'resource "aws_db_instance" "orders" {\n  identifier = "orders"\n  engine = "postgres"\n  engine_version = "VERSION"\n}\n'
    older = read(text.replace("VERSION", "14.9"), before=text.replace("VERSION", "15.4")).effects[0]
    newer = read(text.replace("VERSION", "15.4"), before=text.replace("VERSION", "14.9")).effects[0]
    assert any(n.text == "A database cannot go back to an older version." for n in older.also)
    assert any(n.text == "A database that has moved to a newer version cannot go back." for n in newer.also)
