"""The hand-over in its three ways: drawn, on paper, refused (story A27)."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from tests.offices import SampleOffice
from tests.views.inspections.conftest import At


def test_the_head_of_the_unit_refuses_with_witness_time_and_words(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    office.admin.wall.forward(minutes=120)
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    unit = desk.pages.handover.unit
    unit.ways.set_value("refused")
    unit.ways.chosen.emit("refused")
    assert unit.name.label() == "نام کسی که امضا نکرد"
    unit.name.set_value("سرپرست واحد نمونه")
    unit.time.set_value("11:20")
    unit.save.click()
    desk.settle()
    assert unit.witness.problem()
    assert desk.detail(visit).signatures == ()

    unit.witness.set_value("بازرس نمونهٔ دو")
    unit.witness_post.set_value("بازرس")
    unit.words.set_value("امضا نمی‌کنم")
    unit.save.click()
    desk.settle()
    signed = desk.detail(visit).signatures[0]
    assert (signed.way, signed.witness_name, signed.words) == (
        "refused",
        "بازرس نمونهٔ دو",
        "امضا نمی‌کنم",
    )
    assert signed.signed_at.strftime("%H:%M") == "07:50"


def test_a_drawn_signature_is_kept_as_a_picture(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    card = desk.pages.handover.inspector
    card.save.click()
    desk.settle()
    assert desk.detail(visit).signatures == ()

    QTest.mousePress(card.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for step in range(1, 12):
        QTest.mouseMove(card.pad, QPoint(20 + step * 12, 60 + (step % 3) * 10))
        card.pad.mouseMoveEvent(_moved(20 + step * 12, 60 + (step % 3) * 10))
    QTest.mouseRelease(card.pad, Qt.MouseButton.LeftButton, pos=QPoint(170, 60))
    card.save.click()
    desk.settle()
    signed = desk.detail(visit).signatures[0]
    assert (signed.side, signed.way, signed.name) == ("leader", "drawn", "بازرس نمونهٔ یک")
    assert signed.image_sha256 is not None


def _moved(x: int, y: int) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(x, y),
        QPointF(x, y),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_a_signature_on_paper_needs_its_photo(
    office: SampleOffice, at_form: At, tmp_path: Path
) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    card = desk.pages.handover.unit
    card.ways.set_value("paper")
    card.ways.chosen.emit("paper")
    card.name.set_value("سرپرست واحد نمونه")
    card.save.click()
    desk.settle()
    assert desk.detail(visit).signatures == ()

    file = tmp_path / "sheet.jpg"
    Image.new("RGB", (800, 1100), "#FFFFFF").save(file)
    card.take_paper(file)
    desk.settle()
    card.save.click()
    desk.settle()
    assert [one.way for one in desk.detail(visit).signatures] == ["paper"]
