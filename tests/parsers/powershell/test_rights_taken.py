"""Rights that are taken away: from one who leaves, as happens each day, or from each of a list."""

from __future__ import annotations

from riskscan.model.artifact import Language
from riskscan.model.effect import Scope, Trait
from tests.support import effects


def _taken(text: str) -> list[bool]:
    found = effects(text, Language.POWERSHELL, "job.ps1")
    return [e.has(Trait.OUTAGE) for e in found if e.verb == "remove"]


def test_each_of_a_list_loses_access():
    text = """
$all = Get-ADUser -Filter * -SearchBase "OU=Staff,DC=corp,DC=example"
foreach ($u in $all) { Remove-ADGroupMember -Identity "report-users" -Members $u -Confirm:$false }
"""
    assert _taken(text) == [True]


def test_one_who_leaves_loses_all_groups():
    text = """
param([string]$Name)
$user = Get-ADUser -Identity $Name
foreach ($g in Get-ADPrincipalGroupMembership $user) { Remove-ADGroupMember -Identity $g -Members $user -Confirm:$false }
"""
    assert _taken(text) == [False]


def test_every_entry_of_a_shared_list():
    text = """
$items = Get-PnPListItem -List "Documents" -PageSize 500
foreach ($i in $items) { Remove-PnPListItem -List "Documents" -Identity $i.Id -Force }
"""
    assert [e.scope for e in effects(text, Language.POWERSHELL, "job.ps1") if e.verb == "delete"] == [Scope.ALL]
    one = 'Remove-PnPListItem -List "Documents" -Identity 7 -Force\n'
    assert [e.scope for e in effects(one, Language.POWERSHELL, "job.ps1")] == [Scope.ONE]
