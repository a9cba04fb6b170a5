"""Who sits in the Setad: chair, secretary, members, and who carries out what it decides."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.setads import FormSetad
from desktop.models.directory_choices import staff
from desktop.models.setads import Setad
from desktop.models.text import persian_digits, whole_number
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.words import _


@dataclass(frozen=True, slots=True)
class Composition:
    """The staff to choose from, and the Setad that there is."""

    staff: list[tuple[str, str]]
    setad: tuple[bytes, str, str, str, tuple[str, ...], tuple[str, ...], int] | None


def read_composition(session: Session) -> Composition:
    """The first Setad of this vault; an office keeps one."""
    query = select(Setad).where(Setad.deleted_at.is_(None)).order_by(Setad.created_at).limit(1)
    one = session.execute(query).scalar_one_or_none()
    found = None
    if one is not None:
        found = (
            one.id,
            one.name,
            one.chair_id.hex(),
            one.secretary_id.hex(),
            tuple(one.member_ids),
            tuple(one.clerk_ids),
            one.quorum,
        )
    return Composition(staff(session, None), found)


class SetadDialog(StepDialog):
    """One list for each duty; a quorum that cannot be is refused beside its field."""

    def __init__(self, work: Workplace, found: Composition) -> None:
        self._known = found.setad
        name, chair, secretary = "", "", ""
        members: tuple[str, ...] = ()
        clerks: tuple[str, ...] = ()
        quorum = 3
        if found.setad is not None:
            _key, name, chair, secretary, members, clerks, quorum = found.setad
        self.name = TextField(_("نام ستاد"), name or _("ستاد صیانت"), required=True)
        empty = _("برگزینید")
        self.chair = ChoiceField(_("رئیس"), found.staff, chair, empty=empty, required=True)
        self.secretary = ChoiceField(_("دبیر"), found.staff, secretary, empty=empty, required=True)
        self.quorum = TextField(_("حد نصاب"), persian_digits(quorum), code=True, required=True)
        self.members = {key: CheckBox(words, key in members) for key, words in found.staff}
        self.clerks = {key: CheckBox(words, key in clerks) for key, words in found.staff}
        super().__init__(
            work,
            _("ترکیب ستاد"),
            _("رئیس، دبیر و اعضا رأی می‌دهند؛ مجریان تصمیم را اجرا می‌کنند و رأی نمی‌دهند."),
            _("ثبت ترکیب"),
            {
                "name": self.name,
                "chair": self.chair,
                "secretary": self.secretary,
                "quorum": self.quorum,
            },
            self._make,
            icon="users",
        )
        for title, boxes in ((_("اعضا"), self.members), (_("مجریان"), self.clerks)):
            self.body.addWidget(label(title, "smallMedium", "text2"))
            for box in boxes.values():
                self.body.addWidget(box)

    def _make(self) -> Command | None:
        for field in (self.name, self.chair, self.secretary):
            if lacking(field, field.value()):
                return None
        quorum = whole_number(self.quorum.value())
        if quorum is None:
            self.quorum.set_problem(_("حد نصاب را با عدد بنویسید."))
            return None
        taken = {self.chair.value(), self.secretary.value()}
        return FormSetad(
            self.name.value(),
            bytes.fromhex(self.chair.value()),
            bytes.fromhex(self.secretary.value()),
            tuple(
                bytes.fromhex(key)
                for key, box in self.members.items()
                if box.isChecked() and key not in taken
            ),
            tuple(bytes.fromhex(key) for key, box in self.clerks.items() if box.isChecked()),
            quorum=quorum,
            id=self._known[0] if self._known else None,
        )
