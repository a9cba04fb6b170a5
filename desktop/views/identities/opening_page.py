"""«گشودن هویت»: one field, for one stated purpose, on the screen for half a minute.

The purpose is in the journal before the value is read; where the process dies between the two,
the opening stands and nothing was shown.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.identities import AskSecondOfficer, OpenIdentity
from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, numeric_date
from desktop.models.identities.opening import fetch_again, opened
from desktop.models.identities.queries import IdentityCard, identity_card
from desktop.models.identities.rules import FIRST, PURPOSES, SEALED, SECOND
from desktop.models.text import persian_digits
from desktop.views.identities.handing_on import HandingOn
from desktop.views.identities.no_copy import NoCopy
from desktop.views.identities.opening_lines import OpeningLines
from desktop.views.identities.secret_view import SecretView
from desktop.views.identities.words import (
    FIELDS,
    MASK,
    field_words,
    purpose_words,
    row_words,
    title_words,
)
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import RadioField
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.wording import words_of
from resources.words import _

_CODES = frozenset({"mobile", "national_id"})


class IdentityOpeningPage(Page):
    """Masked fields; after a choice of field and purpose, one value under the reader's name."""

    shows = frozenset({"identities", "identity_keys", "identity_openings", "seal_requests"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._card: IdentityCard | None = None
        self.header = PageHeader(_("گشودن هویت"))
        self.notice = NoticeBar()
        self.about = label("", "body", "text2", wrap=True)
        fields = [(key, f"{words}  {MASK}") for key, words in FIELDS.items()]
        self.field = RadioField(_("کدام فیلد؟"), fields)
        self.purpose = RadioField(
            _("برای چه کاری؟"), [(key, purpose_words(key)) for key in PURPOSES]
        )
        self.reason = TextField(_("دلیل"), hint=_("نام و شماره ننویسید؛ این نوشته مهر نمی‌شود."))
        self.no_copy = NoCopy(self.reason.control)
        self.open = Button(_("گشودن"), "primary", icon="eye", on_click=self.open_field)
        self.hide_it = Button(_("پنهان کن"), icon="eye-off", on_click=self.wipe)
        self.secret = SecretView()
        self.secret.over.connect(self._hidden)
        self.hide_it.hide()
        self.history = OpeningLines(_("این هویت هنوز گشوده نشده است."))
        self.handing_on = HandingOn(work, self.notice)
        self._lay_out()
        self.field.edited.connect(self.wipe)
        self.first = self.field

    def _lay_out(self) -> None:
        asked = Card(_("آنچه می‌گشایید"))
        asked.body.addWidget(self.about)
        row = QHBoxLayout()
        theme.pad(row, 24)
        row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.purpose, 1, Qt.AlignmentFlag.AlignTop)
        asked.body.addLayout(row)
        asked.body.addWidget(self.reason)
        buttons = QHBoxLayout()
        theme.pad(buttons, 8)
        for button in (self.open, self.hide_it):
            buttons.addWidget(button)
        buttons.addStretch(1)
        asked.body.addLayout(buttons)
        asked.body.addWidget(self.secret)
        asked.body.addWidget(
            label(
                _("هر گشودن پیش از دیدن مقدار با نام شما ثبت می‌شود و ناظر آن را می‌بیند."),
                "small",
                "text3",
                wrap=True,
            )
        )
        past = Card(_("گشودن‌های پیشین"))
        past.body.addWidget(self.history)
        column = page_column()
        parts: tuple[QWidget, ...] = (self.header, self.notice, asked, self.handing_on, past)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        theme.pad(outer, 0)
        self.area = page_scroll(column, _("گشودن هویت"), arrows=True)
        outer.addWidget(self.area)

    def visit(self, place: Place) -> None:
        self.wipe()
        self.notice.clear()
        self.reason.set_value("")
        super().visit(place)

    def reload(self) -> None:
        hands = self.work.hands
        if hands is None or not self.place.record:
            self._show(None)
            return
        query = partial(identity_card, hands=hands, key=self.place.record)
        self.work.tasks.read(self, query, self._show)

    def leave(self) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Nothing that was opened stays on the screen."""
        self.secret.wipe()

    def open_field(self) -> None:
        """Write down why; only then is the value read."""
        card, hands = self._card, self.work.hands
        if card is None or hands is None:
            return
        self.wipe()
        self.notice.clear()
        self.open.setEnabled(False)
        key = self.work.desk().new_id()
        waiting = next((one for one in card.waiting if one.field == self.field.value()), None)
        sealed = card.row.identity_class == SEALED
        purpose = self.purpose.value()
        if sealed:
            purpose = FIRST if waiting is None else SECOND
        command = OpenIdentity(
            card.row.id,
            self.field.value(),
            purpose,
            hands,
            self.reason.value().strip() or None,
            waiting.id if waiting is not None else None,
            key,
        )
        then = self._ask_second if purpose == FIRST else self._read
        self.work.tasks.execute(
            command, lambda _changes: then(key), owner=self, failed=self._refused
        )

    def _read(self, opening: bytes) -> None:
        hands = self.work.hands
        if hands is None:
            return
        desk = self.work.desk()
        query = partial(opened, hands=hands, opening=opening, person=desk.person, now=desk.now)
        field = self.field.value()
        self.work.tasks.read(
            self, query, partial(self._show_value, field), failed=partial(self._unread, opening)
        )

    def _ask_second(self, opening: bytes) -> None:
        hands = self.work.hands
        if hands is None:
            return
        self.work.tasks.execute(
            AskSecondOfficer(opening, hands),
            lambda _changes: self._asked(),
            owner=self,
            failed=partial(self._unread, opening),
        )

    def _asked(self) -> None:
        self.open.setEnabled(True)
        self.notice.show_notice(
            _("مهر نخست گشوده شد و درخواست به امین دوم می‌رود."),
            _("تنها او، با نوشتن دلیل خود، مقدار را می‌بیند."),
            tone="success",
        )
        self.work.sync_now()

    def _show_value(self, field: str, value: str) -> None:
        self.open.setEnabled(True)
        if not self.isVisible() or field != self.field.value():
            return
        desk = self.work.desk()
        moment = in_iran(desk.now)
        mark = f"{desk.name}  {persian_digits(numeric_date(moment.date()))}  {clock(moment)}"
        self.secret.show_value(value, mark, code=field in _CODES)
        self.hide_it.show()
        # Only after the layout has made room for it.
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.secret))

    def _hidden(self) -> None:
        self.hide_it.hide()

    def _unread(self, opening: bytes, error: AppError) -> None:
        if error.code == "identity_key_not_here":
            now = self.work.desk().now
            self.work.tasks.write(self, partial(fetch_again, opening=opening, now=now))
        self._refused(error)

    def _refused(self, error: AppError) -> None:
        self.open.setEnabled(True)
        words = words_of(error.code, error.arguments)
        if error.arguments.get("field") == "reason":
            self.reason.set_problem(words)
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif error.arguments.get("field") == "purpose":
            self.purpose.set_problem(words)
        else:
            self.notice.show_notice(words, tone="danger")

    def _show(self, card: IdentityCard | None) -> None:
        self._card = card
        self.reason.set_problem(None)
        self.purpose.set_problem(None)
        self.open.setEnabled(card is not None)
        self.handing_on.show_card(card, self.work.desk().role)
        if card is None:
            self.header.set_title(_("گشودن هویت"))
            self.about.set_words(_("این هویت روی این رایانه نیست یا امحا شده است."))
            self.history.show_rows(())
            return
        sealed = card.row.identity_class == SEALED
        self.header.set_title(title_words(card.row))
        self.about.set_words(self._about(card))
        self.field.allow(card.row.given)
        self.purpose.setVisible(not sealed)
        self.history.show_rows(card.openings)
        if sealed and card.waiting:
            asked = card.waiting[0]
            self.notice.show_notice(
                _("{name} مهر نخست «{field}» را گشوده و از شما می‌خواهد.").format(
                    name=asked.first_name, field=field_words(asked.field)
                ),
                asked.reason,
                tone="info",
            )

    def _about(self, card: IdentityCard) -> str:
        repeated = card.row.repeats
        told = ""
        if repeated:
            told = _("همین شماره در {n} هویت دیگر هم هست.").format(n=persian_digits(repeated))
        return " · ".join(part for part in (row_words(card.row), told) if part)
