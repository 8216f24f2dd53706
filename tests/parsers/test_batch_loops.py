"""Batch files: loops, mirrors, other computers, and the commands of Windows with their slashes."""

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Scope, Trait, Undo
from tests.support import effects


def read(text):
    return [e for e in effects(text, Language.BATCH, "x.bat") if e.operation != "read"]


def test_a_list_in_brackets_is_gone_through():
    names = [e.asset.name for e in read('for %%d in (C:\\Old D:\\Share\\Temp) do rd /s /q "%%d"\n')]
    assert names == ["C:/Old", "D:/Share/Temp"]


def test_what_a_loop_holds_ends_with_its_bracket():
    text = "for /f %%u in (users.txt) do (\n  net user %%u /delete\n  if exist x (\n    echo hi\n  )\n)\nnet user jane /delete\n"
    inside, after = read(text)
    assert inside.has(Trait.REPEATED)
    assert inside.location.start_line == 2
    assert not after.has(Trait.REPEATED)
    assert after.asset.name == "jane"


def test_a_mirror_deletes_what_the_source_does_not_hold():
    (gone,) = read("robocopy D:\\Empty \\\\files01\\homes /MIR /R:1 /W:1\n")
    assert (gone.operation, gone.asset.name, gone.scope) == ("delete", "//files01/homes", Scope.SOME)
    assert read("robocopy D:\\A D:\\B /MIR /L\n") == []
    assert [e.operation for e in read("robocopy D:\\A D:\\B /E\n")] == ["write"]


def test_another_computer_that_is_turned_off_stays_off():
    (far,) = read("shutdown /s /f /t 0 /m \\\\sql01\n")
    assert (far.asset.name, far.undo) == ("sql01", Undo.UNKNOWN)
    (near,) = read("shutdown /s /t 0\n")
    assert (near.asset.name, near.undo) == ("this computer", Undo.WITH_WORK)
    (again,) = read("shutdown /r /t 0\n")
    assert again.undo is Undo.YES
    assert read("shutdown /a\n") == []


@pytest.mark.parametrize(
    ("line", "rule", "name"),
    [
        ('NET STOP "MSSQLSERVER"', "net-stop", "MSSQLSERVER"),
        ("schtasks /Delete /TN Nightly /F", "task-delete", "Nightly"),
        ("reg delete HKLM\\SOFTWARE\\Shop /f", "registry-delete", "HKLM/SOFTWARE/Shop"),
        ("vssadmin delete shadows /all /quiet", "shadow-copies-gone", "old copies of files"),
        ('icacls "D:\\Share" /grant Everyone:(OI)(CI)F /T', "icacls-everyone", "D:/Share"),
        ("net localgroup Administrators jane /add", "net-administrators", "jane"),
    ],
)
def test_commands_of_windows(line, rule, name):
    (effect,) = read(line + "\n")
    assert (effect.rule, effect.asset.name) == ("shell/" + rule, name)


@pytest.mark.parametrize(
    "line",
    [
        "net use z: \\\\files01\\homes",
        "schtasks /query",
        "reg query HKLM\\SOFTWARE",
        "icacls D:\\Share",
        "net user",
        "for %%f in (*.csv) do type %%f",
    ],
)
def test_commands_of_windows_that_only_look(line):
    assert read(line + "\n") == []
