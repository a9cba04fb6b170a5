"""The form by which a line is entered into the register of misconduct; kept while it is typed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.misconduct import RecordMisconduct
from desktop.models.directory import Unit
from desktop.models.drafts import DraftRow, drafts
from desktop.models.setads import setads
from desktop.views.navigation import Place, Workplace
from desktop.views.personnel_actions import looks
from desktop.views.personnel_actions.form_cards import pair
from desktop.views.personnel_actions.naming import MOST, persons
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.draft_form import DraftForm
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.labels import label
from resources.wording import words_of
from resources.wording.personnel_actions import REGISTER_KINDS
from resources.words import _

FORM: Final = "misconduct_form"
Choices = list[tuple[str, str]]


@dataclass(slots=True)
class MisconductDraft:
    """Ids are hex and days ISO, so that it is kept as it stands."""

    kind: str = "misconduct"
    person: str = ""
    unit: str = ""
    happened_on: str = ""
    indicator: str = ""
    description: str = ""
    source: str = ""
    setad: str = ""

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, in words."""
        found = {}
        if not self.person and not self.unit:
            found["person"] = words_of("person_or_unit_missing", {})
        if not self.happened_on:
            found["happened_on"] = words_of("day_missing", {})
        if not self.description:
            found["description"] = _("شرح را بنویسید")
        if not self.source:
            found["source"] = _("بنویسید از کجا دانسته شد")
        return found

    def command(self, key: bytes) -> RecordMisconduct:
        """The command, once there are no problems."""
        return RecordMisconduct(
            self.kind,
            self.description,
            date.fromisoformat(self.happened_on),
            bytes.fromhex(self.person) if self.person else None,
            bytes.fromhex(self.unit) if self.unit else None,
            self.indicator or None,
            source=self.source,
            setad=bytes.fromhex(self.setad) if self.setad else None,
            id=key,
        )


@dataclass(frozen=True, slots=True)
class Lists:
    """What the form chooses from, and what was left unfinished."""

    persons: Choices
    units: Choices
    setads: Choices
    kept: DraftRow | None


class MisconductForm(DraftForm):
    """Entered with Ctrl+Enter; until then it is a draft of this vault."""

    shows = frozenset({"setads"})
    form, home = FORM, "misconduct_register"

    def __init__(self, work: Workplace) -> None:
        super().__init__(*(work, _("دفتر تخلف و تضییع حقوق"), _("مورد تازه"), _("ثبت"), "check"))
        self._begun = False
        today = self.today()
        kinds = [(code, str(words)) for code, words in REGISTER_KINDS.items()]
        self.fields: dict[str, Field] = {
            "kind": ChoiceField(_("گونه"), kinds, search=False, required=True),
            "happened_on": DateField(
                _("تاریخ رویداد"), today=self.today, last=today, required=True
            ),
            "person": ChoiceField(_("شخص"), [], empty=_("نام برده نشده"), search=True),
            "unit": ChoiceField(_("واحد"), [], empty=_("واحد آن شخص"), search=True),
            "indicator": ChoiceField(_("شاخص"), looks.indicator_options(), empty=_("ندارد")),
            "setad": ChoiceField(_("ستاد"), [], empty=_("هیچ"), search=False),
            "description": MultiLineField(_("شرح"), lines=3, required=True),
            "source": TextField(
                _("منبع"), hint=_("گزارش، شکایت یا بازرسی، با شماره و تاریخ آن"), required=True
            ),
        }
        self._assemble()

    def _assemble(self) -> None:
        card = Card(_("چه گزارش شد"), note=_("محرمانه"))
        for two in (("kind", "happened_on"), ("person", "unit"), ("indicator", "setad")):
            card.body.addLayout(pair(*(self.fields[name] for name in two)))
        for name in ("description", "source"):
            card.body.addWidget(self.fields[name])
        words = _(
            "این مورد را تنها شما و رئیس و دبیر ستاد می‌بینید و خود شخص هرگز. آنچه نوشته می‌شود "
            "«اظهارشده» است و هیچ مجازاتی از آن برنمی‌آید."
        )
        card.body.addWidget(label(words, "small", "text2", wrap=True))
        self.lay(_("مورد تازه"), card)

    def reload(self) -> None:
        self.work.tasks.read(self, _lists, self._show)

    def _show(self, lists: Lists) -> None:
        before = self.read()
        for name in ("person", "unit", "setad"):
            field = self.fields[name]
            if isinstance(field, ChoiceField):
                field.set_options(getattr(lists, f"{name}s"))
        if self._begun:
            self.put(before)
            return
        self._begun = True
        before.kind = before.kind or MisconductDraft().kind
        if len(lists.setads) == 1:
            before.setad = lists.setads[0][0]
        self.put(before)
        self.start(lists.kept)
        self.fields["kind"].setFocus()

    def put_payload(self, kept: dict[str, Any]) -> None:
        known = MisconductDraft.__slots__
        self.put(MisconductDraft(**{name: kept[name] for name in known if name in kept}))

    def payload(self) -> dict[str, Any]:
        return asdict(self.read())

    def draft_title(self) -> str:
        draft = self.read()
        begun = draft.description or draft.person or draft.source
        return _("مورد تازهٔ دفتر تخلف") if begun else ""

    def named(self) -> dict[str, Field]:
        return self.fields

    def read(self) -> MisconductDraft:
        """What is typed now."""
        found: dict[str, str] = {}
        for name, field in self.fields.items():
            value = field.value()
            found[name] = value.isoformat() if isinstance(value, date) else str(value or "").strip()
        return MisconductDraft(**found)

    def put(self, draft: MisconductDraft) -> None:
        """Show a draft."""
        for name, field in self.fields.items():
            value: Any = getattr(draft, name)
            if isinstance(field, DateField):
                field.set_value(date.fromisoformat(value) if value else None)
            elif isinstance(field, (ChoiceField, TextField, MultiLineField)):
                field.set_value(value)

    def file(self) -> None:
        """Say all that is wrong at once, or enter it."""
        self.unmark()
        draft = self.read()
        if self.mark(draft.problems()):
            return
        key = self.work.desk().new_id()
        self.carry_out(draft.command(key), partial(self._filed_as, key))

    def _filed_as(self, key: bytes) -> None:
        self._begun = False
        self.put(MisconductDraft())
        self.work.go(Place("misconduct", key))


def _lists(session: Session) -> Lists:
    units = select(Unit.id, Unit.name).where(Unit.deleted_at.is_(None), Unit.merged_into.is_(None))
    found = [
        (row.id.hex(), row.name) for row in session.execute(units.order_by(Unit.name).limit(MOST))
    ]
    kept = next((row for row in drafts(session) if row.place == FORM), None)
    return Lists(persons(session), found, setads(session), kept)
