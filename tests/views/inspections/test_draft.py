"""The form's thinking, without a window."""

from __future__ import annotations

import pytest

from desktop.models.inspections.queries import Reader, missing_before_end, visit_detail
from desktop.views.inspections.draft import VisitDraft
from tests.offices import TODAY, SampleOffice


def _draft(office: SampleOffice, visit: bytes) -> VisitDraft:
    with office.session() as session:
        reader = Reader(office.leader.person, "inspector")
        detail = visit_detail(session, visit, reader=reader, today=TODAY)
        assert detail is not None
        return VisitDraft(detail, missing_before_end(session, visit))


@pytest.fixture
def visit(office: SampleOffice) -> bytes:
    """Answered, with a finding that lacks one of its two photos."""
    visit = office.started()
    office.answers(visit, walls="no")
    finding = office.finding(visit, item="dignity.walls")
    office.photo("findings", finding, "far")
    return visit


def test_a_section_says_what_is_missing_in_it(office: SampleOffice, visit: bytes) -> None:
    section, handover = _draft(office, visit).sections()
    assert (section.answered, section.total, section.gaps, section.done) == (3, 3, 1, False)
    assert (handover.answered, handover.total) == (0, 2)


def test_the_missing_photo_comes_before_questions_not_yet_reached(
    office: SampleOffice, visit: bytes
) -> None:
    gap = _draft(office, visit).urgent_gap()
    assert gap is not None
    assert (gap.code, gap.view) == ("photo_missing", "near")


def test_f8_goes_round_all_that_is_missing(office: SampleOffice, visit: bytes) -> None:
    draft = _draft(office, visit)
    codes = [gap.code for gap in (draft.next_gap() for _time in range(4)) if gap is not None]
    assert codes == [
        "photo_missing",
        "inspector_signature_missing",
        "unit_signature_missing",
        "photo_missing",
    ]


def test_undo_brings_back_one_answer_after_the_other(office: SampleOffice, visit: bytes) -> None:
    draft = _draft(office, visit)
    draft.remember("dignity.manner")
    draft.remember("dignity.waiting")
    assert [(one.item, one.value) for one in (draft.undo(), draft.undo()) if one] == [
        ("dignity.waiting", "6"),
        ("dignity.manner", "yes"),
    ]
    assert draft.undo() is None


def test_only_what_the_vault_does_not_hold_is_offered_after_a_crash(
    office: SampleOffice, visit: bytes
) -> None:
    draft = _draft(office, visit)
    finding = draft.detail.findings[0]
    kept = {
        "typed": {
            f"finding/{finding.id.hex()}/description": finding.description,
            "visit/observations": "سالن شلوغ بود.",
            "note/dignity.manner": "  ",
        }
    }
    assert draft.lost(kept) == {"visit/observations": "سالن شلوغ بود."}
