"""Choosing photos from a phone, a card or a folder: seen before they are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.errors import AppError, Problem
from desktop.models.calendar import clock, iran_day, long_date, relative_day
from desktop.models.photo_folders import PhotoFolder, PhotoPlace, list_photos, photo_places
from desktop.models.photos import Darkroom, Glance
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.labels import label
from desktop.views.shared.photo_grid import GridPhoto, Heading, PhotoGrid
from desktop.views.shared.photo_strip import Choose
from resources.wording import words_of
from resources.words import _, listed

SETTING: Final = "photos.folder"
_WIDE: Final = 880
_AROUND: Final = 284
_EXPLAINED: Final = 36
"""What of the window's height the dialog needs beside the photos."""
_LEAST: Final = 130

Rows = list[Heading | GridPhoto]


class PhotoChooser(Dialog):
    """The newest first, under their days. What the visit has already is marked and not taken."""

    def __init__(
        self,
        work: Workplace,
        then: Callable[[list[str]], None],
        *,
        known: frozenset[bytes] = frozenset(),
        slots: Sequence[str] = (),
        single: bool = False,
    ) -> None:
        """``slots``: the obligatory photos that the chosen ones are for, in order."""
        explanation = ""
        if slots:
            explanation = _("عکس‌ها به ترتیبِ برگزیدن: {names}").format(
                names=listed(f"«{name}»" for name in slots)
            )
        super().__init__(
            _("افزودن عکس"),
            explanation,
            primary=_("افزودن"),
            icon="plus",
            width=_WIDE,
            on_decided=self._take,
        )
        self._work, self._then, self._known = work, then, known
        self._darkroom = Darkroom(glances=True)
        self.folder: Path | None = None
        self._places: list[tuple[str, str]] = []
        self._queue: list[str] = []
        self._under_way = False
        self._asked: QFileDialog | None = None
        self.place = ChoiceField(_("از کجا"), [], foot=False)
        self.other = Button(_("پوشهٔ دیگر…"), on_click=self._ask_folder)
        self.status = label("", "small", "text2", wrap=True)
        self.grid = PhotoGrid(_("عکس‌های پوشه"))
        if single:
            self.grid.setSelectionMode(PhotoGrid.SelectionMode.SingleSelection)
        self._assemble()
        self.place.edited.connect(lambda: self.go_to(Path(self.place.value())))
        self.grid.chosen.connect(self._count)
        self.grid.taken.connect(self._take)
        self.grid.wanted.connect(self._want)
        self._count([])

    def _assemble(self) -> None:
        row = QHBoxLayout()
        theme.pad(row, 12)
        row.addWidget(self.place, 1)
        row.addWidget(self.other, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.body.addWidget(self.status)
        self.body.addSpacing(theme.current().gap(6))
        self.body.addWidget(self.grid)
        self.body.addSpacing(theme.current().gap(4))

    def open_over(self, anywhere: QWidget) -> None:
        super().open_over(anywhere)
        self.grid.setFocus()
        self.status.set_words(_("در حال خواندن…"))
        self._work.tasks.look(None, self._darkroom.warm)
        kept = self._work.settings.get(SETTING)
        last = Path(kept) if isinstance(kept, str) and kept else None
        self._work.tasks.look(self, partial(_places, last), self._show_places)

    # Where from

    def _show_places(self, found: tuple[tuple[PhotoPlace, ...], Path | None]) -> None:
        places, last = found
        self._places = [(str(one.folder), _place_words(one)) for one in places]
        start = last or (places[0].folder if places else None)
        if start is None:
            self._offer(None)
            self.status.set_words(_("گوشی یا کارت را وصل کنید، یا پوشه‌ای را نشان دهید."))
            return
        self.go_to(start)

    def _offer(self, folder: Path | None) -> None:
        options = list(self._places)
        if folder is not None and str(folder) not in dict(options):
            options.insert(0, (str(folder), _("پوشهٔ «{name}»").format(name=_name(folder))))
        self.place.set_options(options)
        if folder is not None:
            self.place.set_value(str(folder))

    def _ask_folder(self) -> None:
        """The system's own dialog for a folder, without holding up the window."""
        start = str(self.folder or Path.home())
        self._asked = QFileDialog(self, _("پوشهٔ عکس‌ها"), start)
        self._asked.setFileMode(QFileDialog.FileMode.Directory)
        self._asked.setOption(QFileDialog.Option.ShowDirsOnly)
        self._asked.fileSelected.connect(lambda folder: self.go_to(Path(folder)))
        self._asked.open()

    def go_to(self, folder: Path) -> None:
        """Show another folder."""
        self.folder = folder
        self._queue = []
        self._offer(folder)
        self.grid.show_rows([])
        self.status.set_words(_("در حال خواندن…"))
        today = self._work.desk().today
        self._work.tasks.look(
            self, partial(_read, folder, today), self._show_folder, failed=self._say_problem
        )

    def _show_folder(self, found: tuple[PhotoFolder, Rows]) -> None:
        folder, rows = found
        if folder.folder != self.folder:
            return
        self.status.set_tone("text2")
        self.status.set_words(_status_words(folder))
        self.grid.show_rows(rows)

    def _say_problem(self, error: AppError) -> None:
        self.status.set_tone("danger")
        self.status.set_words(words_of(error.code, error.arguments))

    # The pictures in sight

    def _want(self, keys: list[str]) -> None:
        self._queue = keys
        self._next()

    def _next(self) -> None:
        if self._under_way or not self._queue:
            return
        key = self._queue.pop(0)
        self._under_way = True
        reading = partial(_glance, self._darkroom, key)
        self._work.tasks.look(self, reading, partial(self._came, key))

    def _came(self, key: str, found: Glance | Problem) -> None:
        self._under_way = False
        if isinstance(found, Problem):
            self.grid.put(key, b"", _("باز نمی‌شود"))
        else:
            note = _("پیش‌تر افزوده شده") if found.sha256 in self._known else ""
            self.grid.put(key, found.thumbnail, note)
        self._next()

    # The decision

    def _count(self, keys: list[str]) -> None:
        count = persian_digits(len(keys))
        self.primary.setEnabled(bool(keys))
        self.primary.set_words(_("افزودن {n} عکس").format(n=count) if keys else _("افزودن"))
        self.set_note(_("{n} عکس برگزیده").format(n=count) if keys else "")

    def _take(self) -> None:
        chosen = self.grid.keys()
        if not chosen:
            return
        self._work.settings.put(SETTING, str(self.folder))
        self.close_it()
        self._then(chosen)

    def close_it(self) -> None:
        self._queue = []
        self._work.tasks.look(None, self._darkroom.close)
        super().close_it()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = theme.current()
        around = now.px(_AROUND + (_EXPLAINED if self.accessibleDescription() else 0))
        self.grid.setFixedHeight(max(now.px(_LEAST), self.height() - around))


def choosing(
    owner: QWidget,
    work: Workplace,
    known: Callable[[], frozenset[bytes]] = frozenset,
    slots: Callable[[], Sequence[str]] = tuple,
    *,
    single: bool = False,
) -> Choose:
    """What a strip asks for files with: the chooser over the window of ``owner``."""

    def choose(then: Callable[[list[str]], None]) -> None:
        dialog = PhotoChooser(work, then, known=known(), slots=slots(), single=single)
        dialog.open_over(owner)

    return choose


def _places(last: Path | None) -> tuple[tuple[PhotoPlace, ...], Path | None]:
    """What is plugged in now, and the folder of the last time if it is still there."""
    return photo_places(), last if last is not None and last.is_dir() else None


def _read(folder: Path, today: date) -> tuple[PhotoFolder, Rows]:
    """The rows of a folder, made off the UI thread."""
    found = list_photos(folder)
    rows: Rows = []
    for day, photos in groupby(found.photos, key=lambda one: iran_day(one.at)):
        rows.append(Heading(_day_words(day, today)))
        rows += [GridPhoto(str(one.path), clock(one.at)) for one in photos]
    return found, rows


def _glance(darkroom: Darkroom, key: str) -> Glance | Problem:
    try:
        return darkroom.glance(Path(key))
    except Problem as problem:
        return problem


def _day_words(day: date, today: date) -> str:
    if (today - day).days in (0, 1):
        return listed((relative_day(day, today), long_date(day)))
    return long_date(day)


def _status_words(found: PhotoFolder) -> str:
    if not found.photos:
        words = _("در این پوشه عکس JPEG یا PNG نیست.")
    else:
        words = _("{n} عکس، تازه‌ترین در آغاز").format(n=persian_digits(len(found.photos)))
    parts = [words]
    if found.older:
        older = persian_digits(found.older)
        parts.append(_("{n} عکس قدیمی‌تر نشان داده نشد").format(n=older))
    if found.others:
        others = persian_digits(found.others)
        parts.append(_("{n} عکس از نوعی که باز نمی‌شود (مانند HEIC)").format(n=others))
    return " · ".join(parts)


def _place_words(place: PhotoPlace) -> str:
    words = {
        "phone": _("گوشی «{name}»"),
        "card": _("کارت یا فلش «{name}»"),
        "pictures": _("پوشهٔ تصویرها"),
        "downloads": _("پوشهٔ دریافت‌ها"),
    }[place.kind]
    return words.format(name=ltr_isolate(place.name))


def _name(folder: Path) -> str:
    return ltr_isolate(folder.name or str(folder))
