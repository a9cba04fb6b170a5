"""The page of one meeting: agenda, who is there, votes, decisions, minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.letters import DraftLetter
from desktop.commands.meetings import CastVote, FillAgenda, SignMinutes
from desktop.errors import AppError
from desktop.models.blobs import Stored
from desktop.models.calendar import short_date
from desktop.models.meetings.queries import meeting_detail
from desktop.models.meetings.rows import ItemRow, MeetingDetail
from desktop.models.reader import Reader
from desktop.models.text import persian_digits
from desktop.views.meetings import looks, papers, steps
from desktop.views.meetings.invitation import invitation
from desktop.views.meetings.item_card import ItemCard
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.shared.card import Card
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import RecordPage, steps_card
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step
from resources.wording import words_of
from resources.wording.personnel_actions import DUTIES
from resources.words import _, lazy

PRINT = Step("Print", lazy("چاپ"), "printer")


class MeetingDetailPage(RecordPage):
    """Ctrl+Enter takes the next step: fill the agenda, begin, sign."""

    home = "meetings"
    home_title = lazy("جلسه‌ها")
    shows = frozenset(
        {
            *("meetings", "meeting_members", "agenda_items", "votes", "meeting_decisions"),
            *("meeting_minutes", "personnel_actions", "person_statements", "transitions"),
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        desk = work.desk()
        self._reader = Reader(desk.person, desk.role)
        self.items: list[ItemCard] = []

    def reading(self) -> Callable[[Session], MeetingDetail | None]:
        return partial(
            meeting_detail,
            key=self.place.record,
            reader=self._reader,
            today=self.work.desk().today,
        )

    def draw(self, found: MeetingDetail) -> None:
        secondary = [*steps.secondary_of(found), PRINT]
        self.set_head(looks.title_words(found.row), secondary, steps.primary_of(found), self.take)
        self._say_waiting(found)
        self._draw_facts(found)
        self.items = []
        for item in found.items:
            card = ItemCard(
                item,
                found,
                me=self._reader.person,
                vote=self.cast,
                decide=self.decide,
                go=self.work.go,
            )
            self.items.append(card)
            self.main.addWidget(card)
        if not found.items:
            words = _("دستور جلسه هنوز خالی است.")
            self.main.addWidget(label(words, "body", "text3", wrap=True))
        self._draw_decisions(found)
        self._draw_members(found)
        self.side.addWidget(steps_card(found.steps, looks.state_words))

    def _say_waiting(self, found: MeetingDetail) -> None:
        if found.row.state == "planned" and found.waiting:
            words = _("{n} پرونده در انتظار دستور این ستاد است").format(
                n=persian_digits(found.waiting)
            )
            self.notice.show_notice(words, tone="info", icon="inbox")
        elif found.row.state == "planned":
            self.notice.clear()

    def _draw_facts(self, found: MeetingDetail) -> None:
        card = Card(_("جلسه"), note=looks.row_look(found.row).words)
        quorum = _("{present} حاضر، {quorum} لازم").format(
            present=persian_digits(found.present), quorum=persian_digits(found.quorum)
        )
        card.body.addWidget(
            Facts(
                [
                    (_("ستاد"), found.setad or ""),
                    (_("موضوع‌ها"), looks.purposes_words(found.row)),
                    (_("زمان"), looks.when_words(found.row)),
                    (_("جا"), found.row.place or ""),
                    (_("حد نصاب"), quorum),
                ]
            )
        )
        self.main.addWidget(card)

    def _draw_decisions(self, found: MeetingDetail) -> None:
        if not found.decisions:
            return
        card = Card(_("کارهایی که باید انجام شود"))
        for one in found.decisions:
            card.body.addWidget(label(one.text, "body", wrap=True))
            note = f"{one.owner} · {_('تا {day}').format(day=short_date(one.due_on))}"
            card.body.addWidget(label(note, "small", "text3", wrap=True))
        self.main.addWidget(card)

    def _draw_members(self, found: MeetingDetail) -> None:
        card = Card(_("دعوت‌شدگان"))
        for one in found.members:
            words = f"{one.name} · {DUTIES.get(one.duty, one.duty)}"
            if one.present:
                words = _("{words} · حاضر").format(words=words)
            tone = "text" if one.present else "text3"
            card.body.addWidget(label(words, "small", tone, wrap=True))
        self.side.addWidget(card)

    def take(self, step: Step) -> None:
        """Open what a step asks for, or do it at once."""
        found: MeetingDetail | None = self.shown
        if found is None:
            return
        match step.name:
            case "FillAgenda":
                self._do(FillAgenda(found.row.id))
            case "SignMinutes":
                self.sign(found)
            case "Print":
                self.print_minutes(found)
            case "DraftLetter":
                self.write_invitation(found)
            case "NotePresence":
                self.open(steps.presence_dialog(found, self.work))
            case "HoldMeeting":
                self.open(steps.hold_dialog(found, self.work))
            case "AddAgendaItem":
                self.open(steps.item_dialog(found, self.work))
            case "AddDecision":
                self.open(steps.decision_dialog(found, self.work))
            case "CancelMeeting":
                self.open(steps.cancel_dialog(found, self.work))

    def cast(self, item: ItemRow, person: bytes, choice: str) -> None:
        """Note one vote."""
        self._do(CastVote(item.id, choice, person))

    def decide(self, item: ItemRow) -> None:
        """The chair's outcome of one item."""
        self.open(steps.outcome_dialog(item, self.work))

    def sign(self, found: MeetingDetail) -> None:
        """Make the minutes, keep their bytes, and sign those."""
        key = found.row.id

        def signed(stored: Stored) -> None:
            self._do(SignMinutes(key, stored.sha256))

        storing = papers.store_minutes(key, self.work)
        self.work.tasks.write(self, storing, signed, failed=self._say_refused)

    def print_minutes(self, found: MeetingDetail) -> None:
        """The agenda, a draft, or what was signed."""
        making = papers.minutes(found.row.id, self.work)
        name = f"meeting-{found.row.number}.pdf"
        self.work.preview(Paper(looks.title_words(found.row), name, making))

    def write_invitation(self, found: MeetingDetail) -> None:
        """File the draft of the invitation, and go to its page."""
        desk = self.work.desk()
        making = partial(invitation, detail=found, office=desk.office, key=desk.new_id())
        self.work.tasks.read(self, making, self._file_letter)

    def _file_letter(self, command: DraftLetter) -> None:
        key = command.id or b""
        self.work.tasks.execute(
            command,
            lambda _changes: self.work.go(Place("letter", key)),
            owner=self,
            failed=self._say_refused,
        )

    def _do(self, command: Command) -> None:
        self.notice.clear()
        self.work.tasks.execute(command, owner=self, failed=self._say_refused)

    def _say_refused(self, error: AppError) -> None:
        self.shown = None  # what was chosen did not hold: draw the page as it stands
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")
        self.reload()
