"""The gallery's form: sections, answers, photos, signature, and the side panel («نمونه»)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.text import ltr_isolate
from desktop.views.shared import theme
from desktop.views.shared.answer_boxes import AnswerBoxes, yes_no_answers
from desktop.views.shared.buttons import Button, Segments
from desktop.views.shared.card import Card, Ground
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.gallery_rows import PILLS
from desktop.views.shared.labels import Label, elided
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.photo_strip import Photo, PhotoStrip, WantedPhoto
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts, SidePanel, scrolled
from desktop.views.shared.signature_pad import SignaturePad
from desktop.views.shared.steps import Step, StepList
from desktop.views.shared.tags import TagMark, indicator_tag

TODAY = date(2025, 11, 3)


def sample_photo() -> bytes:
    image = QImage(264, 176, QImage.Format.Format_RGB32)
    image.fill(QColor("#C9BFAF"))
    painter = QPainter(image)
    painter.fillRect(70, 30, 110, 90, QColor("#FFFFFF"))
    painter.fillRect(82, 40, 86, 12, QColor("#AE2A1F"))
    painter.end()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # stubs want bytes here
    return bytes(kept.data())


def _finding() -> Card:
    card = Card(sunken=True)
    head = QHBoxLayout()
    theme.pad(head, 8)
    head.addWidget(Label("یافتهٔ ۲", "strong"))
    head.addWidget(TagMark(indicator_tag("F4", "احترام، عدالت و کرامت انسانی")))
    head.addWidget(elided("احترام، عدالت و کرامت انسانی", "small", "text2"), 1)
    head.addWidget(Label("شدت", "small", "text2"))
    grades = [("1", "مشاهده"), ("2", "جزئی"), ("3", "عمده"), ("4", "بحرانی")]
    head.addWidget(Segments(grades, "3", name="شدت"))
    card.body.addLayout(head)
    seen = "اطلاعیه‌ای کنار باجهٔ ۲ نصب است که مراجعان معترض را به «برخورد» تهدید می‌کند."
    card.body.addWidget(MultiLineField("شرح آنچه دیده شد", seen, lines=2))
    strip = PhotoStrip()
    photo = sample_photo()
    strip.show_photos(
        [Photo("a", photo, "نمای دور · ۰۹:۴۶"), Photo("b", photo, "سالن · ۰۹:۴۷")],
        [WantedPhoto("close", "نمای نزدیک")],
    )
    card.body.addWidget(strip)
    due = DateField("مهلت اقدام", date(2025, 11, 10), today=lambda: TODAY, first=TODAY)
    wrong = DateField("تاریخ رفع", today=lambda: TODAY)
    wrong.control.setText("۱۴۰۴/۰۸/۳۲")
    wrong.control.editingFinished.emit()
    pair = QHBoxLayout()
    theme.pad(pair, 12)
    pair.addWidget(due)
    pair.addWidget(wrong)
    card.body.addLayout(pair)
    return card


def _questions() -> QWidget:
    content = QWidget()
    column = QVBoxLayout(content)
    theme.pad(column, 12, (24, 14, 10, 14))
    bar = NoticeBar()
    column.addWidget(bar)
    bar.show_notice(
        "یک عکس لازم کم است؛ بازرسی هنوز بسته نمی‌شود",
        "یافتهٔ ۲، پرسش ۳٫۲: نمای نزدیک از متن اطلاعیه",
        tone="danger",
        icon="camera",
        action="برو به آن",
        key="F8",
    )
    card = Card()
    card.body.addWidget(
        Label("فضای سالن و دیوارها از نوشتهٔ تهدیدآمیز خالی است؟", "section", wrap=True)
    )
    boxes = AnswerBoxes(yes_no_answers(), "no", name="فضای سالن")
    card.body.addWidget(boxes)
    card.body.addWidget(_finding())
    column.addWidget(card)
    signing = Card("امضای بازرس")
    pad = SignaturePad()
    signing.body.addWidget(pad)
    column.addWidget(signing)
    column.addStretch(1)
    return scrolled(content)


def visit_page() -> QWidget:
    page = Ground("canvas")
    column = QVBoxLayout(page)
    theme.pad(column, 0)
    code = ltr_isolate("۲۶-۰۴۰۸-۰۰۳۱")
    header = FormHeader(f"بازرسی‌ها ‹ {code}", "بازرسی سرزده · واحد نمونهٔ ب")
    header.set_saved("ذخیره شد ۰۹:۴۸")
    header.set_progress("۱۱ از ۱۹ پاسخ", 11, 19)
    header.add_action(Button("پایان بازرسی", "primary", key="Ctrl+Return"))
    column.addWidget(header)
    row = QHBoxLayout()
    theme.pad(row, 0)
    steps = StepList("بخش‌ها")
    steps.set_steps(
        [
            Step("1", "آغاز بازرسی", "۴ از ۴", "done"),
            Step("2", "اطلاع‌رسانی و راهنما", "۳ از ۳", "done"),
            Step("3", "احترام و کرامت", "۱ کمبود", "missing"),
            Step("4", "ساعت خدمت", "۲ از ۲", "done"),
            Step("5", "تجهیزات و سامانه", "۱ کمبود", "missing"),
            Step("6", "توضیح واحد و امضا", "۰ از ۲"),
        ],
        "3",
    )
    sections = Ground("surface", "end")
    inside = QVBoxLayout(sections)
    theme.pad(inside, 4, (0, 14, 0, 0))
    inside.addWidget(steps)
    sections.setFixedWidth(theme.current().px(224))
    row.addWidget(sections)
    row.addWidget(_questions(), 1)
    panel = side_panel()
    row.addWidget(panel)
    # Large letters leave room for two columns only.
    panel.setHidden(theme.current().scale > 1.2)
    column.addLayout(row, 1)
    return page


def side_panel() -> SidePanel:
    panel = SidePanel("بازرسی برگزیده")
    panel.set_head("26-0408-0028", "واحد نمونهٔ پ، تاکستان")
    panel.body.addWidget(Pill(PILLS["وضعیت بازرسی"][5]))
    panel.body.addWidget(
        Facts(
            [
                ("نوع", "سرزده، محسوس"),
                ("حکم", f"{ltr_isolate('۸/۱۳۴۰۷۱')} · ۸ آبان ۱۴۰۴"),
                ("گروه", "بازرس نمونهٔ یک و دو"),
                ("یادداشت", ""),
            ]
        )
    )
    panel.body.addStretch(1)
    panel.add_action(Button("باز کردن و اصلاح", "primary"))
    panel.add_action(Button("چاپ", icon="printer"))
    return panel
