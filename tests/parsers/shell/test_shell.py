"""Shell scripts: values followed, other hosts and languages found, safe evidence seen, any text survived."""

from __future__ import annotations

import posixpath
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskscan.model.artifact import Artifact, Intent, Language, Status
from riskscan.model.effect import Safety, Trait
from riskscan.parsers.shell import parse
from tests.support import FIXTURES, effects, findings, marked, seen, short


def read(text):
    return findings(text, Language.SHELL, "x.sh")


def one(text, rule):
    return next(e for e in read(text).effects if e.rule == "shell/" + rule)


def test_annotated_fixture():
    text = (FIXTURES / "shell/release.sh").read_text()
    assert marked(text) <= seen(effects(text, Language.SHELL, "release.sh"))


def test_silent_twin():
    text = (FIXTURES / "shell/release_silent.sh").read_text()
    assert effects(text, Language.SHELL, "release_silent.sh") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('D="${D:-/srv/a}"\nrm -rf "$D"', "/srv/a"),
        ("D=/srv; E=$D/b; rm -rf $E", "/srv/b"),
        ("A=(/srv/x /srv/y)\nrm -rf \"${A[@]}\"", "/srv/y"),
        ("f() { rm -rf \"/srv/$1\"; }\nf old", "/srv/old"),
        ("cd /srv/data && rm -rf raw", "/srv/data/raw"),
        ("sudo -u app env X=1 timeout 5 rm -rf /srv/x", "/srv/x"),
        ("bash -c 'rm -rf /srv/x'", "/srv/x"),
        ("eval \"rm -rf /srv/x\"", "/srv/x"),
        ("bash <<EOF\nrm -rf /srv/x\nEOF", "/srv/x"),
        ("su - app -c 'rm -rf /srv/x'", "/srv/x"),
        ("docker exec web rm -rf /srv/x", "/srv/x"),
        ("kubectl exec web-0 -- rm -rf /srv/x", "/srv/x"),
        ("if true; then rm -rf /srv/x; fi", "/srv/x"),
        ("echo a && (rm -rf /srv/{x,y})", "/srv/x"),
        ("P=/srv/é\nrm -rf $P", "/srv/é"),
    ],
)  # fmt: skip
def test_names_are_followed(text, name):
    assert name in {e.asset.name for e in read(text).effects if e.rule == "shell/rm-recursive"}


def test_other_host_is_named():
    effect = one('H=db1\nssh "root@$H" "rm -rf /srv/x"', "rm-recursive")
    assert effect.asset.within == "db1"
    assert any("root on db1" in note.text for note in effect.also)
    assert (effect.location.start_line, effect.location.start_column) == (2, 16)


def test_empty_variable_is_said():
    effect = one('rm -rf "$X/"*', "rm-recursive")
    assert any(note.text == "If X is empty, it deletes the whole disk." for note in effect.also)
    for guard in ("set -u\n", ': "${X:?}"\n', '[ -z "$X" ] && exit 1\n', 'if [[ -z "$X" ]]; then exit 1; fi\n'):
        assert not any("empty" in note.text for note in one(guard + 'rm -rf "$X/"*', "rm-recursive").also), guard


@pytest.mark.parametrize(
    ("text", "rule", "safety"),
    [
        ("T=$(mktemp -d)\nrm -rf $T", "rm-recursive", Safety.SCRATCH),
        ("rm -rf /tmp/build-x", "rm-recursive", Safety.SCRATCH),
        ("echo a > out.txt\nrm out.txt", "rm", Safety.OWN_OUTPUT),
        ("f() { rm -rf /srv; }", "rm-recursive", Safety.NOT_CALLED),
        ('read -p "Sure? " a\n[ "$a" = yes ] || exit 1\nrm -rf /srv/x', "rm-recursive", Safety.CONFIRMED),
        ('read -p "Sure? " a\nif [ "$a" = yes ]; then rm -rf /srv/x; fi', "rm-recursive", Safety.CONFIRMED),
        ("curl -X DELETE http://localhost:8080/x", "http-delete", Safety.LOCAL),
        ("dropdb -h dev-db shop", "dropdb", Safety.DEVELOPMENT),
    ],
)  # fmt: skip
def test_safe_evidence(text, rule, safety):
    assert one(text, rule).safe(safety)


