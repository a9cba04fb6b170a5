"""Recording a unit that is not in the directory, and joining it with the one that is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from sqlalchemy.orm import Session

from desktop.commands.directory import RecordProvisionalUnit, TypedUnit
from desktop.errors import AppError
from desktop.models.directory_queries import FoundUnit, find_units
from desktop.models.text import persian_digits
from desktop.models.unit_lists import UnitDetail, merge_preview
from desktop.views.administration.merge_dialog import MOST_FOUND, TYPING_PAUSE, Candidate, Merging
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from resources.wording import words_of
from resources.words import _, listed


class ProvisionalUnitDialog(Dialog):
    """``recorded`` carries the id. A unit of a like name is named before it is recorded twice."""

    recorded = Signal(bytes)

    def __init__(self, work: Workplace, counties: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            _("واحدی که در فهرست نیست"),
            _(
                "موقت ثبت می‌شود و بازرسی با آن پیش می‌رود؛ مدیر سامانه بعداً آن را تأیید "
                "یا با واحد درست یکی می‌کند."
            ),
            primary=_("ثبت موقت"),
            icon="plus",
            on_decided=self._record,
        )
        self._work = work
        self.name = TextField(_("نام واحد"), required=True)
        self.county = ChoiceField(_("شهرستان"), list(counties), empty=_("نامشخص"))
        self.address = TextField(_("نشانی"))
        self.phone = TextField(_("تلفن"), code=True)
        for field in (self.name, self.county, self.address, self.phone):
            self.body.addWidget(field)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self._look_for_twins)
        self.name.edited.connect(self._edited)

    def _edited(self) -> None:
        self.name.set_problem(None)
        self._pause.start()

    def _look_for_twins(self) -> None:
        words = self.name.value().strip()
        if len(words) < 3:
            self.name.set_warning(None)
            return
        self._work.tasks.read(self, partial(_find, words), self._show_twins)

    def _show_twins(self, found: tuple[FoundUnit, ...]) -> None:
        if not found:
            self.name.set_warning(None)
            return
        names = listed(_unit_words(one) for one in found[:3])
        self.name.set_warning(_("در فهرست هست: {names}").format(names=names))

    def _record(self) -> None:
        key = self._work.desk().new_id()
        county = self.county.value()
        unit = TypedUnit(
            self.name.value(),
            self.address.value(),
            self.phone.value(),
            bytes.fromhex(county) if county else None,
            id=key,
        )
        self._work.tasks.execute(
            RecordProvisionalUnit(unit),
            lambda _changes: self._done(key),
            owner=self,
            failed=self._refused,
        )

    def _done(self, key: bytes) -> None:
        self.recorded.emit(key)
        self.close_it()

    def _refused(self, error: AppError) -> None:
        self._pause.stop()
        self.name.set_problem(words_of(error.code, error.arguments))
        self.name.setFocus()


def unit_merging(unit: UnitDetail) -> Merging:
    """How a unit is joined with another."""
    return Merging(
        kind="units",
        record=unit.id,
        name=unit.name,
        title=_("یکی‌کردن با واحد دیگر"),
        right_one=_("واحد درست"),
        hint=_("بخشی از نام یا نشانی"),
        nothing=_("واحدی با این نام پیدا نشد."),
        find=_candidates,
        preview=partial(_preview, unit.id),
    )


def _candidates(words: str, session: Session) -> list[Candidate]:
    return [
        Candidate(one.id, one.name, _unit_detail(one))
        for one in _find(words, session)
        if one.stands_as == one.id
    ]


def _preview(key: bytes, into: bytes, session: Session) -> str:
    found = merge_preview(session, key, into)
    if found is None:
        return ""
    visits, posts = persian_digits(found.visits), persian_digits(found.posts)
    return _("{visits} بازرسی و {posts} سمت از این پس زیر «{into}» دیده می‌شود.").format(
        visits=visits, posts=posts, into=found.into_name
    )


def _find(words: str, session: Session) -> tuple[FoundUnit, ...]:
    return find_units(session, words, limit=MOST_FOUND)


def _unit_words(one: FoundUnit) -> str:
    return f"{one.name} ({one.county})" if one.county else one.name


def _unit_detail(one: FoundUnit) -> str:
    parts = [part for part in (one.county, one.agency, one.address) if part]
    if one.provisional:
        parts.insert(0, _("موقت"))
    return persian_digits(" · ".join(parts))
