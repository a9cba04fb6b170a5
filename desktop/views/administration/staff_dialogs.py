"""Recording a post or a person that is not in the directory, and joining one with the right one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.directory import RecordProvisionalPerson, RecordProvisionalPost
from desktop.errors import AppError
from desktop.models.staff_lists import StaffDetail, StaffKind, StaffRow, find_staff, joining
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.administration.merge_dialog import MOST_FOUND, Candidate, Merging
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import CheckBox
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from resources.wording import words_of
from resources.words import _, listed


class _Recording(Dialog):
    """``recorded`` carries the id; a refusal stands beside the first field."""

    recorded = Signal(bytes)

    def __init__(self, work: Workplace, title: str, name: TextField) -> None:
        super().__init__(
            title,
            _("موقت ثبت می‌شود؛ مدیر سامانه بعداً آن را تأیید یا با درست آن یکی می‌کند."),
            primary=_("ثبت موقت"),
            icon="plus",
            on_decided=self._record,
        )
        self.work, self.name = work, name
        self.body.addWidget(name)
        name.edited.connect(lambda: name.set_problem(None))

    def command(self, key: bytes) -> Command:
        """What is recorded under this id."""
        raise NotImplementedError

    def _record(self) -> None:
        key = self.work.desk().new_id()
        self.work.tasks.execute(
            self.command(key), lambda _changes: self._done(key), owner=self, failed=self._refused
        )

    def _done(self, key: bytes) -> None:
        self.recorded.emit(key)
        self.close_it()

    def _refused(self, error: AppError) -> None:
        self.name.set_problem(words_of(error.code, error.arguments))
        self.name.setFocus()


class ProvisionalPostDialog(_Recording):
    """A post of one unit."""

    def __init__(self, work: Workplace, unit: bytes, unit_name: str) -> None:
        title = _("سمتی از «{name}» که در فهرست نیست").format(name=unit_name)
        super().__init__(work, title, TextField(_("عنوان سمت"), required=True))
        self._unit = unit
        self.managerial = CheckBox(_("سمت مدیریتی است"))
        self.body.addWidget(self.managerial)

    def command(self, key: bytes) -> Command:
        title = self.name.value()
        return RecordProvisionalPost(self._unit, title, self.managerial.isChecked(), key)


class ProvisionalPersonDialog(_Recording):
    """A member of staff of some agency."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(
            work,
            _("کارمندی که در فهرست نیست"),
            TextField(_("نام و نام خانوادگی"), required=True),
        )
        self.number = TextField(_("شمارهٔ کارمندی"), code=True)
        self.body.addWidget(self.number)

    def command(self, key: bytes) -> Command:
        number = self.number.value().strip() or None
        return RecordProvisionalPerson(self.name.value(), personnel_no=number, id=key)


def staff_merging(staff: StaffDetail) -> Merging:
    """How a post or a person is joined with another."""
    post = staff.kind == "posts"
    return Merging(
        kind=staff.kind,
        record=staff.row.id,
        name=staff.row.name,
        title=_("یکی‌کردن با سمت دیگر") if post else _("یکی‌کردن با شخص دیگر"),
        right_one=_("سمت درست") if post else _("شخص درست"),
        hint=_("بخشی از عنوان یا نام واحد") if post else _("بخشی از نام، یا شمارهٔ کارمندی"),
        nothing=_("سمتی با این نام پیدا نشد.") if post else _("کسی با این نام پیدا نشد."),
        find=partial(_candidates, staff.kind),
        preview=partial(_preview, staff.kind, staff.row.id),
    )


def place_words(row: StaffRow) -> str:
    """The unit of a post; agency and personnel number of a person."""
    number = ltr_isolate(persian_digits(row.number)) if row.number else ""
    return listed((row.place, number))


def _candidates(kind: StaffKind, words: str, session: Session) -> list[Candidate]:
    return [
        Candidate(
            row.id, row.name, listed((_("موقت") if row.provisional else "", place_words(row)))
        )
        for row in find_staff(session, kind, words, limit=MOST_FOUND)
        if row.stands_as == row.id
    ]


def _preview(kind: StaffKind, key: bytes, into: bytes, session: Session) -> str:
    found = joining(session, kind, key, into)
    if found is None:
        return ""
    counts = {name: persian_digits(count) for name, count in found.pointing}
    if kind == "posts":
        return _("{n} انتصاب از این پس زیر «{into}» دیده می‌شود.").format(
            n=counts["post_assignments"], into=found.into_name
        )
    return _("{held} انتصاب، {found} یافته و {visits} بازرسی از این پس زیر «{into}» است.").format(
        held=counts["post_assignments"],
        found=counts["finding_persons"],
        visits=counts["visit_members"],
        into=found.into_name,
    )
