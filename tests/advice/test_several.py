"""Page one of several files says how many may run and which is the worst."""

from __future__ import annotations

from dataclasses import replace

from riskscan.advice.several import page_of_several
from tests.reports import samples, wording


def test_it_counts_and_names_the_worst() -> None:
    parts = (samples.stop(), samples.hold(), samples.could_not_read(), samples.reviewer(), samples.go())
    page = page_of_several(parts[0].page, parts)
    assert (page.question, page.answer) == ("Can we run these 5 files?", "Two yes, three not yet.")
    lead = " ".join(claim.text for claim in page.lead)
    assert lead.startswith("The worst is `q3_status_fix.py`. It would make all 84,210 customers inactive")
    assert "One file we could not read." in lead
    assert "One of the two needs a reviewer first." in lead
    assert wording.check_page(replace(samples.several(), page=page)) == []


def test_all_or_none() -> None:
    assert page_of_several(samples.go().page, (samples.go(), samples.go())).answer == "Yes, all of them."
    assert page_of_several(samples.hold().page, (samples.hold(), samples.stop())).answer == "Not yet, none of them."
    unread = page_of_several(samples.could_not_read().page, (samples.could_not_read(),) * 2)
    assert "2 files we could not read." in " ".join(claim.text for claim in unread.lead)
