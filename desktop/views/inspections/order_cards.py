"""The numbered parts of the order form: unit, order, kind and time, team, subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.directory_queries import FoundUnit
from desktop.views.inspections import looks
from desktop.views.inspections.order_draft import OrderDraft
from desktop.views.inspections.panel_parts import empty_layout
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField, RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from resources.words import _

Choices = Sequence[tuple[str, str]]


def pair(*fields: QWidget) -> QHBoxLayout:
    """Fields beside each other, of one width."""
    row = QHBoxLayout()
    theme.pad(row, 12)
    for field in fields:
        row.addWidget(field, 1)
    return row


class UnitCard(Card):
    """Province, county, unit by typing; or a unit that is not in the directory."""

    edited = Signal()
    place_chosen = Signal()

    def __init__(self) -> None:
        super().__init__(_("۱. واحد بازرسی‌شونده"))
        self._units: Sequence[FoundUnit] = ()
        self.province = ChoiceField(_("استان"), [], empty=_("همه"), search=True)
        self.county = ChoiceField(_("شهرستان"), [], empty=_("همه"), search=True)
        self.unit = ChoiceField(_("واحد"), [], search=True, required=True)
        line = self.unit.control.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("بخشی از نام یا شهرستان را بنویسید"))
        self.typed = CheckBox(_("این واحد در فهرست نیست"))
        self.name = TextField(_("نام واحد"), required=True)
        self.address = TextField(_("نشانی"))
        self.phone = TextField(_("تلفن"), code=True)
        self._own = QWidget()
        own = QVBoxLayout(self._own)
        theme.pad(own, 4)
        own.addWidget(self.name)
        own.addLayout(pair(self.address, self.phone))
        words = _("موقت ثبت می‌شود و ستاد آن را با فهرست یکی می‌کند.")
        own.addWidget(label(words, "small", "text3", wrap=True))
        self._own.hide()
        self.body.addLayout(pair(self.province, self.county))
        self.body.addWidget(self.unit)
        self.body.addWidget(self.typed)
        self.body.addWidget(self._own)
        self.typed.toggled.connect(self._show_typed)
        self.province.edited.connect(self.place_chosen)
        self.county.edited.connect(self._sift)
        for field in (self.unit, self.name, self.address, self.phone, self.county):
            field.edited.connect(self.edited)
        self.typed.toggled.connect(lambda _on: self.edited.emit())

    def show_units(self, units: Sequence[FoundUnit]) -> None:
        self._units = units
        self._sift()

    def _sift(self) -> None:
        """Units of the county that is chosen."""
        county = self.county.control.currentText() if self.county.value() else ""
        self.unit.set_options(
            [
                (one.stands_as.hex(), unit_words(one))
                for one in self._units
                if not county or one.county == county
            ]
        )

    def _show_typed(self, typed: bool) -> None:
        self._own.setVisible(typed)
        self.unit.setEnabled(not typed)
        self.unit.set_problem(None)


def unit_words(unit: FoundUnit) -> str:
    """«واحد نمونهٔ ب · الوند · سازمان نمونه»."""
    parts = [unit.name, unit.county, unit.agency]
    if unit.provisional:
        parts.append(_("موقت"))
    return " · ".join(part for part in parts if part)


class TeamCard(Card):
    """The leader and who goes along."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__(_("۴. گروه"))
        self.leader = ChoiceField(_("سرگروه"), [], empty=_("برگزینید"), required=True)
        self.body.addWidget(self.leader)
        self.body.addWidget(label(_("همراهان"), "smallMedium", "text2"))
        self._holder = QWidget()
        self._flow = Flow(16, 2, parent=self._holder)
        self.body.addWidget(self._holder)
        self.boxes: dict[str, CheckBox] = {}
        self.leader.edited.connect(self._leader_chosen)

    def show_staff(self, staff: Choices) -> None:
        chosen = self.members()
        self.leader.set_options(staff)
        empty_layout(self._flow)
        self.boxes = {}
        for key, name in staff:
            box = CheckBox(name, key in chosen)
            box.toggled.connect(lambda _on: self.edited.emit())
            # Boxes made later than what follows them would come last with Tab.
            before = next(reversed(self.boxes.values()), self.leader.control)
            self.boxes[key] = box
            self._flow.addWidget(box)
            QWidget.setTabOrder(before, box)
        self._bar_leader()

    def members(self) -> list[str]:
        return [key for key, box in self.boxes.items() if box.isChecked()]

    def set_members(self, members: Sequence[str]) -> None:
        for key, box in self.boxes.items():
            box.setChecked(key in members)

    def _leader_chosen(self) -> None:
        self._bar_leader()
        self.edited.emit()

    def _bar_leader(self) -> None:
        """The leader is of the team already."""
        for key, box in self.boxes.items():
            box.setEnabled(key != self.leader.value())