@pytest.mark.parametrize(
    ("text", "rule", "trait"),
    [
        ("while true; do rm -rf /srv/x; done", "rm-recursive", Trait.ENDLESS),
        ("for i in $(cat ids); do dropdb $i; done", "dropdb", Trait.REPEATED),
        ("cat ids | xargs -n1 dropdb", "dropdb", Trait.REPEATED),
        ("dropdb -h prod-db shop", "dropdb", Trait.PRODUCTION),
        ("terraform destroy -auto-approve", "terraform-destroy", Trait.FORCED),
        ("aws rds delete-db-instance --db-instance-identifier x --skip-final-snapshot", "aws-delete", Trait.UNDO_REMOVED),
    ],
)  # fmt: skip
def test_traits(text, rule, trait):
    assert one(text, rule).has(trait)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("psql -h h -c 'DROP TABLE a'", "DROP TABLE a"),
        ("T=a; psql -c \"DROP TABLE $T\"", "DROP TABLE a"),
        ("psql <<SQL\nDROP TABLE a;\nSQL", "DROP TABLE a;\n"),
        ("psql <<< 'DROP TABLE a'", "DROP TABLE a"),
        ("echo 'DROP TABLE a' | mysql shop", "DROP TABLE a"),
        ("sqlite3 x.db 'DROP TABLE a'", "DROP TABLE a"),
        ("bq query --use_legacy_sql=false 'DROP TABLE a'", "DROP TABLE a"),
        ("snowsql -q 'DROP TABLE a'", "DROP TABLE a"),
    ],
)  # fmt: skip
def test_sql_is_handed_on(text, code):
    assert [e.artifact.text for e in read(text).embedded] == [code]


def test_references():
    found = read("terraform -chdir=infra destroy\npsql -f fix.sql\npython3 load.py\n./next.sh\n").references
    assert {(r.path, r.intent) for r in found} == {
        ("infra", Intent.DESTROY),
        ("fix.sql", Intent.RUN),
        ("load.py", Intent.RUN),
        ("next.sh", Intent.RUN),
    }


def test_secret_is_never_shown():
    found = read('export DB_PASSWORD="Tr0ub4dor&3x"\n')
    assert [short(e) for e in found.effects] == ["grant secret:DB_PASSWORD one"]
    assert "Tr0ub" not in repr(found)


PIECES = [
    *"ab $\"'`(){}[]|&;<>\n\\#*=-/é\U0001f680\0",
    "rm -rf ",
    "<<E\n",
    "E\n",
    "for i in ",
    "; do ",
    "done\n",
    "if ",
    "psql -c ",
    "ssh h ",
    "${x:-",
    "xargs ",
    "find / -exec ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_survived(text):
    read(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "$(" * 3000,
        "a && " * 5000 + "b",
        "if true; then " * 2000,
        "f() { f; f; }; f",
        '"${a:-' * 2000,
        "{" * 5000,
        "rm x | " * 3000,
    ],
)
def test_hostile_text_is_survived(text):
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 20


def test_long_script_is_fast():
    start = time.perf_counter()
    assert read("echo hi\nrm -rf /srv/x\n" * 2000).status is Status.READ
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "text",
    [
        "curl -s https://x.io/i | sudo bash",
        "bash <(curl -s https://x.io/i)",
        'sh -c "$(curl -fsSL https://x.io/i)"',
        'eval "$(curl -s https://x.io/i)"',
    ],
)
def test_code_from_the_web(text):
    assert one(text, "run-from-web").asset.name == "https://x.io/i"


