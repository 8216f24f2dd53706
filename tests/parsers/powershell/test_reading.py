"""What the reader of PowerShell follows: pipes, loops, tables of names, functions, confirmations, hosts, and hostile input."""

from __future__ import annotations

import base64
import time

import pytest

from riskscan.model.artifact import Language, Status
from riskscan.model.effect import Certainty, Safety, Scope, Trait
from riskscan.parsers.detect import language_of
from tests.support import effects, findings, short


def read(text):
    return effects(text, Language.POWERSHELL, "x.ps1")


def changes(text):
    return [effect for effect in read(text) if effect.operation != "read"]


def test_pipe_without_a_filter_reaches_all():
    (effect,) = changes("Get-Mailbox -ResultSize Unlimited | Remove-Mailbox -Confirm:$false")
    assert (effect.scope, effect.text) == (Scope.ALL, "It deletes all accounts.")
    assert effect.has(Trait.FORCED, Trait.REPEATED)


def test_star_filter_is_no_filter():
    assert [e.scope for e in changes("Get-ADUser -Filter * | Disable-ADAccount")] == [Scope.ALL]
    assert [e.scope for e in changes("Get-ADUser -Filter 'Enabled -eq $false' | Disable-ADAccount")] == [Scope.SOME]


def test_one_account_by_name_is_one():
    assert [short(e) for e in changes("Get-ADUser jane | Set-ADUser -Title Lead")] == ["alter identity:jane one"]


def test_what_if_lowers():
    (effect,) = changes("Remove-AzVM -Name web -WhatIf")
    assert effect.safe(Safety.DRY_RUN)
    (other,) = changes("$WhatIfPreference = $true\nRemove-AzVM -Name web")
    assert other.safe(Safety.DRY_RUN)
    (live,) = changes("Remove-AzVM -Name web -WhatIf:$false")
    assert not live.safe(Safety.DRY_RUN)


def test_loop_over_known_names_gives_each():
    found = changes('foreach ($vm in "web-1", "web-2") { Stop-AzVM -Name $vm -Force }')
    assert [e.asset.name for e in found] == ["web-1", "web-2"]


def test_table_of_names_is_read_as_parameters():
    (effect,) = changes('$p = @{ Name = "web"; ResourceGroupName = "shop" }\nRemove-AzVM @p')
    assert (effect.asset.name, effect.asset.within) == ("web", "shop")


def test_function_is_read_with_what_it_is_called_with():
    (effect,) = changes('function Clear-Old { param([string]$Folder) Remove-Item -Path $Folder -Recurse }\nClear-Old -Folder "D:\\Old"')
    assert short(effect) == "delete file:D:\\Old all"


def test_function_that_nothing_calls_is_told_so():
    (effect,) = [e for e in changes('function Clear-Old { Remove-Item "D:\\Old" }\nRemove-Item D:\\a.txt') if e.asset.name == "D:\\Old"]
    assert effect.safe(Safety.NOT_CALLED)


def test_answer_of_a_person_confirms():
    text = '$a = Read-Host "Sure?"\nif ($a -ne "yes") { exit }\nRemove-Item D:\\a.txt'
    assert changes(text)[0].safe(Safety.CONFIRMED)
    assert not changes('$a = "yes"\nif ($a -ne "yes") { exit }\nRemove-Item D:\\a.txt')[0].safe(Safety.CONFIRMED)


def test_branch_is_only_likely():
    assert changes("if ($Clean) { Remove-Item D:\\a.txt }")[0].certainty is Certainty.LIKELY


def test_other_computer_is_named():
    (effect,) = changes("Invoke-Command -ComputerName sql01 -ScriptBlock { Stop-Service MSSQLSERVER }")
    assert effect.asset.within == "sql01"


def test_sql_stands_on_its_own_line():
    (effect,) = changes('Invoke-Sqlcmd -ServerInstance sql01 -Query @"\nDELETE\nFROM dbo.Orders\n"@')
    assert (effect.location.start_line, effect.asset.within) == (2, "sql01")


def test_command_lines_of_other_programs_are_read():
    assert [short(e) for e in changes("kubectl delete namespace shop")] == ["delete cluster:namespace/shop all"] or changes(
        "kubectl delete namespace shop"
    )


def test_python_and_shell_hand_code_over():
    python = effects(
        'import subprocess\nsubprocess.run(["powershell", "-Command", "Remove-ADUser -Identity jane -Confirm:$false"])\n',
        Language.PYTHON,
        "x.py",
    )
    assert [short(e) for e in python] == ["delete identity:jane one"]
    shell = effects("pwsh -NoProfile -c 'Remove-AzResourceGroup -Name shop -Force'\n", Language.SHELL, "x.sh")
    assert [short(e) for e in shell] == ["delete resource:shop all"]


