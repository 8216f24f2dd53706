"""Each PowerShell row by itself, and what verb and noun say where there is none."""

from __future__ import annotations

import pytest

from riskscan.knowledge.powershell import ALIASES, ROWS
from riskscan.knowledge.powershell.cmdlet import fact_of
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation
from tests.support import effects, short

BY_ID = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def test_ids_are_unique_and_lead_home() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert all(row.id.startswith("powershell/") and row.source.startswith("https://") for row in ROWS)


@BY_ID
def test_example_yields_what_it_expects(row) -> None:
    found = effects(row.example, Language.POWERSHELL, "x.ps1")
    wanted = found if row.code else [effect for effect in found if effect.rule == row.id]
    assert sorted(short(effect) for effect in wanted) == sorted(row.expect)


@BY_ID
def test_near_misses_stay_silent(row) -> None:
    for text in row.near_misses:
        assert row.id not in {effect.rule for effect in effects(text, Language.POWERSHELL, "x.ps1")}, text


@BY_ID
def test_words_are_plain(row) -> None:
    for effect in effects(row.example, Language.POWERSHELL, "x.ps1"):
        assert all(len(sentence.split()) <= 20 for sentence in effect.text.split(". ")), effect.text
        assert "{" not in effect.text


@pytest.mark.parametrize(
    ("name", "operation", "kind"),
    [
        ("Remove-AzVM", Operation.DELETE, AssetKind.SERVER),
        ("Remove-MgUser", Operation.DELETE, AssetKind.IDENTITY),
        ("Remove-AzureADUser", Operation.DELETE, AssetKind.IDENTITY),
        ("Disable-ADAccount", Operation.ALTER, AssetKind.IDENTITY),
        ("Add-ADGroupMember", Operation.GRANT, AssetKind.IDENTITY),
        ("Remove-UnifiedGroupLinks", Operation.GRANT, AssetKind.IDENTITY),
        ("Set-AzSqlDatabase", Operation.ALTER, AssetKind.DATABASE),
        ("New-AzStorageAccount", Operation.CREATE, AssetKind.BUCKET),
        ("Remove-AzKeyVaultSecret", Operation.DELETE, AssetKind.SECRET),
        ("Stop-VM", Operation.ALTER, AssetKind.SERVER),
        ("Get-Mailbox", Operation.READ, AssetKind.IDENTITY),
        ("Remove-S3Object", Operation.DELETE, AssetKind.OBJECT),
        ("Remove-EC2Instance", Operation.DELETE, AssetKind.SERVER),
        ("Remove-OldThings", Operation.DELETE, AssetKind.RESOURCE),
    ],
)
def test_verb_and_noun_say_what_happens(name, operation, kind) -> None:
    fact = fact_of(name)
    assert fact is not None
    assert (fact.operation, fact.kind) == (operation, kind)


@pytest.mark.parametrize(
    "name",
    ["Remove-Variable", "Import-Module", "Clear-Host", "New-Object", "Get-Date", "Write-Log", "Get-MySettings", "Set-Location", "notepad"],
)
def test_what_only_works_within_the_session_is_none(name) -> None:
    assert fact_of(name) is None


def test_aliases_are_lower_case_names() -> None:
    assert all(alias == alias.lower() and "-" in name for alias, name in ALIASES.items())
