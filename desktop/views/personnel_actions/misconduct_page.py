"""One line of the register of misconduct: what was reported, what was done to prevent worse."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.misconduct import CloseMisconduct, ReferMisconduct, TakePreventiveMeasure
from desktop.models.calendar import short_date
from desktop.models.personnel_actions.misconduct import KIND
from desktop.models.personnel_actions.misconduct_queries import MisconductDetail, misconduct_detail
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.reader import Reader
from desktop.models.text import persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.personnel_actions import cards, looks
from desktop.views.personnel_actions.form_reading import REGISTER
from desktop.views.personnel_actions.misconduct_list_page import who_words
from desktop.views.personnel_actions.naming import name_party
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.labels import label
from desktop.views.shared.pill import Pill
from desktop.views.shared.record_page import RecordPage, steps_card
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step, StepDialog, lacking, open_steps
from resources.wording.personnel_actions import MEASURES, REGISTER_KINDS
from resources.words import _, lazy, listed

MEASURE: Final = Step("TakePreventiveMeasure", lazy("اقدام پیشگیرانه"), "plus")
OTHERS: Final = (
    Step("CloseMisconduct", lazy("بستن"), "circle-check"),
    Step("ReferMisconduct", lazy("معرفی شد"), "gavel"),
    Step("ProposeFromMisconduct", lazy("پیشنهاد دربارهٔ شخص"), "send"),
    Step("NameParty", lazy("افزودن دارنده"), "users"),
)


class MisconductPage(RecordPage):
    """Ctrl+Enter notes what was done to prevent worse."""

    home = "misconduct_register"
    home_title = lazy("دفتر تخلف و تضییع حقوق")
    shows = frozenset(
        {"misconduct_records", "preventive_measures", "transitions", "case_parties"}
        | {"personnel_actions"}
    )

    def reading(self) -> Callable[[Session], MisconductDetail | None]:
        desk = self.work.desk()
        return partial(
            misconduct_detail, key=self.place.record, reader=Reader(desk.person, desk.role)
        )

    def draw(self, found: MisconductDetail) -> None:
        may = set(found.may)
        if found.row.person_id is None:
            may -= {"ReferMisconduct"}
        primary = MEASURE if "TakePreventiveMeasure" in may else None
        title = f"{REGISTER_KINDS[found.row.kind]} · {who_words(found.row)}"
        self.set_head(title, open_steps(OTHERS, may), primary, self.take)
        self._draw_facts(found)
        self._draw_measures(found)
        self.main.addWidget(cards.sources_card(found.sources, self.work.go))
        if found.referral_id is not None:
            place = Place("personnel_action", found.referral_id)
            button = Button(_("پروندهٔ هیأت"), icon="gavel", on_click=partial(self.work.go, place))
            self.side.addWidget(button)
        self.side.addWidget(cards.parties_card(found.parties))
        self.side.addWidget(steps_card(found.steps, looks.register_words))

    def _draw_facts(self, found: MisconductDetail) -> None:
        row = found.row
        card = Card(str(REGISTER_KINDS[row.kind]), note=_("محرمانه"))
        card.body.addWidget(Pill(looks.state_look(KIND, row.state)))
        entered = _("{day} · {n} روز پس از رویداد").format(
            day=short_date(row.entered_on), n=persian_digits(row.days)
        )
        facts = [
            (_("شخص"), row.person_name or ""),
            (_("سمت در آن روز"), listed((row.post, row.unit_name))),
            (_("تاریخ رویداد"), short_date(row.happened_on)),
            (_("تاریخ ثبت"), entered),
            (_("شاخص"), looks.indicator_words(row.indicator)),
        ]
        card.body.addWidget(Facts([(name, value) for name, value in facts if value]))
        words = _("شرح (اظهارشده، اثبات‌نشده)")
        card.body.addWidget(label(words, "smallMedium", "text2"))
        card.body.addWidget(label(row.description, "body", wrap=True))
        self.main.addWidget(card)

    def _draw_measures(self, found: MisconductDetail) -> None:
        card = Card(_("مسیر پیشگیری"), note=_("آموزش، تذکر و مشاوره پیش از هیأت"))
        for one in found.measures:
            head = f"{MEASURES.get(one.kind, one.kind)} · {short_date(one.taken_on)}"
            card.body.addWidget(label(head, "smallMedium", "text2"))
            if one.note:
                card.body.addWidget(label(one.note, "body", wrap=True))
            if one.action_id is not None:
                place = Place("personnel_action", one.action_id)
                go = partial(self.work.go, place)
                card.body.addWidget(Button(_("پروندهٔ آن"), "link", size="row", on_click=go))
        if not found.measures:
            words = _("هنوز کاری برای پیشگیری ثبت نشده است.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        self.main.addWidget(card)

    def take(self, step: Step) -> None:
        """Open what a step asks for, or go where it happens."""
        found: MisconductDetail | None = self.shown
        if found is None:
            return
        match step.name:
            case "TakePreventiveMeasure":
                self.open(measure_dialog(found, self.work))
            case "CloseMisconduct":
                self.open(close_dialog(found, self.work))
            case "ReferMisconduct":
                self.open(referral_dialog(found, self.work))
            case "NameParty":
                self.open(name_party(found.row.id, KIND, self.work))
            case "ProposeFromMisconduct":
                self.work.go(Place("personnel_form", found.row.id, REGISTER))


def measure_dialog(found: MisconductDetail, work: Workplace) -> StepDialog:
    """What was done, when, and by which case, if by one."""
    today = work.desk().today
    kinds = [(code, str(words)) for code, words in MEASURES.items()]
    kind = ChoiceField(_("اقدام"), kinds, empty=_("برگزینید"), search=False, required=True)
    day = DateField(_("تاریخ"), today, today=lambda: work.desk().today, last=today, required=True)
    note = MultiLineField(_("شرح"), lines=3)
    case = ChoiceField(_("پروندهٔ آن"), [], empty=_("ندارد"), search=False)
    work.tasks.read(case, partial(_cases, found.row.person_id, ()), case.set_options)

    def make() -> Command | None:
        on = day.value()
        if lacking(kind, kind.value()) or on is None:
            return None
        action = bytes.fromhex(case.value()) if case.value() else None
        return TakePreventiveMeasure(
            found.row.id, kind.value(), on, note.value().strip() or None, action
        )

    words = _("آنچه پیش از هیأت برای پیشگیری انجام شد.")
    fields = {"kind": kind, "taken_on": day, "note": note, "action": case}
    return StepDialog(work, _("اقدام پیشگیرانه"), words, _("ثبت"), fields, make, icon="plus")


def close_dialog(found: MisconductDetail, work: Workplace) -> StepDialog:
    """Closed without a board case, with the reason."""
    reason = MultiLineField(_("دلیل"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return CloseMisconduct(found.row.id, reason.value())

    words = _("مورد بی معرفی به هیأت بسته می‌شود و در دفتر می‌ماند.")
    fields = {"reason": reason}
    return StepDialog(work, _("بستن مورد"), words, _("بستن"), fields, make, icon="circle-check")


def referral_dialog(found: MisconductDetail, work: Workplace) -> StepDialog:
    """The case by which it was referred to the board."""
    case = ChoiceField(
        _("پروندهٔ معرفی به هیأت"), [], empty=_("برگزینید"), search=False, required=True
    )

    def show(options: list[tuple[str, str]]) -> None:
        case.set_options(options)
        if not options:
            case.set_warning(_("نخست معرفی به هیأت را پیشنهاد کنید."))

    work.tasks.read(case, partial(_cases, found.row.person_id, ("board_referral",)), show)

    def make() -> Command | None:
        if lacking(case, case.value()):
            return None
        return ReferMisconduct(found.row.id, bytes.fromhex(case.value()))

    words = _("معرفی را ستاد تصویب می‌کند؛ اینجا تنها به این مورد پیوند می‌خورد.")
    fields = {"action": case}
    return StepDialog(work, _("معرفی به هیأت"), words, _("پیوند"), fields, make, icon="gavel")


def _cases(person: bytes | None, kinds: tuple[str, ...], session: Session) -> list[tuple[str, str]]:
    if person is None:
        return []
    query = (
        select(PersonnelAction.id, PersonnelAction.kind, PersonnelAction.happened_on)
        .where(PersonnelAction.person_id == person, PersonnelAction.deleted_at.is_(None))
        .order_by(PersonnelAction.happened_on.desc())
    )
    if kinds:
        query = query.where(PersonnelAction.kind.in_(kinds))
    return [
        (row.id.hex(), f"{looks.kind_words(row.kind)} · {short_date(row.happened_on)}")
        for row in session.execute(query)
    ]
