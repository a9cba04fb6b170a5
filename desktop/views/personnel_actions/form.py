"""The form in which something is proposed about a person, or a decision of elsewhere recorded."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.errors import AppError
from desktop.models.calendar import clock
from desktop.models.drafts import DraftRow
from desktop.models.text import persian_digits
from desktop.runtime.autosave import Autosave
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.personnel_actions import looks
from desktop.views.personnel_actions.draft import PersonnelDraft
from desktop.views.personnel_actions.form_cards import PersonnelCards, roads
from desktop.views.personnel_actions.form_reading import (
    FORM,
    Lists,
    Subject,
    read_lists,
    read_subject,
)
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.page_scroll import page_scroll
from resources.wording import words_of
from resources.words import _

RECORDING = "record"


class PersonnelForm(Page):
    """Filed with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"persons", "setads"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._begun: Place | None = None
        self._draft_id = b""
        self._follows = ""
        self.autosave: Autosave | None = None
        self.header = FormHeader(_("تشویق و تذکر"), _("پیشنهاد تازه"))
        self.save = self.header.add_action(
            Button(_("ثبت"), "primary", icon="send", key="Ctrl+Return", on_click=self.file)
        )
        self.notice = NoticeBar()
        self.proposing = PersonnelCards(self._today, recording=False)
        self.recording = PersonnelCards(self._today, recording=True)
        inside = QVBoxLayout()
        for part in (self.notice, self.proposing, self.recording):
            inside.addWidget(part)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.header)
        self.area = page_scroll(inside, _("پیشنهاد تازه"))
        column.addWidget(self.area, 1)
        self.header.back.connect(lambda: self.work.go(Place("personnel_actions")))
        for cards in (self.proposing, self.recording):
            cards.subject_changed.connect(self._read_subject)

    @property
    def cards(self) -> PersonnelCards:
        """The form that is shown."""
        return self.recording if self.place.part == RECORDING else self.proposing

    def _today(self) -> date:
        return self.work.desk().today

    def visit(self, place: Place) -> None:
        if place != self._begun:
            self._start_over()
        super().visit(place)

    def leave(self) -> None:
        if self.autosave is not None:
            self.autosave.now()

    def _start_over(self) -> None:
        if self.autosave is not None:
            self.autosave.now()
            self.autosave.stop()
            self.autosave = None
        self._begun, self._follows = None, ""
        self._draft_id = self.work.desk().new_id()
        self.header.set_saved("")
        self.notice.clear()

    def reload(self) -> None:
        record = self.place.record
        reading = partial(
            read_lists,
            record=record,
            part=self.place.part,
            recording=self.place.part == RECORDING,
        )
        self.work.tasks.read(self, reading, self._show)

    def _show(self, lists: Lists) -> None:
        cards, recording = self.cards, self.place.part == RECORDING
        before = cards.read(self._follows) if self._begun is not None else None
        self.recording.setVisible(recording)
        self.proposing.setVisible(not recording)
        cards.person.set_options(lists.persons)
        cards.setad.set_options(lists.setads)
        cards.letter.set_options(lists.letters)
        cards.show_findings(lists.findings, lists.fresh.findings)
        if before is not None:
            cards.write(before)
            return
        self._begun = self.place
        self.header.set_title(_("ثبت تصمیم مقام دیگر") if recording else _("پیشنهاد تازه"))
        self.save.set_words(_("ثبت تصمیم") if recording else _("پیشنهاد کن"))
        cards.write(lists.fresh)
        if not recording and not lists.setads:
            self._say_no_setad()
        self._offer(lists.kept)
        self.autosave = Autosave(lambda: self._read().as_fields(), self._keep, self)
        self._read_subject()
        cards.kind.setFocus()

    def _say_no_setad(self) -> None:
        words = _("هنوز ستادی تعریف نشده است")
        line = _("مدیر سامانه رئیس، دبیر و اعضای ستاد را در صفحهٔ «جلسه‌ها» می‌نویسد.")
        self.notice.show_notice(words, line, tone="warning")

    def _offer(self, kept: DraftRow | None) -> None:
        if kept is None:
            return
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
        draft = PersonnelDraft.from_fields(dict(kept.payload))
        self._follows = draft.follows
        self.cards.write(draft)

    def _read(self) -> PersonnelDraft:
        return self.cards.read(self._follows)

    def _keep(self) -> None:
        draft = self._read()
        if not draft.begun():
            return
        name = self.cards.person.control.currentText() if draft.person else "…"
        title = f"{looks.kind_words(draft.kind)} · {name}"
        self.work.tasks.execute(
            SaveDraft(self._draft_id, FORM, title, draft.as_fields()),
            lambda _changes: self._say_saved(),
            owner=self,
        )

    def _say_saved(self) -> None:
        time = clock(self.work.desk().now)
        self.header.set_saved(_("ذخیره شد {time}").format(time=time))

    # Whether it is a repetition

    def _read_subject(self) -> None:
        draft = self._read()
        if not draft.person or not draft.happened_on:
            self.cards.post.set_words("")
            return
        day = self.cards.happened_on.value()
        if day is None:
            return
        reading = partial(
            read_subject,
            person=bytes.fromhex(draft.person),
            day=day,
            indicator=draft.indicator or None,
        )
        self.work.tasks.read(self, reading, self._show_subject)

    def _show_subject(self, subject: Subject) -> None:
        words = _("سمت در آن روز: {post}").format(post=subject.post or _("ثبت نشده"))
        self.cards.post.set_words(words)
        if self.place.part == RECORDING or not subject.cautions:
            return
        if self.cards.kind.value() == "board_referral":
            self._follows = subject.last_caution
            return
        words = _("تکرار: {n} تذکر پیشین دربارهٔ همین شاخص در دورهٔ تکرار").format(
            n=persian_digits(subject.cautions)
        )
        line = _("پیشنهاد برنامه معرفی به هیأت است؛ تصمیم با شماست.")
        self.notice.show_notice(
            words,
            line,
            tone="warning",
            icon="gavel",
            action=_("معرفی به هیأت"),
            on_action=lambda: self._take_board(subject),
        )

    def _take_board(self, subject: Subject) -> None:
        self._follows = subject.last_caution
        self.notice.clear()
        self.cards.write(PersonnelDraft(**{**self._read().as_fields(), "kind": "board_referral"}))

    # Filing

    def file(self) -> None:
        """Say all that is wrong at once, or file it."""
        fields = self.cards.fields()
        for field in fields.values():
            field.set_problem(None)
        draft = self._read()
        problems = draft.problems(roads())
        if not self.cards.happened_on.is_readable():
            problems.pop("happened_on", None)
            self.cards.happened_on.setFocus()
            return
        if problems:
            for name, words in problems.items():
                fields[name].set_problem(words)
            self._go_to(next(iter(problems)))
            return
        key = self.work.desk().new_id()
        command = draft.record(key) if draft.recording else draft.propose(key)
        self.save.setEnabled(False)
        self.work.tasks.execute(
            command, lambda _changes: self._filed(key), owner=self, failed=self._refused
        )

    def _go_to(self, name: str) -> None:
        field = self.cards.fields()[name]
        field.setFocus()
        self.area.ensureWidgetVisible(field)

    def _filed(self, key: bytes) -> None:
        self.save.setEnabled(True)
        if self.autosave is not None:
            self.autosave.stop()
            self.autosave = None
        self.work.tasks.execute(DiscardDraft(self._draft_id))
        self._begun = None
        for text in (
            *("reason", "proposal", "amount", "form", "intent_evidence"),
            *("survey_title", "survey_n"),
        ):
            getattr(self.cards, text).set_value("")
        self.cards.intent_class.set_value("")
        self.cards.happened_on.set_value(None)
        self.cards.survey_day.set_value(None)
        self.cards.register = ""
        self.work.go(Place("personnel_action", key))

    def _refused(self, error: AppError) -> None:
        self.save.setEnabled(True)
        words = words_of(error.code, error.arguments)
        name = str(error.arguments.get("field", ""))
        if name in self.cards.fields():
            self.cards.fields()[name].set_problem(words)
            self._go_to(name)
        else:
            self.notice.show_notice(words, tone="danger")
