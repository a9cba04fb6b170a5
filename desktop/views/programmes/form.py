"""The form by which what was held is recorded under an action of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.commands.programme_occurrences import AUDIENCES
from desktop.errors import AppError
from desktop.models.calendar import clock
from desktop.models.drafts import DraftRow, drafts
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.events import instructors_of, item_detail
from desktop.models.programmes.records import ActionOccurrence
from desktop.models.programmes.rows import ItemDetail
from desktop.models.reader import Reader
from desktop.models.text import persian_digits
from desktop.runtime.autosave import Autosave
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.programmes import looks
from desktop.views.programmes.draft import OccurrenceDraft
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, TextField
from desktop.views.shared.labels import label
from desktop.views.shared.many_field import ManyField
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.page_scroll import page_scroll
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


class OccurrenceForm(Page):
    """Recorded with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"plan_items", "instructors", "action_occurrences"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._begun: tuple[bytes, str] = (b"", "")
        self._occurrence = self._meeting = ""
        self._draft_id = work.desk().new_id()
        self._detail: ItemDetail | None = None
        self.autosave: Autosave | None = None
        self.header = FormHeader(_("برنامه‌های نه‌گانه"), _("نوبت تازه"))
        self.save = self.header.add_action(
            Button(_("ثبت نوبت"), "primary", icon="check", key="Ctrl+Return", on_click=self.file)
        )
        self.notice = NoticeBar()
        today = work.desk().today
        self.day = DateField(_("روز برگزاری"), today=self._today, last=today, required=True)
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
        self.header.back.connect(lambda: self.work.go(Place("programmes")))

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
        inside = QVBoxLayout()
        theme.pad(inside, 12)
        for one in (self.notice, when, who, money):
            inside.addWidget(one)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.header)
        column.addWidget(page_scroll(inside, _("نوبت تازه")), 1)

    def _today(self) -> date:
        return self.work.desk().today

    def leave(self) -> None:
        if self.autosave is not None:
            self.autosave.now()

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
        self._draft_id = self.work.desk().new_id()
        self.notice.clear()
        self._clear()
        if lists.edited is not None:
            self._put(lists.edited)
        elif lists.kept is not None:
            self._offer(lists.kept)
        self.autosave = Autosave(lambda: self._read().as_fields(), self._keep, self)
        self.day.setFocus()

    def _clear(self) -> None:
        self._put(OccurrenceDraft())
        managers = [] if self._detail is None else self._detail.row.managers
        self.manager.set_value(managers[0] if len(managers) == 1 else "")

    def _offer(self, kept: DraftRow) -> None:
        if self.place.part == kept.id.hex():
            self._take(kept)
            return
        words = _("پیش‌نویس ناتمامی از {time} مانده است").format(time=clock(kept.updated_at))
        self.notice.show_notice(
            words,
            kept.title,
            icon="history",
            action=_("ادامه"),
            on_action=lambda: self._take(kept),
        )

    def _take(self, kept: DraftRow) -> None:
        self.notice.clear()
        self._draft_id = kept.id
        self._put(OccurrenceDraft.from_fields(dict(kept.payload)))

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

    def _keep(self) -> None:
        draft = self._read()
        title = draft.title or _("نوبت تازه")
        self.work.tasks.execute(
            SaveDraft(self._draft_id, FORM, title, draft.as_fields()),
            lambda _changes: self.header.set_saved(
                _("ذخیره شد {time}").format(time=clock(self.work.desk().now))
            ),
            owner=self,
        )

    def fields(self) -> dict[str, Field]:
        """Every field by the name under which it is refused."""
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
        """Say all that is wrong at once, or record it."""
        fields = self.fields()
        for field in fields.values():
            field.set_problem(None)
        draft, detail = self._read(), self._detail
        problems = draft.problems()
        for name, words in problems.items():
            fields[name].set_problem(words)
        if problems:
            fields[next(iter(problems))].setFocus()
        if problems or detail is None:
            return
        key = self.work.desk().new_id()
        self.work.tasks.execute(
            draft.command(detail.plan.id, detail.row.code, key),
            lambda _changes: self._filed(),
            owner=self,
            failed=self._refused,
        )

    def _filed(self) -> None:
        if self.autosave is not None:
            self.autosave.stop()
            self.autosave = None
        self.work.tasks.execute(DiscardDraft(self._draft_id))
        (item, _part), self._begun = self._begun, (b"", "")
        self.work.go(Place("programme_item", item))

    def _refused(self, error: AppError) -> None:
        words = words_of(error.code, error.arguments)
        field = self.fields().get(str(error.arguments.get("field", "")))
        if field is not None:
            field.set_problem(words)
            field.setFocus()
        else:
            self.notice.show_notice(words, tone="danger")


def _row(*fields: Field) -> QHBoxLayout:
    row = QHBoxLayout()
    theme.pad(row, 12)
    for one in fields:
        row.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    return row
