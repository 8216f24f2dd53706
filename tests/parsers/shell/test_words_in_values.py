"""Commands that stand in a value with open parts, code for Redis, name servers, and deletions whose filter comes too late."""

import pytest

from riskscan.model.artifact import Language
from riskscan.model.asset import Match
from riskscan.model.effect import Safety, Scope
from tests.support import effects


def read(text):
    return [e for e in effects(text, Language.SHELL, "x.sh") if e.operation != "read"]


def test_a_command_in_a_value_with_open_parts():
    (effect,) = read('SSH="ssh -p 22 deploy@$HOST"\n$SSH rm -rf /srv/app\n')
    assert (effect.rule, effect.asset.name) == ("shell/rm-recursive", "/srv/app")
    (effect,) = read('C="redis-cli -a ${P}"\ngo() { X=${1}; ${X} > /dev/null; }\ngo "${C} DEL basket:1"\n')
    assert effect.asset.name == "basket:1"


def test_a_quoted_value_stays_one_word():
    (effect,) = read('F="/srv/my files/$X"\nrm -rf "$F"\n')
    assert effect.asset.name == "/srv/my files/{X}"


def test_code_that_redis_is_given():
    code = "for _,k in ipairs(redis.call('keys', ARGV[1])) do redis.call('{what}', k) end"
    (effect,) = read(f"docker exec -it $R redis-cli EVAL \"{code.format(what='del')}\" 0 'RS*'\n")
    assert (effect.rule, effect.asset.name, effect.scope, effect.asset.match) == ("shell/redis-delete", "RS*", Scope.SOME, Match.PATTERN)
    assert read(f"redis-cli EVAL \"{code.format(what='get')}\" 0 'RS*'\n") == []


def test_names_that_a_name_server_is_told():
    text = "nsupdate <<'EOF'\nupdate delete www.example.org A\nupdate add www.example.org 300 A 10.0.0.1\nupdate delete old.example.org\nsend\nEOF\n"
    assert {(e.operation.value, e.asset.name) for e in read(text)} == {("alter", "www.example.org"), ("delete", "old.example.org")}


def test_a_filter_after_delete_holds_nothing_back():
    (late,) = read("find /srv/backups -delete -name '*.gz' -mtime +90\n")
    assert (late.asset.name, late.scope) == ("/srv/backups", Scope.ALL)
    (first,) = read("find /srv/backups -name '*.gz' -delete\n")
    assert first.scope is Scope.SOME


def test_a_mirror_of_a_folder_that_was_only_just_made():
    bare = [e for e in read("mkdir -p /srv/new\nrsync -a --delete /srv/new/ web1:/srv/www/\n") if e.rule == "shell/rsync-delete"]
    assert bare[0].scope is Scope.ALL
    filled = "mkdir -p /srv/new\ncurl -o /srv/new/a.html https://example.org\nrsync -a --delete /srv/new/ web1:/srv/www/\n"
    assert [e.scope for e in read(filled) if e.rule == "shell/rsync-delete"] == [Scope.SOME]


@pytest.mark.parametrize("target", ["/tmp/look", "$(mktemp -d)"])
def test_a_copy_put_back_into_a_throwaway_folder(target):
    assert all(
        e.safe(Safety.SCRATCH) or e.operation == "create"
        for e in read(f"restic restore latest --target {target}\n")
        if e.asset.match is Match.EXACT
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('home="/srv/home"\nrm -rf $home/$1\n', "/srv/home/{argument_1}"),
        ('home="/srv/home"\nrm -rf $home/$1/old\n', "/srv/home/{argument_1}/old"),
        ("gone() { rm -rf ${D}/$2; }\nD=/srv\ngone a b\n", "/srv/b"),
    ],
)
def test_a_folder_and_what_the_script_was_given(text, name):
    assert [e.asset.name for e in read(text)] == [name]


def test_a_function_with_the_name_of_a_program_does_not_hide_it():
    text = 'terraform() { local t=$(which terraform); $t "$@"; }\nterraform destroy -auto-approve\n'
    assert [e.rule for e in read(text)] == ["shell/terraform-destroy"]
    assert [e.asset.name for e in read('rm() { command rm -rf "$@"; }\nrm /srv/share\n')] == ["/srv/share"]
