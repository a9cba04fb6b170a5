"""The form in which something is proposed about a person, or a decision of elsewhere recorded."""

from __future__ import annotations

from functools import partial
from typing import Any

from desktop.models.text import persian_digits
from desktop.views.navigation import Place, Workplace
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
from desktop.views.shared.draft_form import DraftForm
from desktop.views.shared.fields import Field
from resources.words import _

RECORDING = "record"


class PersonnelForm(DraftForm):
    """Filed with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"persons", "setads"})
    form, home = FORM, "personnel_actions"

    def __init__(self, work: Workplace) -> None:
        super().__init__(*(work, _("تشویق و تذکر"), _("پیشنهاد تازه"), _("ثبت"), "send"))
        self._begun: Place | None = None
        self._follows = ""
        self.proposing = PersonnelCards(self.today, recording=False)
        self.recording = PersonnelCards(self.today, recording=True)
        self.lay(_("پیشنهاد تازه"), self.proposing, self.recording)
        for cards in (self.proposing, self.recording):
            cards.subject_changed.connect(self._read_subject)

    @property
    def cards(self) -> PersonnelCards:
        """The form that is shown."""
        return self.recording if self.place.part == RECORDING else self.proposing

    def visit(self, place: Place) -> None:
        if place != self._begun:
            self._start_over()
        super().visit(place)

    def _start_over(self) -> None:
        self.leave()
        self.stop()
        self._begun, self._follows = None, ""
        self.draft_id = self.work.desk().new_id()
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
        self.start(lists.kept)
        self._read_subject()
        cards.kind.setFocus()

    def _say_no_setad(self) -> None:
        words = _("هنوز ستادی تعریف نشده است")
        line = _("مدیر سامانه رئیس، دبیر و اعضای ستاد را در صفحهٔ «جلسه‌ها» می‌نویسد.")
        self.notice.show_notice(words, line, tone="warning")

    def put_payload(self, kept: dict[str, Any]) -> None:
        draft = PersonnelDraft.from_fields(kept)
        self._follows = draft.follows
        self.cards.write(draft)

    def _read(self) -> PersonnelDraft:
        return self.cards.read(self._follows)

    def payload(self) -> dict[str, Any]:
        return self._read().as_fields()

    def draft_title(self) -> str:
        draft = self._read()
        name = self.cards.person.control.currentText() if draft.person else "…"
        return f"{looks.kind_words(draft.kind)} · {name}" if draft.begun() else ""

    def named(self) -> dict[str, Field]:
        return self.cards.fields()

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
        self.unmark()
        draft = self._read()
        problems = draft.problems(roads())
        if not self.cards.happened_on.is_readable():
            self.cards.happened_on.setFocus()
            return
        if self.mark(problems):
            return
        key = self.work.desk().new_id()
        command = draft.record(key) if draft.recording else draft.propose(key)
        self.carry_out(command, partial(self._filed_as, key))

    def _filed_as(self, key: bytes) -> None:
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
