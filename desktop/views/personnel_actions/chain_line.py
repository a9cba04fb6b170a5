"""The chain of a case as one line: its stages in their order, each with its records below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.calendar import short_date
from desktop.models.personnel_actions.chains import STAGES, Link
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Place
from desktop.views.personnel_actions.looks import source_words
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.labels import IconMark, label
from resources.wording import personnel_actions as wording
from resources.words import _, listed

_STAGE_WIDTH = 118
_DONE = ("circle-check", "accent")
_UNDER_WAY = ("clock", "text2")


def chain_line(links: Sequence[Link], go: Callable[[Place], None]) -> Card | None:
    """None where nothing is linked; a stage without a record is a gap in the line."""
    stages = {link.stage for link in links}
    if len(stages) < 2:
        return None
    card = Card(_("زنجیرهٔ پرونده"), note=_("از گزارش تا اعلام نتیجه"))
    for stage in STAGES:
        mine = [link for link in links if link.stage == stage]
        for number, link in enumerate(mine):
            card.body.addWidget(_row(stage if number == 0 else "", link, go))
        if not mine:
            card.body.addWidget(_row(stage, None, go))
    return card


def _row(stage: str, link: Link | None, go: Callable[[Place], None]) -> QWidget:
    """A stage's first record beside its name, its further ones below it."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.pad(row, 8)
    top = Qt.AlignmentFlag.AlignTop
    icon, tone = ("circle", "text3") if link is None else _UNDER_WAY
    if link is not None and link.done:
        icon, tone = _DONE
    row.addWidget(IconMark(icon, tone), 0, top)
    words = str(wording.STAGES[stage]) if stage else ""
    name = label(words, "smallMedium", "text" if link else "text3", wrap=True)
    name.setFixedWidth(theme.current().px(_STAGE_WIDTH))
    row.addWidget(name, 0, top)
    if link is None:
        row.addWidget(label(_("ثبت نشده"), "small", "text3"), 1, top)
        return holder
    row.addWidget(label(_title(link), "small", "text2", wrap=True), 1, top)
    button = Button(
        short_date(link.day) if link.day else _("باز کردن"),
        "link",
        size="row",
        on_click=partial(go, Place(link.page, link.record)),
    )
    button.setAccessibleName(f"{wording.STAGES[link.stage]}: {_title(link)}")
    row.addWidget(button, 0, top)
    return holder


def _title(link: Link) -> str:
    title = _name(link)
    return title if link.done else listed((title, _("در جریان")))


def _name(link: Link) -> str:
    if link.page == "visit" and " " not in link.title:
        return ltr_isolate(persian_digits(link.title))
    return source_words(link.title)
