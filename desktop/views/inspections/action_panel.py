"""What is known of the chosen corrective action, and what its reader may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.calendar import long_date
from desktop.models.inspections.rows import ActionRow
from desktop.models.text import group_digits, persian_digits
from desktop.views.inspections import action_steps, looks
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Divider
from desktop.views.shared.countdown import Countdown
from desktop.views.shared.flow import Flow
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts, SidePanel
from desktop.views.shared.step_dialog import Step
from resources.words import _, listed


class ActionPanel(SidePanel):
    """State, time left, facts; its steps are buttons below."""

    opened = Signal()

    def __init__(
        self, take: Callable[[Step, ActionRow], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("جزئیات اقدام"), parent)
        self._take = take
        self.add_action(Button(_("پروندهٔ بازرسی"), icon="file-text", on_click=self.opened.emit))

    def show_action(self, action: ActionRow, today: date) -> None:
        self.clear_body()
        self.set_head(action.visit_code, action.description)
        line = QWidget()
        states = QHBoxLayout(line)
        theme.pad(states, 10)
        states.addWidget(Pill(looks.action_look(action)))
        due = looks.due_look(action, today)
        if due is not None:
            states.addWidget(Countdown(due))
        states.addStretch(1)
        self.body.addWidget(line)
        self.body.addWidget(Facts(facts_of(action)))
        steps = action_steps.steps_of(action)
        if steps:
            self.body.addWidget(Divider())
            holder = QWidget()
            flow = Flow(8, 8, parent=holder)
            for step in steps:
                flow.addWidget(
                    Button(
                        str(step.words),
                        icon=step.icon,
                        size="row",
                        on_click=partial(self._take, step, action),
                    )
                )
            self.body.addWidget(holder)
        self.body.addStretch(1)


def facts_of(action: ActionRow) -> list[tuple[str, str]]:
    """Whose, until when, agreed by whom, with what result."""
    findings = listed(looks.number_words(one) for one in action.finding_numbers)
    facts = [
        (_("واحد"), action.unit or ""),
        (_("نوع"), looks.choice_words("action_kind", action.kind)),
        (_("برای"), findings),
        (_("مسئول انجام"), action.owner_post or ""),
        (_("مهلت"), long_date(action.due_on) if action.due_on else ""),
    ]
    if action.root_cause:
        facts.append((_("ریشه"), action.root_cause))
    if action.consent:
        facts.append((_("پذیرش واحد"), action.consent))
    if action.result:
        facts.append((_("نتیجه"), action.result))
    if action.cost is not None:
        facts.append((_("هزینه"), _("{n} ریال").format(n=group_digits(action.cost))))
    if action.attachments:
        facts.append((_("مدرک"), _("{n} عکس").format(n=persian_digits(len(action.attachments)))))
    if action.effect_due_on:
        facts.append((_("سنجش اثر"), long_date(action.effect_due_on)))
    return facts
