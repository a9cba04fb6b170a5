"""The quarter report on paper (G4): shares, every action, what is late and why, every event."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.documents.blocks import Boxed, Facts
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import Align
from desktop.documents.signatures import Signature, Signatures
from desktop.documents.table import Aside, Column, Row, Table
from desktop.documents.visit_papers import Origin, payload
from desktop.models.calendar import short_date
from desktop.models.programmes.frequency import Slot
from desktop.models.programmes.pack import QuarterPack
from desktop.models.programmes.records import report_id
from desktop.models.programmes.rows import ItemRow, OccurrenceRow
from desktop.models.programmes.standing import Share
from desktop.models.programmes.words import due_words, why_words
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from resources.wording.programmes import AUDIENCES, ITEM_STATES
from resources.words import _, listed

_MET = ("held", "late")


def quarter_report(pack: QuarterPack, origin: Origin, *, draft: bool = False) -> bytes:
    """The paper of a quarter. The same rows and the same time give the same bytes."""
    title = _("گزارش سه‌ماههٔ برنامه‌های نه‌گانه")
    plan = pack.plan
    head = _("{agency}، فصل {quarter} سال {year}").format(
        agency=plan.agency_name,
        quarter=persian_digits(pack.quarter),
        year=persian_digits(plan.year),
    )
    sheet = Paper(
        Letterhead(
            issuer=plan.agency_name,
            office=plan.province_name or "",
            date=short_date(pack.today),
            attachment=_("دارد"),
            qr=payload("quarter_reports", report_id(plan.id, pack.quarter)),
        ),
        Foot(origin.printed_at, origin.app_version, origin.seal, plan.sample or origin.sample),
        title,
        head,
        marks=Marks(draft=draft),
    )
    boxes = Signatures((Signature(_("مسئول برنامه"), ""), Signature(_("دبیر حقوق شهروندی"), "")))
    sheet.flow([*_blocks(pack)], tail=boxes.room())
    boxes.place(sheet, 0)
    return render([sheet], title, origin.printed_at)


def _blocks(pack: QuarterPack) -> Iterator[Block]:
    span = f"{short_date(pack.first)} – {short_date(pack.last)}"
    yield Facts(
        [
            (_("دستگاه"), pack.plan.agency_name),
            (_("استان"), pack.plan.province_name or _("ستاد دستگاه")),
            (_("دوره"), span),
            (_("انجام‌شده"), _share(pack.plan.share)),
            (_("رویدادها"), group_digits(len(pack.events))),
            (_("مدارک"), group_digits(len(pack.evidence))),
        ]
    )
    yield _shares(pack)
    yield _late(pack)
    yield _actions(pack)
    if pack.events:
        yield _events(pack)
    words = _(
        "انجام‌شده ÷ اقدام‌های مربوط؛ P۲.۸ با P۲.۲ و P۹.۷ با P۹.۶ یک بار شمرده می‌شود و اقدام "
        "نامربوط یا بی‌مورد در شمار نیست. هر هفته به فصل شنبهٔ خود تعلق دارد. رویدادی که چند اقدام "
        "را برآورده کند یک رویداد است. رویداد در ماه برگزاری شمرده می‌شود و اگر پس از آن ماه "
        "ثبت شده باشد «با تأخیر» است."
    )
    yield Boxed(words, least=0)


def _share(share: Share) -> str:
    if share.percent is None:
        return _("سنجیدنی نیست")
    return _("{percent}٪ ({done} از {all})").format(
        percent=persian_digits(share.percent),
        done=persian_digits(share.done),
        all=persian_digits(share.applicable),
    )


def _code(code: str) -> str:
    return ltr_isolate(persian_digits(code))


def _shares(pack: QuarterPack) -> Table:
    rows = [
        Row(
            (
                _code(one.code),
                one.title,
                _share(one.share),
                persian_digits(one.share.late),
                persian_digits(one.share.apart),
            )
        )
        for one in pack.blocks
    ]
    columns = (
        Column(_("کد"), 14, Align.CENTRE),
        Column(_("برنامه")),
        Column(_("انجام‌شده"), 34),
        Column(_("عقب‌افتاده"), 24, Align.CENTRE),
        Column(_("بیرون از شمار"), 26, Align.CENTRE),
    )
    return Table(columns, rows, _("انجام هر برنامه"), counted=_("برنامه"))


def _items(pack: QuarterPack) -> Iterator[ItemRow]:
    return (row for block in pack.blocks for row in block.items)


def _late(pack: QuarterPack) -> Table:
    rows = [
        Row((_code(row.code), (row.title, Aside(due_words(slot.due))), " ".join(why)))
        for row in _items(pack)
        if row.alias_of is None and row.applicable
        for slot in pack.slots(row)
        if (why := why_words(slot, pack.today))
    ]
    columns = (Column(_("کد"), 14, Align.CENTRE), Column(_("اقدام و دوره")), Column(_("چرا"), 78))
    if not rows:
        rows = [Row(("", _("در این فصل چیزی عقب نیفتاده است."), ""))]
    return Table(columns, rows, _("آنچه دیر شد یا برگزار نشد"), counted=_("مورد"))


def _actions(pack: QuarterPack) -> Table:
    rows: list[Row] = []
    for block in pack.blocks:
        rows.append(Row(section=f"{_code(block.code)} · {block.title}"))
        rows.extend(_action(pack, row) for row in block.items)
    columns = (
        Column(_("کد"), 14, Align.CENTRE),
        Column(_("اقدام")),
        Column(_("این فصل"), 24, Align.CENTRE),
        Column(_("سال"), 24, Align.CENTRE),
        Column(_("وضعیت"), 28),
    )
    return Table(columns, rows, _("همهٔ اقدام‌ها"), counted=_("اقدام"))


def _action(pack: QuarterPack, row: ItemRow) -> Row:
    state = str(ITEM_STATES.get(row.standing.state, row.standing.state))
    aside = None
    if row.alias_of is not None:
        aside = _("با {code} پر و شمرده می‌شود").format(code=_code(row.alias_of))
    elif not row.applicable:
        aside = row.reason
    elif row.coordination_number:
        aside = _("بومی‌شده با نامهٔ {number}").format(number=persian_digits(row.coordination_number))
    main = (row.title, Aside(aside)) if aside else (row.title,)
    return Row((_code(row.code), main, met(pack.slots(row)), met(row.slots), state))


def met(slots: list[Slot] | tuple[Slot, ...]) -> str:
    """«۳ از ۳»; a dash where nothing is due."""
    if not slots:
        return "—"
    count = sum(one.state in _MET for one in slots)
    return _("{n} از {all}").format(n=persian_digits(count), all=persian_digits(len(slots)))


def _events(pack: QuarterPack) -> Table:
    columns = (
        Column(_("روز"), 26),
        Column(_("کد"), 22, Align.CENTRE),
        Column(_("رویداد")),
        Column(_("حاضران"), 36),
        Column(_("مدرک"), 14, Align.CENTRE),
    )
    rows = [_event(one) for one in pack.events]
    return Table(columns, rows, _("رویدادهای فصل"), counted=_("رویداد"))


def _event(one: OccurrenceRow) -> Row:
    minutes = None
    if one.minutes:
        minutes = _("{n} دقیقه").format(n=persian_digits(one.minutes))
    told = listed((one.place, one.manager, minutes))
    late = _("با تأخیر ثبت شد") if one.late else None
    asides = tuple(Aside(words) for words in (told, late) if words)
    people = listed(f"{group_digits(n)} {AUDIENCES.get(name, name)}" for name, n in one.people)
    return Row(
        (
            short_date(one.day),
            listed(map(_code, (one.code, *one.also))),
            (one.title, *asides),
            people or "—",
            persian_digits(len(one.evidence)),
        )
    )
