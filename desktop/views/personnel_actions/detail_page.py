"""The page of one case: what is said, what the person said, what was decided, its letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from desktop.commands.letters import DraftLetter
from desktop.errors import AppError
from desktop.models.personnel_actions.facts import KIND
from desktop.models.personnel_actions.queries import personnel_detail
from desktop.models.personnel_actions.rows import PersonnelDetail
from desktop.models.reader import Reader
from desktop.views.navigation import Place, Workplace
from desktop.views.personnel_actions import cards, looks
from desktop.views.personnel_actions.chain_line import chain_line
from desktop.views.personnel_actions.letters import letter_for, template_words, templates_for
from desktop.views.personnel_actions.naming import name_party
from desktop.views.personnel_actions.steps import dialog_for, primary_of, secondary_of
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.record_page import RecordPage, steps_card
from desktop.views.shared.step_dialog import Step
from resources.wording import words_of
from resources.words import _, lazy


class PersonnelDetailPage(RecordPage):
    """Ctrl+Enter takes the next step; letters are written from their templates."""

    home = "personnel_actions"
    home_title = lazy("تشویق و تذکر")
    shows = frozenset(
        {
            *("personnel_actions", "person_statements", "case_parties", "letters"),
            *("attachments", "transitions", "meetings"),
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        desk = work.desk()
        self._reader = Reader(desk.person, desk.role)

    def reading(self) -> Callable[[Session], PersonnelDetail | None]:
        return partial(personnel_detail, key=self.place.record, reader=self._reader)

    def draw(self, found: PersonnelDetail) -> None:
        person = Step("PersonFile", lazy("پروندهٔ شخص"), "user")
        steps = [*secondary_of(found), person]
        self.set_head(looks.title_words(found.row), steps, primary_of(found), self.take)
        go = self.work.go
        self.main.addWidget(cards.state_line(found))
        line = chain_line(found.links, go)
        if line is not None:
            self.main.addWidget(line)
        self.main.addWidget(cards.facts_card(found))
        for card in (cards.statements_card(found), cards.decision_card(found)):
            if card is not None:
                self.main.addWidget(card)
        self.main.addWidget(cards.sources_card(found.sources, go))
        letters = cards.letters_card(found, go)
        if letters is not None:
            self.side.addWidget(letters)
        if found.meeting_id is not None:
            place = Place("meeting", found.meeting_id)
            self.side.addWidget(Button(_("جلسهٔ ستاد"), icon="gavel", on_click=partial(go, place)))
        self.side.addWidget(cards.parties_card(found.parties))
        self.side.addWidget(steps_card(found.steps, looks.state_words))

    def take(self, step: Step) -> None:
        """Open what a step asks for, or go where it happens."""
        found: PersonnelDetail | None = self.shown
        if found is None:
            return
        if step.name == "PersonFile":
            self.work.go(Place("person_file", found.row.person_id))
        elif step.name == "DraftLetter":
            self.choose_letter(found)
        elif step.name == "NameParty":
            self.open(name_party(found.row.id, KIND, self.work))
        else:
            self.open(dialog_for(step, found, self.work))

    def choose_letter(self, detail: PersonnelDetail) -> None:
        """Which letter; where only one fits, that one."""
        codes = templates_for(detail)
        if not codes:
            words = _("در این وضعیت نامه‌ای از الگو نوشته نمی‌شود")
            self.notice.show_notice(words, tone="info")
            return
        if len(codes) == 1:
            self.write_letter(detail, codes[0])
            return
        dialog = Dialog(_("کدام نامه؟"), looks.title_words(detail.row), primary="")
        for code in codes:
            dialog.body.addWidget(
                Button(
                    template_words(code),
                    icon="mail",
                    on_click=partial(self._chosen, dialog, detail, code),
                )
            )
        self.open(dialog)

    def _chosen(self, dialog: Dialog, detail: PersonnelDetail, code: str) -> None:
        dialog.close_it()
        self.write_letter(detail, code)

    def write_letter(self, detail: PersonnelDetail, code: str) -> None:
        """File the draft with what the case says, and go to its page."""
        desk = self.work.desk()
        key = desk.new_id()
        making = partial(
            letter_for,
            detail=detail,
            code=code,
            office=desk.office,
            today=desk.today,
            key=key,
        )
        self.work.tasks.read(self, making, self._file_letter)

    def _file_letter(self, command: DraftLetter) -> None:
        key = command.id or b""
        self.work.tasks.execute(
            command,
            lambda _changes: self.work.go(Place("letter", key)),
            owner=self,
            failed=self._say_refused,
        )

    def _say_refused(self, error: AppError) -> None:
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")
