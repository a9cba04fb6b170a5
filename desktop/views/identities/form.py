"""«ثبت هویت»: a citizen's particulars, sealed as they are recorded; no draft of them is kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.commands.identities import RecordIdentity
from desktop.errors import AppError
from desktop.models.identities.rules import CONTACT, SEALED, SEALERS
from desktop.models.identities.sealing import Particulars
from desktop.models.text import national_id_problem, normal_mobile
from desktop.views.identities.no_copy import NoCopy
from desktop.views.identities.words import FIELDS
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.wording import words_of
from resources.words import _

USUAL_SUBJECT: Final = "meeting_requests"


class IdentityForm(Page):
    """``Place("identity_form", subject, kind)`` records for one record of the office."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("ثبت هویت"))
        self.save = self.header.add_action(
            Button(_("مهر و ثبت"), "primary", icon="lock", key="Ctrl+Return", on_click=self.record)
        )
        self.notice = NoticeBar()
        self.name = TextField(str(FIELDS["name"]), required=True)
        self.mobile = TextField(str(FIELDS["mobile"]), code=True)
        self.national_id = TextField(
            str(FIELDS["national_id"]), code=True, hint=_("تنها اگر قانون آن را می‌خواهد.")
        )
        self.address = MultiLineField(str(FIELDS["address"]), lines=2)
        self.fields: dict[str, TextField | MultiLineField] = {
            "name": self.name,
            "mobile": self.mobile,
            "national_id": self.national_id,
            "address": self.address,
        }
        self.no_copy = [NoCopy(field.control) for field in self.fields.values()]
        for field in self.fields.values():
            field.edited.connect(self._say_problems)
        self._lay_out()
        self.first = self.name.control

    def _lay_out(self) -> None:
        card = Card()
        card.body.addWidget(
            label(
                _(
                    "هر فیلد جداگانه مهر می‌شود و تنها عضو گروه تماس، با ذکر کار، یکی‌یکی می‌گشاید. "
                    "تا ثبت نکرده‌اید چیزی از این فرم روی دیسک نمی‌ماند؛ "
                    "اگر برنامه بسته شود دوباره می‌نویسید."
                ),
                "small",
                "text2",
                wrap=True,
            )
        )
        card.body.addWidget(self.name)
        row = QHBoxLayout()
        theme.pad(row, 16)
        row.addWidget(self.mobile, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.national_id, 1, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        card.body.addWidget(self.address)
        column = page_column()
        for part in (self.header, self.notice, card):
            column.addWidget(part)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        theme.pad(outer, 0)
        outer.addWidget(page_scroll(column, _("ثبت هویت")))

    def reload(self) -> None:
        """Nothing is read: what is typed stays as it is, in this window alone."""
        self.notice.clear()

    def record(self) -> None:
        """Seal and record, unless a field is wrong; then the first such field is shown."""
        wrong = {name: code for name, code in self._problems().items() if code}
        for name, code in wrong.items():
            self.fields[name].set_problem(words_of(code, {}))
        if wrong:
            self.fields[next(iter(wrong))].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        hands = self.work.hands
        if hands is None:
            return
        desk = self.work.desk()
        self.save.setEnabled(False)
        command = RecordIdentity(
            self.place.part or USUAL_SUBJECT,
            self.place.record or desk.new_id(),
            self.particulars(),
            hands,
            SEALED if desk.role in SEALERS else CONTACT,
            desk.new_id(),
        )
        self.work.tasks.execute(
            command, lambda _changes: self._done(command.id), owner=self, failed=self._refused
        )

    def particulars(self) -> Particulars:
        """What was typed."""
        return Particulars(
            self.name.value(),
            self.mobile.value(),
            self.address.value(),
            self.national_id.value(),
        )

    def clear(self) -> None:
        """Nothing that was typed stays in the window, nor in what could be undone."""
        for field in self.fields.values():
            field.set_value("")
            field.set_problem(None)

    def _problems(self) -> dict[str, str | None]:
        """The code of what is wrong, by field, in their order."""
        mobile = self.mobile.value()
        return {
            "name": None if self.name.value().strip() else "identity_name_missing",
            "mobile": "mobile_wrong" if mobile and normal_mobile(mobile) is None else None,
            "national_id": national_id_problem(self.national_id.value()),
        }

    def _say_problems(self) -> None:
        """While typing; a name that nobody has missed yet is not asked for."""
        for name, code in self._problems().items():
            field = self.fields[name]
            if name != "name" or code is None:
                field.set_problem(words_of(code, {}) if code else None)

    def _done(self, key: bytes | None) -> None:
        self.save.setEnabled(True)
        self.clear()
        self.work.go(Place("identity", key or b""))

    def _refused(self, error: AppError) -> None:
        self.save.setEnabled(True)
        words = words_of(error.code, error.arguments)
        named = self.fields.get(str(error.arguments.get("field", "")))
        if named is not None:
            named.set_problem(words)
        else:
            self.notice.show_notice(words, tone="danger")
