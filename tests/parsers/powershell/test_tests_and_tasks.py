"""Blocks that a module of tests or tasks runs, functions of other files, and a script's own old reports."""

from riskscan.model.artifact import Language, Status
from riskscan.model.effect import Safety
from tests.support import effects, findings

TESTS = """
Describe "Cleaning" {
  BeforeAll { Mock -CommandName Remove-ADUser { } }
  It "removes nobody" {
    Remove-ADUser -Identity jane
    $Result.Count | Should -Be 0
  }
}
"""


def read(text):
    return effects(text, Language.POWERSHELL, "x.ps1")


def test_what_a_test_mocks_does_nothing():
    found = findings(TESTS, Language.POWERSHELL, "x.tests.ps1")
    assert (found.effects, found.status) == ((), Status.READ)


def test_what_a_test_does_not_mock_counts():
    (effect,) = read(TESTS.replace("Mock -CommandName Remove-ADUser", "Mock Get-ADUser"))
    assert (effect.operation, effect.asset.name, effect.location.start_line) == ("delete", "jane", 5)


def test_tasks_are_read():
    (effect,) = read('Task Clean -Depends Init {\n  Remove-Item "D:\\Share" -Recurse -Force\n}\n')
    assert (effect.asset.name, effect.location.start_line) == ("D:\\Share", 2)


def test_functions_of_other_files_are_said_once_and_those_that_only_write_are_silent():
    (effect,) = read('LogError "a" + $x\nClearAccounts -All\nClearAccounts -All\n')
    assert effect.asset.name == "ClearAccounts"


def test_an_old_report_makes_room_for_the_new_one():
    text = '$f = "D:\\Out\\users.{end}"\nRemove-Item $f\nGet-ADUser -Filter * | Export-Csv -Path $f\n'
    (own,) = [e for e in read(text.replace("{end}", "csv")) if e.operation == "delete"]
    assert own.safe(Safety.OWN_OUTPUT)
    (other,) = [e for e in read(text.replace("{end}", "config")) if e.operation == "delete"]
    assert not other.safe(Safety.OWN_OUTPUT)
    (after,) = [e for e in read('Get-Service | Export-Csv "D:\\a.csv"\nRemove-Item "D:\\a.csv"\n') if e.operation == "delete"]
    assert not after.safe(Safety.OWN_OUTPUT)


def test_paths_without_quotes_that_begin_with_a_variable():
    (effect,) = read('$Root = "D:\\Share"\nRemove-Item $Root\\old\\* -Recurse -Force\n')
    assert effect.asset.name == "D:\\Share\\old\\*"
    found = findings("$a = Get-ChildItem -Path $Root\\P*.xml | Select-Object Name\n", Language.POWERSHELL, "x.ps1")
    assert found.status is Status.READ
    (effect,) = read('$x = "D:\\A"\nRemove-Item "$x\\b c" -Recurse\n')
    assert effect.asset.name == "D:\\A\\b c"


def test_the_long_dash_of_a_word_processor():
    (effect,) = [
        e
        for e in read("Get-Mailbox \u2013ResultSize Unlimited | ForEach-Object { Remove-Mailbox \u2013Identity $_.Name }\n")
        if e.operation == "delete"
    ]
    assert effect.scope == "all"


def test_what_people_write_for_the_screen_is_no_syntax_error():
    lines = (
        'Write-Progress -Activity "`n     Processed: $Count "`n"  Currently: $Name"',
        "Write-Host `The report has $n teams to $EndDate...",
        'Write-Host "Done" -ForegroundColor Green `n',
        'write-host "User:"$id -f Yellow',
        "Import-Module $PSScriptRoot/../lib/x.psm1",
        "$j = Get-PowerPlatformTenantDetail -M365Environment 'commercial'",
        "$Results | Select-Object Name,UPN,'Per-user MFA Status',Department | Export-Csv $f -NoTypeInformation",
        "[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVars', 'x')]\n$x = 1",
        "$e = New-Token -ExpiryTime(get-date).AddSeconds(9) -FullUri",
        "Function Get-It(){\n[cmdletbinding()]\n\n$v = 'Beta'\n}",
        "$a\u00a0=\u00a0Get-Service\u00a0-Name\u00a0x",
        "$Confirm= Read-Host Are you sure you want to install module? [Y] Yes [N] No",
        ":rows foreach ($x in $y) { if ($x) { continue rows } }",
        'Get-Content $PSScriptRoot"\\config.json" -Raw | ConvertFrom-Json',
        "$m = $t | ForEach-Object {\n  $_ -replace 'a', $b `\n  -replace 'c', $d `\n} | Out-String",
    )
    for line in lines:
        assert findings(line + "\n", Language.POWERSHELL, "x.ps1").status is Status.READ, line


def test_code_in_what_is_shown_still_counts():
    (effect,) = [e for e in read('Write-Host "Gone: $(Remove-ADUser -Identity jane)"\n') if e.operation == "delete"]
    assert effect.asset.name == "jane"
    (effect,) = read('if ($x -eq 1) { Write-Host "a"; Remove-Item D:\\Share -Recurse }\n')
    assert effect.location.start_line == 1


def test_caches_of_windows_are_throwaway():
    text = 'Clear-DnsClientCache\nRemove-Item "$env:SystemRoot\\Temp\\*" -Recurse -Force\nRemove-Item "$env:LOCALAPPDATA\\Microsoft\\Windows\\INetCache\\*" -Recurse\n'
    assert all(e.safe(Safety.SCRATCH) for e in read(text))
    (kept,) = read('Remove-Item "$env:SystemRoot\\System32\\*" -Recurse\n')
    assert not kept.safe(Safety.SCRATCH)