class OrderCards(QWidget):
    """All fields of an order; ``read`` gives the draft, ``write`` shows one."""

    edited = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit = UnitCard()
        self.team = TeamCard()
        self.number = TextField(_("شمارهٔ حکم"), code=True, required=True)
        self.date = DateField(_("تاریخ حکم"), today=today, last=today(), required=True)
        self.issuer = TextField(_("صادرکننده"), required=True)
        self.kind = ChoiceField(_("نوع بازرسی"), looks.options("inspection_kind"), "programmed")
        self.notice = RadioField(_("اطلاع"), looks.options("notice"), "unannounced")
        self.visibility = RadioField(_("شیوه"), looks.options("visibility"), "overt")
        self.reason = MultiLineField(_("دلیل نامحسوس بودن"), lines=2, required=True)
        self.day = DateField(_("روز بازرسی"), today=today, required=True)
        self.time = TextField(_("ساعت"), "09:00", code=True)
        self.remit = MultiLineField(_("موضوع"), lines=2, required=True)
        self.template = ChoiceField(_("الگوی پرسش‌ها"), [], search=False, required=True)
        self.reason.hide()
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 12)
        order = Card(_("۲. حکم"))
        order.body.addLayout(pair(self.number, self.date, self.issuer))
        kind = Card(_("۳. نوع و زمان"))
        kind.body.addLayout(pair(self.kind, self.day, self.time))
        kind.body.addLayout(pair(self.notice, self.visibility))
        kind.body.addWidget(self.reason)
        subject = Card(_("۵. موضوع و الگو"))
        subject.body.addWidget(self.remit)
        subject.body.addWidget(self.template)
        for card in (self.unit, order, kind, self.team, subject):
            column.addWidget(card)

    def _connect(self) -> None:
        self.visibility.edited.connect(self._show_reason)
        for field in self.fields().values():
            field.edited.connect(self.edited)
        self.unit.edited.connect(self.edited)
        self.team.edited.connect(self.edited)

    def _show_reason(self) -> None:
        self.reason.setVisible(self.visibility.value() == "covert")

    def fields(self) -> dict[str, Field]:
        """By the names that the draft and the commands use."""
        return {
            "unit": self.unit.unit,
            "unit_name": self.unit.name,
            "order_number": self.number,
            "order_date": self.date,
            "order_issuer": self.issuer,
            "kind": self.kind,
            "day": self.day,
            "planned_at": self.time,
            "time": self.time,
            "notice": self.notice,
            "visibility": self.visibility,
            "covert_reason": self.reason,
            "leader": self.team.leader,
            "members": self.team.leader,
            "remit": self.remit,
            "template": self.template,
            "template_code": self.template,
        }

    def read(self) -> OrderDraft:
        order_date, day = self.date.value(), self.day.value()
        return OrderDraft(
            kind=self.kind.value(),
            announced=self.notice.value() == "announced",
            covert=self.visibility.value() == "covert",
            covert_reason=self.reason.value(),
            order_number=self.number.value(),
            order_date=order_date.isoformat() if order_date else "",
            order_issuer=self.issuer.value(),
            province=self.unit.province.value(),
            county=self.unit.county.value(),
            unit=self.unit.unit.value(),
            typed=self.unit.typed.isChecked(),
            unit_name=self.unit.name.value(),
            unit_address=self.unit.address.value(),
            unit_phone=self.unit.phone.value(),
            day=day.isoformat() if day else "",
            time=self.time.value(),
            leader=self.team.leader.value(),
            members=self.team.members(),
            remit=self.remit.value(),
            template=self.template.value(),
        )

    def write(self, draft: OrderDraft) -> None:
        self.kind.set_value(draft.kind)
        self.notice.set_value("announced" if draft.announced else "unannounced")
        self.visibility.set_value("covert" if draft.covert else "overt")
        self._show_reason()
        self.reason.set_value(draft.covert_reason)
        self.number.set_value(draft.order_number)
        self.date.set_value(date.fromisoformat(draft.order_date) if draft.order_date else None)
        self.issuer.set_value(draft.order_issuer)
        if draft.county:
            self.unit.county.set_value(draft.county)
        self.unit.typed.setChecked(draft.typed)
        self.unit.unit.set_value(draft.unit)
        self.unit.name.set_value(draft.unit_name)
        self.unit.address.set_value(draft.unit_address)
        self.unit.phone.set_value(draft.unit_phone)
        self.day.set_value(date.fromisoformat(draft.day) if draft.day else None)
        self.time.set_value(draft.time)
        self.team.leader.set_value(draft.leader)
        self.team.set_members(draft.members)
        self.remit.set_value(draft.remit)
        if draft.template:
            self.template.set_value(draft.template)

    def lock_order(self) -> None:
        """Of an order that was given, unit and secrecy stay as they were ordered."""
        for field in (
            self.unit.province,
            self.unit.county,
            self.unit.unit,
            self.visibility,
            self.reason,
            self.template,
        ):
            field.setEnabled(False)
        self.unit.typed.setEnabled(False)
