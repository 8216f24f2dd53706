from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskscan import reports
from riskscan.cli.app import app
from riskscan.model.codec import to_json
from tests.reports import samples


def write(folder: Path, name: str = "stop", **environment: str) -> bytes:
    report, mail = folder / "r.json", folder / "out" / "report.eml"
    report.write_bytes(to_json(samples.ALL[name]()))
    done = CliRunner().invoke(app, ["attach", str(report), "--to", str(mail)], env=environment)
    assert done.exit_code == 0, done.output
    return mail.read_bytes()


def test_a_mail_holds_the_answer_as_text_and_html_and_both_files(tmp_path: Path):
    mail = message_from_bytes(
        write(tmp_path, RISKSCAN_MAIL_FROM="Data team <data@acme.example>", RISKSCAN_MAIL_TO="ada@acme.example"), policy=policy.default
    )
    assert mail["Subject"] == "riskscan: Stop, q3_status_fix.py (RS-7F3A-9C1E)"
    assert mail["From"] == "Data team <data@acme.example>"
    assert mail["X-Unsent"] == "1"
    assert mail["Date"] == "Mon, 23 Nov 2026 09:40:00 +0000"
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert "Can we run this? Not as it stands." in text.get_content()
    assert "<h2>Can we run this? Not as it stands.</h2>" in page.get_content()
    files = {part.get_filename(): part for part in mail.iter_attachments()}
    assert {part.get_content_type() for part in files.values()} - {"application/pdf"} == {"application/json", "text/html"}
    kept = next(part for part in files.values() if part.get_content_type() == "application/json")
    assert kept.get_payload(decode=True) == to_json(samples.stop())


def test_the_same_report_gives_the_same_bytes(tmp_path: Path):
    assert write(tmp_path) == write(tmp_path)


@pytest.mark.parametrize("name", samples.ALL)
def test_every_report_makes_a_mail(tmp_path: Path, name: str):
    data = write(tmp_path, name)
    assert data.count(b"\r\n") == data.count(b"\n")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert message_from_bytes(data, policy=policy.default).defects == []


def test_hostile_names_add_no_header(tmp_path: Path):
    mail = message_from_bytes(write(tmp_path, "hostile", RISKSCAN_MAIL_TO="a@b.c\r\nBcc: evil@x.y"), policy=policy.default)
    assert mail["Bcc"] is None


def test_a_dry_run_writes_nothing(tmp_path: Path):
    (tmp_path / "r.json").write_bytes(to_json(samples.stop()))
    done = CliRunner().invoke(app, ["attach", str(tmp_path / "r.json"), "--to", str(tmp_path / "x.eml"), "--dry-run"])
    assert done.exit_code == 0
    assert "Can we run this?" in done.output
    assert not (tmp_path / "x.eml").exists()


def test_a_pdf_goes_along_where_one_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made = {**reports.FORMATS, "pdf": reports.Format(lambda assessment, options: b"%PDF-1.7 x", "pdf", False)}
    monkeypatch.setattr(reports, "FORMATS", made)
    mail = message_from_bytes(write(tmp_path), policy=policy.default)
    assert next(mail.iter_attachments()).get_content_type() == "application/pdf"

    def missing(*_: object) -> bytes:
        raise reports.MissingExtraError("install riskscan[pdf]")

    monkeypatch.setattr(reports, "FORMATS", {**made, "pdf": reports.Format(missing, "pdf", False)})
    mail = message_from_bytes(write(tmp_path), policy=policy.default)
    assert len(list(mail.iter_attachments())) == 2
