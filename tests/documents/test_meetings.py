"""Agenda and minutes on paper, from a real meeting."""

from __future__ import annotations

from pathlib import Path

from desktop.commands.meetings import AddDecision, CastVote, DecideItem
from desktop.documents.meeting_papers import minutes_paper
from desktop.documents.visit_papers import Origin
from desktop.models.meetings.queries import meeting_detail
from desktop.models.reader import Reader
from tests.cases import CaseOffice
from tests.documents.reading import text_of
from tests.documents.samples import PRINTED_AT, VERSION
from tests.offices import TODAY

ORIGIN = Origin("سازمان نمونه", "دفتر نمونه", PRINTED_AT, VERSION, "رئیس ستاد نمونه", "مهر")


def printed(office: CaseOffice, meeting: bytes, *, signed: bool = False) -> str:
    with office.session() as session:
        reader = Reader(office.chair.person, office.chair.role)
        detail = meeting_detail(session, meeting, reader=reader, today=TODAY)
    assert detail is not None
    return text_of(minutes_paper(detail, ORIGIN, signed=signed))


def test_the_agenda_then_the_minutes_with_every_vote(tmp_path: Path) -> None:
    office = CaseOffice(tmp_path)
    office.heard()
    planned = office.meeting()
    agenda = printed(office, planned)
    assert "دستور جلسه" in agenda
    assert "تذکر: کارمند نمونهٔ الف" in agenda
    assert "رأی‌ها" not in agenda

    office.heard()
    meeting = office.held()
    item = office.item(meeting)
    office.voter.does(CastVote(item, "yes"))
    office.second_voter.does(CastVote(item, "abstain"))
    office.setad_secretary.does(AddDecision(meeting, "آموزش کارکنان", "دبیر", TODAY))
    draft = printed(office, meeting)
    assert "پیش‌نویس" in draft
    office.chair.does(DecideItem(item, "approved", "مدرک کافی است"))
    read = printed(office, meeting, signed=True)
    assert "پیش‌نویس" not in read
    for words in (
        "صورت‌جلسه",
        "عضو نمونهٔ یک: موافق",
        "عضو نمونهٔ دو: ممتنع",
        "تصویب شد",
        "آموزش کارکنان",
        "اظهارشده",
        "۴ حاضر، ۳ لازم",
        "محرمانه",
    ):
        assert words in read