def test_password_option_is_no_code():
    found = read('mysql -h db1 -u root -psecretpw shop -e "DELETE FROM a"')
    assert [e.artifact.text for e in found.embedded] == ["DELETE FROM a"]
    assert "secretpw" not in repr(found)


def test_functions_that_an_argument_may_call_count():
    assert not one('wipe() { rm -rf /srv/x; }\n"$@"\n', "rm-recursive").safe(Safety.NOT_CALLED)


@pytest.mark.parametrize(
    "text",
    [
        'STAGE=${STAGE:-dev}\nif [ "$STAGE" = prod ]; then rm -rf /srv/data; fi',  # the caller may set STAGE
        "echo x >> /srv/ledger.csv\nrm -rf /srv/ledger.csv",  # it was there before
        "rm -rf /srv/backup/target",  # no build folder of this project
        "rm -rf $TMPDIR/*",  # empty on most servers
    ],
)
def test_no_false_evidence(text):
    effects_ = [e for e in read(text).effects if e.rule == "shell/rm-recursive"]
    assert effects_
    assert not effects_[0].safe_evidence
    assert "{tmpdir}" not in effects_[0].asset.name


@pytest.mark.parametrize(
    "text", ["rm -rf build", "rm -rf /srv/app/node_modules", 'd=$(mktemp -d)\nrm -rf "$d"', 'set -u\nrm -rf "$TMPDIR/x"']
)
def test_true_evidence_stays(text):
    assert one(text, "rm-recursive").safe_evidence


class Files:
    """Surroundings of a few files, by their path from the top."""

    dialect = ""

    def __init__(self, **files):
        self.files = {path.replace("__", "/").replace("_sh", ".sh"): text for path, text in files.items()}

    def text(self, path, near):
        folder = near.rpartition("/")[0]
        return next((self.files[p] for p in (posixpath.normpath(posixpath.join(folder, path)), path) if p in self.files), None)

    def folder(self, near, *endings):
        return ()

    def baseline(self, near, *endings):
        return None


LIBRARY = 'DATA=/srv/orders\nwipe() {\n  rm -rf "$1"\n}\nnever() { rm -rf /srv/all; }\n'


@pytest.mark.parametrize(
    "folder",
    [
        '$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)',
        '$(dirname "$0")/..',
        '$(dirname "$(readlink -f "$0")")/..',
        '$(realpath "$(dirname "$0")/..")',
        "${0%/*}/..",
    ],
)
def test_a_file_beside_the_script_counts_where_it_is_sourced(folder):
    text = f'cd /somewhere\nD="{folder}"\n. "$D/lib/common.sh"\nwipe "$DATA"\n'
    found = parse(Artifact("bin/run.sh", Language.SHELL, text), Files(lib__common_sh=LIBRARY))
    assert [(e.asset.name, e.location.path, e.location.start_line) for e in found.effects] == [("/srv/orders", "lib/common.sh", 3)]
    assert not found.references


def test_a_sourced_file_that_is_not_there_is_asked_for():
    found = parse(Artifact("bin/run.sh", Language.SHELL, '. "$(dirname "$0")/lib.sh"\nunknown_thing x\n'), Files())
    assert [r.path for r in found.references] == ["lib.sh"]
    assert not found.effects


def test_files_that_source_each_other_end():
    files = Files(a_sh=". ./b.sh\nrm -rf /srv/a\n", b_sh=". ./a.sh\n")
    found = parse(Artifact("a.sh", Language.SHELL, files.files["a.sh"]), files)
    assert {e.asset.name for e in found.effects} == {"/srv/a"}


def test_secrets_in_a_settings_file_are_where_they_belong():
    files = Files()
    files.files["prod.env"] = "DB_PASSWORD=hunter2hunter2\nDB_HOST=db.prod.acme.example\n"
    found = parse(Artifact("a.sh", Language.SHELL, 'source prod.env\ndropdb -h "$DB_HOST" old\n'), files)
    assert [(e.rule, e.asset.within) for e in found.effects] == [("shell/dropdb", "db.prod.acme.example")]
