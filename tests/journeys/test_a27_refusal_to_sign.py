"""A27: the head of the unit refuses to sign; the report says so, and is handed in all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from desktop.demo import pictures
from desktop.models.calendar import clock
from desktop.views.inspections import papers
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.printing.preview_page import PreviewPage
from tests.documents.reading import text_of
from tests.journeys import visiting
from tests.journeys.conftest import CAST, Office
from tests.journeys.driver import Person, until

WORDS = "تا نظر ادارهٔ کل نیاید امضا نمی‌کنم."
WITNESS = "کارشناس نمونهٔ واحد"
POST = "کارشناس پاسخگویی"
REFUSED = "از امضا خودداری شد"
ON_PAPER = "امضا بر کاغذ"


def test_a_refusal_to_sign_is_printed_with_its_witness_and_does_not_stop_the_report(
    office: Office, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.jpg"
    sheet.write_bytes(pictures.signed_letter(datetime.now(UTC)))
    head = office.seat("head")
    inspector = office.seat("inspector")
    head.sits_down()
    visit = visiting.orders(head, CAST["inspector"][0])
    head.syncs()
    inspector.sits_down()
    inspector.syncs()
    visiting.opens_visit(inspector)
    form = visiting.begins(inspector)
    visiting.answers(inspector, {})
    assert form.pages is not None
    assert form.pages.handover is not None
    unit = form.pages.handover.unit
    visiting.signs_with_pen(inspector, form.pages.handover.inspector)

    visiting.signs_with_pen(inspector, unit)
    drawn = printed(inspector, visit)
    assert REFUSED not in drawn
    assert ON_PAPER not in drawn

    inspector.tabs_to(unit.again)
    inspector.presses("Space")
    visiting.signs_on_paper(inspector, unit, sheet)
    photographed = printed(inspector, visit)
    assert ON_PAPER in photographed
    assert REFUSED not in photographed

    inspector.tabs_to(unit.again)
    inspector.presses("Space")
    visiting.refuses(inspector, unit, WORDS, WITNESS, POST)
    inspector.presses("Ctrl+Return")
    inspector.presses("Ctrl+Return")
    inspector.decides()
    page = inspector.page(VisitDetailPage)
    assert page.visit_shown is not None
    assert page.visit_shown.row.state == "under_review"
    refusal = next(one for one in page.visit_shown.signatures if one.side == "unit_head")
    assert (refusal.way, refusal.words) == ("refused", WORDS)
    assert (refusal.witness_name, refusal.witness_post) == (WITNESS, POST)
    text = printed(inspector, visit)
    for words in (REFUSED, WITNESS, POST, WORDS, clock(refusal.signed_at)):
        assert words in text, words

    inspector.presses("Ctrl+P")
    preview = inspector.page(PreviewPage)
    until(lambda: len(preview.desk.sheets) > 0 and preview.desk.sheets[0].is_drawn())
    assert not preview.notice.isVisible()


def printed(person: Person, visit: bytes) -> str:
    """The text of what Ctrl+P prints now."""
    making = papers.reports([visit], person.signed_in.window.work)
    with person.signed_in.vault.database.writing() as session:
        return text_of(making(session))
