"""«گروه تماس»: whose laptops open what this office seals; its custodian forms it anew."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from desktop.commands.base import Command
from desktop.commands.contact_groups import FormContactGroup, WrapForNewestGroup
from desktop.errors import AppError
from desktop.models.calendar import in_iran, short_date
from desktop.models.identities.groups import GroupState, MemberRow, group_state
from desktop.models.identities.rules import CUSTODIAN
from desktop.models.text import persian_digits
from desktop.views.identities.opening_lines import clear
from desktop.views.navigation import Page, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.wording import words_of
from resources.words import _


class ContactGroupPage(Page):
    """Every change is a fresh key: who is left out opens nothing that is sealed afterwards."""

    shows = frozenset({"contact_groups", "contact_group_members", "vault_certificates"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("گروه تماس"))
        self.form = self.header.add_action(
            Button(_("ساختن کلید تازه"), "primary", icon="key-round", on_click=self.form_group)
        )
        self.notice = NoticeBar()
        self.state_words = label("", "body", "text2", wrap=True)
        self.boxes: dict[bytes, CheckBox] = {}
        self.people = QVBoxLayout()
        theme.pad(self.people, 6)
        card = Card(_("رایانه‌های عضو"))
        card.body.addWidget(self.state_words)
        card.body.addLayout(self.people)
        card.body.addWidget(
            label(
                _(
                    "با هر دگرگونی کلید تازه‌ای ساخته می‌شود و هویت‌های پیشین برایش مهر می‌شوند. "
                    "کسی که کنار می‌رود از آن پس چیزی نمی‌گشاید؛ آنچه پیش‌تر دیده است از یادش نمی‌رود."
                ),
                "small",
                "text3",
                wrap=True,
            )
        )
        column = page_column()
        for part in (self.header, self.notice, card):
            column.addWidget(part)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        theme.pad(outer, 0)
        self.area = page_scroll(column, _("گروه تماس"), arrows=True)
        outer.addWidget(self.area)
        self.first = self.area

    def reload(self) -> None:
        desk, hands = self.work.desk(), self.work.hands
        self.form.setVisible(desk.role == CUSTODIAN)
        if hands is None:
            return
        query = partial(
            group_state,
            hands=hands,
            office=desk.office,
            person=desk.person,
            name=desk.name,
            now=desk.now,
        )
        self.work.tasks.read(self, query, self._show)

    def form_group(self) -> None:
        """A fresh key for those who are chosen."""
        hands = self.work.hands
        if hands is not None:
            chosen = [vault for vault, box in self.boxes.items() if box.isChecked()]
            self._carry_out(FormContactGroup(chosen, hands), _("کلید تازه ساخته شد."))

    def _wrap(self) -> None:
        if self.work.hands is not None:
            self._carry_out(WrapForNewestGroup(self.work.hands), _("هویت‌های مانده مهر شدند."))

    def _show(self, state: GroupState) -> None:
        self.state_words.set_words(_state_words(state))
        clear(self.people)
        self.boxes = {}
        mine = self.work.hands.vault if self.work.hands is not None else b""
        for row in state.people:
            box = CheckBox(
                row.name or _("رایانه‌ای که دیگر گواهی ندارد"),
                row.member or row.vault == mine,
                detail=_member_words(row, mine),
            )
            # The custodian wraps for all others, so this laptop is always one of them.
            box.setEnabled(bool(row.name) and row.vault != mine)
            if row.name:
                self.boxes[row.vault] = box
            self.people.addWidget(box)
        if state.waiting and state.mine:
            self.notice.show_notice(
                _("{n} هویت هنوز برای کلید پیشین مهر است.").format(n=persian_digits(state.waiting)),
                _("رایانه‌ای آن‌ها را پیش از دیدن کلید تازه ثبت کرده است."),
                tone="warning",
                action=_("مهر برای کلید تازه"),
                on_action=self._wrap,
            )

    def _carry_out(self, command: Command, done: str) -> None:
        self.notice.clear()
        self.form.setEnabled(False)
        self.work.tasks.execute(
            command, lambda _changes: self._done(done), owner=self, failed=self._refused
        )

    def _done(self, words: str) -> None:
        self.form.setEnabled(True)
        self.notice.show_notice(words, tone="success")
        self.work.sync_now()

    def _refused(self, error: AppError) -> None:
        self.form.setEnabled(True)
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def _state_words(state: GroupState) -> str:
    if state.since is None:
        return _("این دفتر هنوز گروه تماس ندارد؛ تا ساخته نشود هویتی مهر نمی‌شود.")
    return _("کلید {n} از {day}").format(
        n=persian_digits(state.generation), day=short_date(in_iran(state.since).date())
    )


def _member_words(row: MemberRow, mine: bytes) -> str:
    number = row.vault.hex()[:8].upper()
    if row.vault == mine:
        return _("همین رایانه، {number}").format(number=number)
    return _("رایانهٔ {number}").format(number=number)
