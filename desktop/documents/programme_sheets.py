"""The quarter report as a workbook: actions, events and evidence, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from desktop.models.calendar import iran_day, jalali
from desktop.models.programmes.pack import QuarterPack
from desktop.models.programmes.words import due_words, why_words
from resources.wording.programmes import AUDIENCES, EVIDENCE_KINDS, ITEM_STATES, SLOT_STATES
from resources.words import _, listed

Value = str | int | None
_FORMULA: Final = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula at the beginning of a cell."""
_WIDE: Final = 60


def quarter_workbook(pack: QuarterPack, made_at: datetime) -> bytes:
    """The workbook; days are Solar Hijri text, ``1404/08/20``, so that they sort."""
    book = Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    book.properties.creator = pack.plan.agency_name
    fill(book, _("اقدام‌ها"), _action_heads(), _actions(pack))
    fill(book, _("نوبت‌ها"), _slot_heads(), _slots(pack))
    fill(book, _("رویدادها"), _event_heads(), _events(pack))
    fill(book, _("مدارک"), _evidence_heads(), _evidence(pack))
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def fill(
    book: Workbook, title: str, heads: tuple[str, ...], rows: Iterable[tuple[Value, ...]]
) -> None:
    """A sheet of a workbook: heads that stay in sight, then rows, none of them a formula."""
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    sheet.append(heads)
    widths = [len(one) for one in heads]
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        plain = [_plain(one) for one in row]
        sheet.append(plain)
        widths = [max(wide, len(str(one or ""))) for wide, one in zip(widths, plain, strict=True)]
    for number, wide in enumerate(widths, start=1):
        letter = sheet.cell(1, number).column_letter
        sheet.column_dimensions[letter].width = min(wide + 3, _WIDE)


def _plain(value: Value) -> Value:
    """Text is text: nothing typed by a person becomes a formula on the reader's computer."""
    if not isinstance(value, str):
        return value
    clean: str = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean


def _day(day: date) -> str:
    year, month, number = jalali(day)
    return f"{year}/{month:02}/{number:02}"


def _action_heads() -> tuple[str, ...]:
    return (
        *(_("کد"), _("اقدام"), _("مسئول"), _("وضعیت"), _("برگزار شد"), _("لازم در سال")),
        *(_("عقب‌افتاده"), _("این فصل"), _("لازم این فصل"), _("هزینه (ریال)"), _("توضیح")),
    )


def _actions(pack: QuarterPack) -> Iterable[tuple[Value, ...]]:
    for block in pack.blocks:
        for row in block.items:
            mine = pack.slots(row)
            yield (
                row.code,
                row.title,
                row.owner,
                str(ITEM_STATES.get(row.standing.state, row.standing.state)),
                row.standing.met,
                row.standing.needed,
                row.standing.missing,
                sum(one.state in ("held", "late") for one in mine),
                len(mine),
                row.cost,
                row.alias_of or row.reason,
            )


def _slot_heads() -> tuple[str, ...]:
    return (_("کد"), _("دوره"), _("مهلت"), _("وضعیت"), _("ثبت‌شده"), _("لازم"), _("چرا"))


def _slots(pack: QuarterPack) -> Iterable[tuple[Value, ...]]:
    for block in pack.blocks:
        for row in block.items:
            for one in pack.slots(row) if row.alias_of is None and row.applicable else ():
                yield (
                    row.code,
                    due_words(one.due),
                    _day(one.due.last),
                    str(SLOT_STATES[one.state]),
                    one.got,
                    one.due.needed,
                    " ".join(why_words(one, pack.today)),
                )


def _event_heads() -> tuple[str, ...]:
    groups = (str(words) for words in AUDIENCES.values())
    return (
        *(_("روز"), _("ثبت"), _("کد"), _("هم‌زمان"), _("رویداد"), _("جا"), _("دقیقه"), _("مدیر")),
        *(_("استاد"), *groups, _("مدرک"), _("هزینه (ریال)")),
    )


def _events(pack: QuarterPack) -> Iterable[tuple[Value, ...]]:
    for one in pack.events:
        people = dict(one.people)
        yield (
            _day(one.day),
            _day(iran_day(one.entered)),
            one.code,
            listed(one.also),
            one.title,
            one.place,
            one.minutes,
            one.manager,
            one.instructor,
            *(people.get(name) for name in AUDIENCES),
            len(one.evidence),
            one.cost,
        )


def _evidence_heads() -> tuple[str, ...]:
    return (
        *(_("تاریخ مدرک"), _("بارگذاری"), _("گونهٔ مدرک"), _("عنوان مدرک"), _("پرونده")),
        *(_("نشانی"), _("برای چند رویداد"), "SHA-256"),
    )


def _evidence(pack: QuarterPack) -> Iterable[tuple[Value, ...]]:
    for one in pack.evidence:
        yield (
            _day(one.dated_on),
            _day(one.entered),
            str(EVIDENCE_KINDS.get(one.kind, one.kind)),
            one.title,
            one.name,
            one.link,
            one.events,
            None if one.sha256 is None else one.sha256.hex(),
        )
