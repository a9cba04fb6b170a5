"""The form by which what was held is recorded under an action of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.programme_occurrences import AUDIENCES
from desktop.models.drafts import DraftRow, drafts
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.events import instructors_of, item_detail
from desktop.models.programmes.records import ActionOccurrence
from desktop.models.programmes.rows import ItemDetail
from desktop.models.reader import Reader
from desktop.models.text import persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.programmes import looks
from desktop.views.programmes.draft import OccurrenceDraft
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.draft_form import DraftForm
from desktop.views.shared.fields import Field, TextField
from desktop.views.shared.labels import label
from desktop.views.shared.many_field import ManyField
from resources.wording import words_of
from resources.wording.programmes import AUDIENCES as AUDIENCE_WORDS
from resources.words import _

FORM: Final = "programme_form"


@dataclass(frozen=True, slots=True)
class Lists:
    """What an event is chosen from, and what was left unfinished of this action."""

    detail: ItemDetail | None
    instructors: list[tuple[str, str]]
    actions: list[tuple[str, str]]
    events: list[tuple[str, str]]
    kept: DraftRow | None
    edited: OccurrenceDraft | None = None


def read_lists(session: Session, item: bytes, part: str, reader: Reader, today: date) -> Lists:
    """The action, the teachers, further actions, and the events that this one may answer.

    ``part`` is the id of a draft to go on with, or of an event to correct.
    """
    kept = [row for row in drafts(session) if row.place == FORM]
    wanted = next(
        (
            row
            for row in kept
            if row.id.hex() == part or (not part and row.payload.get("item") == item.hex())
        ),
        None,
    )
    if wanted is not None and part:
        item = bytes.fromhex(wanted.payload.get("item") or item.hex())
    detail = item_detail(session, item, reader=reader, today=today)
    if detail is None:
        return Lists(None, [], [], [], None)
    known = catalogue(session)
    query = (
        select(ActionOccurrence.id, ActionOccurrence.code, ActionOccurrence.title)
        .where(
            ActionOccurrence.plan_id == detail.plan.id,
            ActionOccurrence.deleted_at.is_(None),
            ActionOccurrence.merged_into.is_(None),
        )
        .order_by(ActionOccurrence.day.desc())
    )
    event = session.get(ActionOccurrence, bytes.fromhex(part)) if part else None
    return Lists(
        detail,
        instructors_of(session, detail.plan.agency),
        [
            (one.code, f"{looks.code_words(one.code)} {one.title}")
            for one in known.actions.values()
            if one.alias_of is None and one.code != detail.row.code
        ],
        [
            (row.id.hex(), f"{looks.code_words(row.code)} {row.title}")
            for row in session.execute(query)
            if row.code in known.actions and detail.row.per in known.actions[row.code].events
        ],
        wanted,
        None if event is None else OccurrenceDraft.of(item, event),
    )


class OccurrenceForm(DraftForm):
    """Recorded with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"plan_items", "instructors", "action_occurrences"})
    form, home = FORM, "programmes"

    def __init__(self, work: Workplace) -> None:
        super().__init__(*(work, _("برنامه‌های نه‌گانه"), _("نوبت تازه"), _("ثبت نوبت"), "check"))
        self._begun: tuple[bytes, str] = (b"", "")
        self._occurrence = self._meeting = ""
        self._detail: ItemDetail | None = None
        today = work.desk().today
        self.day = DateField(_("روز برگزاری"), today=self.today, last=today, required=True)
        self.title = TextField(_("موضوع"))
        self.starts_at = TextField(_("ساعت آغاز"), code=True)
        self.minutes = TextField(_("مدت (دقیقه)"), code=True)
        self.where = TextField(_("جا"))
        self.manager = ChoiceField(_("مدیر"), [], empty=_("برگزینید"), search=False)
        self.about = ChoiceField(_("دربارهٔ رویداد"), [], empty=_("برگزینید"), search=False)
        self.instructor = ChoiceField(_("استاد تأییدشده"), [], empty=_("ندارد"), search=False)
        self.also = ManyField(
            _("هم‌زمان برای اقدام‌های دیگر"), [], empty=_("افزودن اقدام"), chip=_("هم‌زمان")
        )
        self.people = {
            name: TextField(_("شمار {group}").format(group=AUDIENCE_WORDS[name]), code=True)
            for name in AUDIENCES
        }
        self.cost = TextField(_("هزینه (ریال)"), code=True)
        self.fund = TextField(_("محل تأمین"))
        self._assemble()

    def _assemble(self) -> None:
        when = Card(_("چه زمانی و کجا"))
        for group in (
            (self.day, self.starts_at, self.minutes),
            (self.title, self.where),
            (self.manager, self.about),
        ):
            when.body.addLayout(_row(*group))
        words = _("در ماه برگزاری شمرده می‌شود؛ ثبت پس از پایان آن ماه «با تأخیر» نشان می‌گیرد.")
        when.body.addWidget(label(words, "small", "text3", wrap=True))
        who = Card(_("برای چه کسانی"))
        who.body.addLayout(_row(*self.people.values()))
        who.body.addLayout(_row(self.instructor, self.also))
        money = Card(_("هزینه"))
        money.body.addLayout(_row(self.cost, self.fund))
        self.lay(_("نوبت تازه"), when, who, money)

    def reload(self) -> None:
        desk = self.work.desk()
        reading = partial(
            read_lists,
            item=self.place.record,
            part=self.place.part,
            reader=desk.reader,
            today=desk.today,
        )
        self.work.tasks.read(self, reading, self._show)

    def _show(self, lists: Lists) -> None:
        self._detail = lists.detail
        if lists.detail is None:
            self.save.setEnabled(False)
            self.notice.show_notice(words_of("record_not_here", {}), tone="danger")
            return
        row = lists.detail.row
        self.save.setEnabled(True)
        self.header.set_title(f"{looks.code_words(row.code)} · {row.title}")
        self.manager.set_options([(one, one) for one in row.managers])
        self.manager.setVisible(row.per == "week")
        self.about.set_options(lists.events)
        self.about.setVisible(row.kind == "each_event")
        self.instructor.set_options(lists.instructors)
        self.also.set_options(lists.actions)
        if self._begun == (row.id, self.place.part):
            return
        self._begun = (row.id, self.place.part)
        self.stop()
        self.draft_id = self.work.desk().new_id()
        self.notice.clear()
        self._clear()
        if lists.edited is not None:
            self._put(lists.edited)
        self.start(None if lists.edited is not None else lists.kept)
        self.day.setFocus()

    def _clear(self) -> None:
        self._put(OccurrenceDraft())
        managers = [] if self._detail is None else self._detail.row.managers
        self.manager.set_value(managers[0] if len(managers) == 1 else "")

    def put_payload(self, kept: dict[str, Any]) -> None:
        self._put(OccurrenceDraft.from_fields(kept))

    def payload(self) -> dict[str, Any]:
        return self._read().as_fields()

    def draft_title(self) -> str:
        return self.title.value().strip() or _("نوبت تازه")

    def _put(self, draft: OccurrenceDraft) -> None:
        self._occurrence, self._meeting = draft.occurrence, draft.meeting
        self.save.set_words(_("ثبت ویرایش") if draft.occurrence else _("ثبت نوبت"))
        self.day.set_value(date.fromisoformat(draft.day) if draft.day else None)
        self.title.set_value(draft.title)
        self.starts_at.set_value(persian_digits(draft.starts_at))
        self.minutes.set_value(persian_digits(draft.minutes))
        self.where.set_value(draft.place)
        self.manager.set_value(draft.manager)
        self.about.set_value(draft.about)
        self.instructor.set_value(draft.instructor)
        self.also.set_value(draft.also)
        for name, field in self.people.items():
            field.set_value(persian_digits(draft.people.get(name, "")))
        self.cost.set_value(persian_digits(draft.cost))
        self.fund.set_value(draft.fund_source)

    def _read(self) -> OccurrenceDraft:
        day = self.day.value()
        return OccurrenceDraft(
            item=self._begun[0].hex(),
            occurrence=self._occurrence,
            meeting=self._meeting,
            day=day.isoformat() if day else "",
            title=self.title.value().strip(),
            starts_at=self.starts_at.value().strip(),
            minutes=self.minutes.value().strip(),
            place=self.where.value().strip(),
            manager=self.manager.value(),
            about=self.about.value(),
            instructor=self.instructor.value(),
            also=list(self.also.value()),
            people={name: field.value().strip() for name, field in self.people.items()},
            cost=self.cost.value().strip(),
            fund_source=self.fund.value().strip(),
        )

    def named(self) -> dict[str, Field]:
        return {
            "day": self.day,
            "title": self.title,
            "starts_at": self.starts_at,
            "minutes": self.minutes,
            "manager": self.manager,
            "about": self.about,
            "instructor": self.instructor,
            "code": self.also,
            **{f"people_{name}": field for name, field in self.people.items()},
            "cost": self.cost,
        }

    def file(self) -> None:
        self.unmark()
        draft, detail = self._read(), self._detail
        if self.mark(draft.problems()) or detail is None:
            return
        key = self.work.desk().new_id()
        self.carry_out(draft.command(detail.plan.id, detail.row.code, key), self._go_back)

    def _go_back(self) -> None:
        (item, _part), self._begun = self._begun, (b"", "")
        self.work.go(Place("programme_item", item))


def _row(*fields: Field) -> QHBoxLayout:
    row = QHBoxLayout()
    theme.pad(row, 12)
    for one in fields:
        row.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    return row
