"""How far a command reaches when a name is empty, a guard is switched off, or the program lies in a folder of its own."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Effect, Operation, Safety, Trait
from tests.support import effects


def deleted(text: str) -> Effect:
    (effect,) = [e for e in effects(text + "\n", Language.SHELL, "x.sh") if e.operation is Operation.DELETE]
    return effect


@pytest.mark.parametrize("text", ['find "$LOGS"/ -mtime +30 -delete', "find $LOGS/ -type f -mtime +9 -delete"])
def test_a_folder_name_that_may_be_empty_is_the_whole_disk(text: str) -> None:
    effect = deleted(text)
    assert effect.has(Trait.RECURSIVE)
    assert "If LOGS is empty, it looks for files on the whole disk." in [n.text for n in effect.also]


@pytest.mark.parametrize(
    "text",
    [
        'find "${LOGS:?}"/ -mtime +30 -delete', 'find "$LOGS/app" -mtime +30 -delete', 'LOGS=/var/log/app\nfind "$LOGS"/ -mtime +30 -delete',
        'set -u\nfind "$LOGS"/ -mtime +30 -delete', "find /tmp/x/ -mtime +30 -delete",
    ],
)  # fmt: skip
def test_a_name_that_is_known_or_checked_is_not(text: str) -> None:
    assert not deleted(text).has(Trait.RECURSIVE)


def test_a_mirror_that_ignores_errors_has_no_guard() -> None:
    assert deleted("rsync -a --delete --ignore-errors /data/a/ root@files:/export/a/").has(Trait.CATCH_REMOVED)
    assert not deleted("rsync -a --delete /data/a/ root@files:/export/a/").has(Trait.CATCH_REMOVED)


def test_a_mirror_of_an_empty_name_takes_everything() -> None:
    assert deleted('rsync -a --delete "$SRC/" root@files:/export/a/').also
    assert not deleted('rsync -a --delete "${SRC:?}/" root@files:/export/a/').also


@pytest.mark.parametrize("program", ["/opt/kafka/bin/kafka-topics.sh", '"$KAFKA_HOME"/bin/kafka-topics.sh', "$KAFKA/kafka-topics.sh"])
def test_a_known_program_is_known_where_it_lies(program: str) -> None:
    assert deleted(f"{program} --bootstrap-server k1:9092 --delete --topic orders").asset.name == "orders"
    assert not effects(f"{program} --bootstrap-server k1:9092 --describe --topic orders\n", Language.SHELL, "x.sh")


def test_a_script_of_the_project_stays_unknown() -> None:
    assert [e.rule for e in effects("./tools/account.sh eu-7 --all\n", Language.SHELL, "x.sh")] == ["shell/unseen-script"]


def test_an_address_says_where_a_copy_is_put_back() -> None:
    here = deleted("pg_restore --clean --dbname postgres://me@localhost:5432/app x.dump")
    there = deleted("pg_restore --clean --dbname postgres://me@db-prod.example.com/app x.dump")
    assert here.safe(Safety.LOCAL)
    assert there.has(Trait.PRODUCTION)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("find /srv/exports -name '*.csv' | xargs rm -f", "/srv/exports/*.csv"),
        ("find /srv/exports -type f -iname '*.csv' -print0 | xargs -0 -I{} rm {}", "/srv/exports/*.csv"),
        ("find /srv/exports -name '*.csv' | grep -v keep | sort | xargs rm", "/srv/exports/*.csv"),
        ("find /srv/exports -name '*.csv' | while read -r f; do rm \"$f\"; done", "/srv/exports/*.csv"),
        ("ls -t /srv/exports/*.csv | tail -n +4 | xargs rm -f", "/srv/exports/*.csv"),
        ("cat list.txt | xargs rm", "{each_line}"),
        ("find /srv/exports -name '*.csv' | sed s/csv/txt/ | xargs rm", "{each_line}"),
    ],
)
def test_files_that_were_looked_for_are_named(text: str, name: str) -> None:
    assert [e.asset.name for e in effects(text, Language.SHELL) if e.operation is Operation.DELETE] == [name]
