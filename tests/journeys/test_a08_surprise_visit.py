"""A8: a surprise visit at 9:30, from the head's order to the head's approval."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop.demo import pictures
from desktop.models.inspections.rows import VisitDetail
from desktop.views.inspections.form import VisitForm
from tests.journeys import visiting
from tests.journeys.conftest import CAST, Office
from tests.journeys.driver import Person

BREAKFAST = "صرف صبحانه ساعت ۰۹:۳۰ پیش از پذیرش شش مراجع منتظر (نمونه)."
NOTICE = "اطلاعیه‌ای کنار باجهٔ ۲ مراجعان معترض را به «برخورد» تهدید می‌کند (نمونه)."

NO = {"f4.notices": "", "f5.counters": ""}


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, Path]:
    """What the inspector's phone holds."""
    taken = datetime.now(UTC)
    made = {
        "breakfast": pictures.breakfast_at_counter(taken),
        "far": pictures.notice_on_wall(taken, near=False),
        "near": pictures.notice_on_wall(taken, near=True),
        "paper": pictures.signed_letter(taken),
    }
    files = {name: tmp_path / f"{name}.jpg" for name in made}
    for name, file in files.items():
        file.write_bytes(made[name])
    return files


def test_a_surprise_visit_goes_from_the_order_to_the_approval(
    office: Office, photos: dict[str, Path]
) -> None:
    head = office.seat("head")
    inspector = office.seat("inspector")
    head.sits_down()
    visit = visiting.orders(head, CAST["inspector"][0])
    head.syncs()
    inspector.sits_down()
    inspector.syncs()
    office.hq.stops()
    visiting.opens_visit(inspector)
    form = visiting.begins(inspector)
    assert form.pages is not None

    visiting.answers(inspector, NO)
    visiting.sees(inspector, NOTICE, photos["far"])
    visiting.proposes(inspector, "برداشتن اطلاعیه و آموزش کارکنان", "سرپرست واحد")
    visiting.goes_on(inspector)
    visiting.answers(inspector, NO)
    visiting.sees(inspector, BREAKFAST, photos["breakfast"])
    visiting.corrects(inspector, "تذکر داده شد و باجه‌ها باز شد.")
    visiting.goes_on(inspector)
    visiting.answers(inspector, NO)
    visiting.explains(inspector, "اطلاعیه را پیمانکار نگهبانی نصب کرده بود (نمونه).")
    assert form.pages.handover is not None
    visiting.signs_with_pen(inspector, form.pages.handover.inspector)
    visiting.signs_on_paper(inspector, form.pages.handover.unit, photos["paper"])

    inspector.presses("Ctrl+Return")
    assert form.hand_in.words() == "تحویل گزارش"
    inspector.presses("Ctrl+Return")
    assert inspector.page(VisitForm) is form
    assert form.notice.sentence() == "پیش از تحویل گزارش، این‌ها را کامل کنید:"
    assert "نمای نزدیک" in form.notice.accessibleName()
    assert looks_at(inspector, visit).row.state == "report_draft"

    inspector.presses("F8")
    visiting.pastes_next(inspector, visiting.card_of(inspector.focus), photos["near"])
    inspector.presses("Ctrl+Return")
    inspector.decides()
    handed_in = looks_at(inspector, visit)
    assert handed_in.row.state == "under_review"
    _assert_all_is_there(handed_in, inspector.signed_in.desk().today)

    office.hq.starts()
    inspector.syncs()
    head.sits_down()
    head.syncs()
    page = visiting.opens_visit(head)
    shown = head.reads()
    assert BREAKFAST in shown
    assert NOTICE in shown
    assert "برداشتن اطلاعیه و آموزش کارکنان" in shown
    assert page.primary is not None
    assert page.primary.words() == "تأیید گزارش"
    head.presses("Ctrl+Return")
    head.decides()
    approved = looks_at(head, visit)
    assert approved.row.state == "approved"
    _assert_all_is_there(approved, head.signed_in.desk().today)


def looks_at(person: Person, visit: bytes) -> VisitDetail:
    """The visit in the person's own vault."""
    found = visiting.detail_of(person, visit)
    assert found is not None
    return found


def _assert_all_is_there(detail: VisitDetail, today: date) -> None:
    notice, breakfast = detail.findings
    assert (notice.description, notice.indicator, notice.severity) == (NOTICE, "F4", "major")
    assert (breakfast.description, breakfast.indicator) == (BREAKFAST, "F5")
    assert breakfast.corrected_on_spot == "تذکر داده شد و باجه‌ها باز شد."
    photos = [row for row in detail.attachments if row.item]
    assert {(row.item, row.view) for row in photos} == {
        ("f4.notices", "far"),
        ("f4.notices", "near"),
        ("f5.counters", "far"),
    }
    assert all(len(row.sha256) == 32 and row.taken_at is not None for row in photos)
    (action,) = detail.actions
    assert action.due_on == today + timedelta(days=7)
    assert {(row.side, row.way) for row in detail.signatures} == {
        ("leader", "drawn"),
        ("unit_head", "paper"),
    }
