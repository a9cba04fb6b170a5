"""The chain of a case as one line: its stages in their order, each with its records below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.calendar import short_date
from desktop.models.personnel_actions.chains import STAGES, Link
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Place
from desktop.views.personnel_actions.looks import source_words
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import IconMark, label
from resources.wording import personnel_actions as wording
from resources.words import _

_WIDTH = 138


def chain_line(links: Sequence[Link], go: Callable[[Place], None]) -> Card | None:
    """None where nothing is linked; a stage without a record is a gap in the line."""
    stages = {link.stage for link in links}
    if len(stages) < 2:
        return None
    card = Card(_("زنجیرهٔ پرونده"), note=_("از گزارش تا اعلام نتیجه"))
    holder = QWidget()
    flow = Flow(6, 12, parent=holder)
    for stage in STAGES:
        mine = [link for link in links if link.stage == stage]
        if stage != STAGES[0]:
            flow.addWidget(_arrow(bool(mine)))
        flow.addWidget(_stage(stage, mine, go))
    card.body.addWidget(holder)
    return card


def _arrow(reached: bool) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    theme.pad(column, 0, (0, 2, 0, 0))
    column.addWidget(IconMark("arrow-left", "text2" if reached else "text3"))
    column.addStretch(1)
    return holder


def _stage(stage: str, links: Sequence[Link], go: Callable[[Place], None]) -> QWidget:
    holder = QWidget()
    holder.setFixedWidth(theme.current().px(_WIDTH))
    column = QVBoxLayout(holder)
    theme.pad(column, 1)
    words = str(wording.STAGES[stage])
    head = QHBoxLayout()
    theme.pad(head, 4)
    tone = "accent" if links else "text3"
    head.addWidget(IconMark("circle-check" if links else "circle", tone))
    head.addWidget(label(words, "smallMedium", "text" if links else "text3", wrap=True), 1)
    column.addLayout(head)
    if not links:
        column.addWidget(label(_("ثبت نشده"), "small", "text3"))
    for link in links:
        column.addWidget(label(_title(link), "small", "text2", wrap=True))
        button = Button(
            short_date(link.day) if link.day else _("باز کردن"),
            "link",
            size="row",
            on_click=partial(go, Place(link.page, link.record)),
        )
        button.setAccessibleName(f"{words}: {_title(link)}")
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
    return holder


def _title(link: Link) -> str:
    if link.page == "visit" and " " not in link.title:
        return ltr_isolate(persian_digits(link.title))
    return source_words(link.title)
