"""Recording a unit that is not in the directory, and joining it with the one that is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.directory import MergeRecord, RecordProvisionalUnit, TypedUnit
from desktop.errors import AppError
from desktop.models.directory_queries import FoundUnit, find_units
from desktop.models.text import persian_digits
from desktop.models.unit_lists import MergePreview, UnitDetail, merge_preview
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.choices import ChoiceField, RadioBox
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from resources.wording import words_of
from resources.words import _

_MOST_FOUND = 6
_TYPING_PAUSE = 250


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
        self._pause.setInterval(_TYPING_PAUSE)
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
        names = "، ".join(_unit_words(one) for one in found[:3])
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


class MergeDialog(Dialog):
    """``merged`` carries the unit that went; which one stands is searched and previewed first."""

    merged = Signal(bytes)

    def __init__(self, work: Workplace, unit: UnitDetail) -> None:
        super().__init__(
            _("یکی‌کردن با واحد دیگر"),
            _(
                "نام «{name}» می‌ماند و یافت می‌شود، و به واحد درست می‌برد. هر زمان می‌توان برگرداند."
            ).format(name=unit.name),
            primary=_("یکی کن"),
            icon="git-merge",
            on_decided=self._merge,
        )
        self._work, self._unit = work, unit
        self._boxes: dict[bytes, RadioBox] = {}
        self.into: bytes | None = None
        self.search = TextField(_("واحد درست"), unit.name, hint=_("بخشی از نام یا نشانی"))
        self._group = QButtonGroup(self)
        self._found = QWidget()
        self._lines = QVBoxLayout(self._found)
        theme.pad(self._lines, 2)
        self.preview = label("", "body", "text", wrap=True)
        self.problem = label("", "small", "danger", wrap=True)
        self.reason = TextField(_("دلیل"), hint=_("در تاریخچهٔ واحد می‌ماند"))
        for part in (self.search, self._found, self.preview, self.problem, self.reason):
            self.body.addWidget(part)
        self.problem.hide()
        self.primary.setEnabled(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE)
        self._pause.timeout.connect(self.look)
        self.search.edited.connect(self._pause.start)

    def boxes(self) -> list[RadioBox]:
        """The units found, in their order."""
        return list(self._boxes.values())

    def look(self) -> None:
        """Read the units that fit what is typed."""
        self._work.tasks.read(self, partial(_find, self.search.value()), self._show_found)

    def _show_found(self, found: tuple[FoundUnit, ...]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        self._choose(None)
        for one in found:
            if one.stands_as != one.id or one.id == self._unit.id:
                continue
            box = RadioBox(one.name, detail=_unit_detail(one))
            box.toggled.connect(lambda checked, key=one.id: self._choose(key) if checked else None)
            self._group.addButton(box)
            self._boxes[one.id] = box
            self._lines.addWidget(box)
        if not self._boxes:
            self.preview.set_words(_("واحدی با این نام پیدا نشد."))

    def _choose(self, key: bytes | None) -> None:
        self.into = key
        self.primary.setEnabled(key is not None)
        self.preview.set_words("")
        self.problem.hide()
        if key is not None:
            reading = partial(_preview, self._unit.id, key)
            self._work.tasks.read(self, reading, self._show_preview)

    def _show_preview(self, found: MergePreview | None) -> None:
        if found is None:
            return
        visits, posts = persian_digits(found.visits), persian_digits(found.posts)
        self.preview.set_words(
            _("{visits} بازرسی و {posts} سمت از این پس زیر «{into}» دیده می‌شود.").format(
                visits=visits, posts=posts, into=found.into_name
            )
        )

    def _merge(self) -> None:
        if self.into is None:
            return
        reason = self.reason.value().strip() or None
        self._work.tasks.execute(
            MergeRecord("units", self._unit.id, self.into, reason),
            self._done,
            owner=self,
            failed=self._refused,
        )

    def _done(self, _changes: object) -> None:
        self.merged.emit(self._unit.id)
        self.close_it()

    def _refused(self, error: AppError) -> None:
        self.problem.set_words(words_of(error.code, error.arguments))
        self.problem.show()


def _find(words: str, session: Session) -> tuple[FoundUnit, ...]:
    return find_units(session, words, limit=_MOST_FOUND + 1)


def _preview(key: bytes, into: bytes, session: Session) -> MergePreview | None:
    return merge_preview(session, key, into)


def _unit_words(one: FoundUnit) -> str:
    return f"{one.name} ({one.county})" if one.county else one.name


def _unit_detail(one: FoundUnit) -> str:
    parts = [part for part in (one.county, one.agency, one.address) if part]
    if one.provisional:
        parts.insert(0, _("موقت"))
    return persian_digits(" · ".join(parts))
