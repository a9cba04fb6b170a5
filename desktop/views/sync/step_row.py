"""Two steps that were taken apart: the head says which state holds."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from desktop.models import reference
from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.conflict_queries import StepConflict
from desktop.views.sync.choice_row import ChoiceRow
from desktop.views.sync.field_words import state_words
from desktop.views.sync.value_card import ValueCard
from resources.words import _


class StepRow(ChoiceRow):
    """What stands at the start, what the clashing step wanted beside it."""

    settled = Signal(bytes, bool)

    def __init__(
        self, kind: str, standing: str, step: StepConflict, today: date, *, may: bool
    ) -> None:
        self.step = step
        stands = ValueCard([(state_words(kind, standing), False)], _("آنچه هست بماند"))
        wanted = ValueCard([(state_words(kind, step.to_state), False)], _meta(step, today))
        before = _("هر دو از این وضعیت آغاز کردند:\n{state}").format(
            state=state_words(kind, step.from_state)
        )
        super().__init__(_("وضعیت"), before, [stands, wanted])
        for card in self.cards:
            card.setEnabled(may)
        self.chosen.connect(lambda place: self.settled.emit(step.transition, place == 1))


def _meta(step: StepConflict, today: date) -> str:
    at = in_iran(step.at)
    when = f"{relative_day(at.date(), today)} {clock(at)}"
    role = str(reference.name_of(reference.find("roles", step.role)))
    who = " · ".join((step.name or role, when))
    return _("{who} · دلیل: {reason}").format(who=who, reason=step.reason) if step.reason else who