def test_encoded_code_is_read():
    code = base64.b64encode("Remove-Item D:\\Share -Recurse".encode("utf-16-le")).decode()
    found = effects(f"powershell -EncodedCommand {code}\n", Language.SHELL, "x.sh")
    assert [short(e) for e in found] == ["delete file:D:\\Share all"]


def test_code_from_the_web_is_told():
    for text in (
        "iwr https://get.example.com/i.ps1 | iex",
        'iex (New-Object Net.WebClient).DownloadString("https://get.example.com/i.ps1")',
    ):
        assert "powershell/run-from-web" in {e.rule for e in read(text)}


def test_plain_password_is_told_and_never_shown():
    found = findings('$pw = ConvertTo-SecureString "Hk3-wq9-Zt" -AsPlainText -Force\n$ApiKey = "9fT3kq02LmZx"\n', Language.POWERSHELL)
    assert [e.rule for e in found.effects] == ["powershell/plain-secret"] * 2
    assert "Hk3-wq9-Zt" not in repr(found.effects)
    assert "9fT3kq02LmZx" not in repr(found.effects)


def test_language_is_told():
    assert language_of("x.ps1") is Language.POWERSHELL
    assert language_of("-", "#Requires -Version 7\nGet-Date\n") is Language.POWERSHELL


def test_part_that_cannot_be_read_is_told():
    found = findings("Remove-Item D:\\a.txt\nfunction Broken { param( \n", Language.POWERSHELL)
    assert found.status is Status.PARTLY_READ
    assert [d.code for d in found.diagnostics] == ["powershell-syntax-error"]


def test_hostile_input_is_bounded():
    for text in (
        "(" * 20_000,
        "{" * 20_000,
        "$a + " * 20_000 + "1",
        "if (1) {" * 5_000,
        '"$(' * 5_000,
        "a | " * 20_000 + "b",
        "\0" * 1_000,
        "Remove-Item é\U0001f600, b\n" * 50,
    ):
        start = time.process_time()
        findings(text, Language.POWERSHELL)
        assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "text",
    [
        "Get-ADUser -Filter * -Properties MemberOf, Manager, 'Last Logon' | Remove-ADUser -Confirm:$false",
        "Set-Mailbox -Identity jane -CustomAttribute15 $Text",
        "Write-Host `nReading the list...\nRemove-Item D:\\a.txt",
        "$Labels.ForEach( { Remove-Item $_ } )",
        'switch ($x) {\n  "a long label" { Stop-Service w }\n  default { Stop-Service q }\n}',
        "$when = Get-Date($x.Created)\nRemove-Item D:\\a.txt",
        "$half = $size / 1KB\nRemove-Item D:\\a.txt",
        "Write-Host (“gone {0}” -f $name)\nRemove-Item D:\\a.txt",
        "$r | Sort-Object Sender, @{ Expression = { $_.T }; Descending = $true } | Select-Object Sender, `\n  Title\nRemove-Item D:\\a.txt",
        "function Clear-Old { param($Folder) Remove-Item $Folder }\nClear-Old D:\\Old",
    ],
)
def test_what_people_write_is_read_in_full(text):
    found = findings(text, Language.POWERSHELL)
    assert found.status is Status.READ
    assert any(effect.operation != "read" for effect in found.effects)


def test_opened_documents_are_no_programs():
    assert not changes('Invoke-Item "$OutputCsv"\nStart-Process "C:\\Reports\\a.html"\nStart-Process "https://example.com"')
    assert [short(e) for e in changes("Start-Process C:\\Tools\\purge.exe")] == ["execute program:C:\\Tools\\purge.exe one"]


def test_a_list_of_plain_words_is_read() -> None:
    text = "Get-ADUser -Filter * | Select-Object Name,Mail | Export-Csv users.csv\nRemove-ADUser -Identity anna,bert\n"
    found = findings(text, Language.POWERSHELL, "x.ps1")
    assert found.status is Status.READ
    assert any(e.operation == "delete" for e in found.effects)


def test_the_condition_of_a_directory_search_is_no_program():
    found = changes("Get-ADUser -Filter {LastLogonDate -lt $old -and Enabled -eq $true} | Disable-ADAccount")
    assert [short(e) for e in found] == ["alter identity:{identity} some"]
    assert len(changes("Get-ChildItem C:\\logs | Where-Object { Remove-Item $_ }")) == 1
