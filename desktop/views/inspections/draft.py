"""What the on-site form holds and thinks, without a window (story A20: nothing typed is lost)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.models import checklists
from desktop.models.checklists import Question, Section, Template
from desktop.models.inspections.rows import AnswerRow, FindingRow, Gap, VisitDetail

FORM: Final = "visit_form"
"""The place of this form among the drafts of the vault: that of its page."""

HANDOVER: Final = "handover"
"""The last step of the form where the checklist has no end section of its own."""
END: Final = "end"
"""The checklist's own last section; explanation and signatures then stand below it."""

NOT_YET: Final = frozenset(
    {"answer_missing", "inspector_signature_missing", "unit_signature_missing"}
)
"""Gaps that every visit has until its end; they are listed, but nothing is wrong yet."""

HANDOVER_GAPS: Final = frozenset(
    {
        "inspector_signature_missing",
        "unit_signature_missing",
        "unit_explanation_missing",
        "end_missing",
    }
)


@dataclass(frozen=True, slots=True)
class Undone:
    """An answer as it was before: what Ctrl+Z writes again."""

    item: str
    value: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class SectionState:
    """How far a section has come: «۲ از ۳», «۱ کمبود»."""

    code: str
    title: str
    number: int
    answered: int
    total: int
    gaps: int

    @property
    def done(self) -> bool:
        return self.gaps == 0 and self.answered >= self.total and self.total > 0


@dataclass(slots=True)
class VisitDraft:
    """The form of one visit.

    ``typed`` is text that stands in a field and was not filed yet, by the field's key:
    «visit/observations», «note/f4.notices», «finding/<id>/description». It is what is kept in
    the vault every five seconds and offered again after a crash. ``offered`` is such text of
    before, until the person has taken it back or thrown it away.
    """

    detail: VisitDetail
    gaps: tuple[Gap, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)
    _undo: list[Undone] = field(default_factory=list)
    _last_gap: int = -1

    @property
    def template(self) -> Template | None:
        return self.detail.template

    @property
    def visit(self) -> bytes:
        return self.detail.row.id

    def take(self, detail: VisitDetail, gaps: tuple[Gap, ...]) -> None:
        """What the vault holds now; text that is still being typed stays."""
        self.detail, self.gaps = detail, gaps

    @property
    def handover(self) -> str:
        """The step of the form with the explanation and the signatures."""
        template = self.template
        if template is not None and template.sections[-1].code == END:
            return END
        return HANDOVER

    def answers(self) -> dict[str, AnswerRow]:
        return {row.item: row for row in self.detail.answers}

    def values(self) -> dict[str, str]:
        """Questions to their stored answers; what was taken back is left out."""
        return {row.item: row.value for row in self.detail.answers if row.value}

    def photos(self) -> dict[str, set[str]]:
        """Questions to the views photographed, on the question or on its finding."""
        found: dict[str, set[str]] = {}
        for row in self.detail.attachments:
            if row.item:
                found.setdefault(row.item, set()).add(row.view)
        for finding in self.detail.findings:
            for row in finding.attachments:
                if finding.item:
                    found.setdefault(finding.item, set()).add(row.view)
        return found

    def finding_of(self, item: str) -> FindingRow | None:
        """The finding that the answer to a question opened."""
        return next((one for one in self.detail.findings if one.item == item), None)

    def is_whole(self, question: Question) -> bool:
        """Answered, with everything that the answer obliges to."""
        row = self.answers().get(question.code)
        given = bool(row and row.value) or question.code in self.photos()
        return given and not gaps_of(self.gaps, question.code)

    def questions(self, section: Section) -> list[Question]:
        """Those of a section that are to be asked after the answers given so far."""
        if self.template is None:
            return []
        shown = checklists.visible_questions(self.template, self.values())
        return [one for one in section.questions if one in shown]

    def progress(self) -> checklists.Progress:
        if self.template is None:
            return checklists.Progress(0, 0)
        return checklists.progress(self.template, self.values(), self.photos())

    def sections(self) -> list[SectionState]:
        """The steps of the form, the last one being the hand-over."""
        found = []
        template = self.template
        sections = template.sections if template is not None else ()
        for number, section in enumerate(sections, start=1):
            progress = checklists.progress(
                template or _nothing(), self.values(), self.photos(), section
            )
            gaps = sum(
                1
                for gap in self.gaps
                if gap.hard and gap.code not in NOT_YET and self.section_of(gap) == section.code
            )
            title = str(section.title)
            found.append(
                SectionState(section.code, title, number, progress.answered, progress.total, gaps)
            )
        done, total = self._signed()
        if self.handover == END:
            last = found.pop()
            done, total = done + last.answered, total + last.total
            found.append(SectionState(END, last.title, last.number, done, total, last.gaps))
        else:
            found.append(SectionState(HANDOVER, "", len(found) + 1, done, total, 0))
        return found

    def _signed(self) -> tuple[int, int]:
        """How many sides have signed, of how many; a covert visit has only its own."""
        signed = {one.side for one in self.detail.signatures}
        sides = {"leader", "inspector"} & signed, {"unit_head"} & signed
        total = 1 if self.detail.row.covert else 2
        return min(total, sum(1 for side in sides if side)), total

    def section_of(self, gap: Gap) -> str:
        """The step of the form where a gap is mended."""
        if gap.code in HANDOVER_GAPS or self.template is None:
            return self.handover
        item = gap.item
        if item is None and gap.finding_id is not None:
            item = next(
                (one.item for one in self.detail.findings if one.id == gap.finding_id), None
            )
        place = self.template.places.get(item) if item is not None else None
        return place[0].code if place else self.template.sections[-1].code

    def hard_gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.hard)

    def unanswered(self) -> int:
        return sum(1 for gap in self.gaps if gap.code == "answer_missing")

    def urgent_gap(self) -> Gap | None:
        """The first that is more than a question not yet reached: shown on top of the form."""
        return next((gap for gap in self.hard_gaps() if gap.code not in NOT_YET), None)

    def next_gap(self) -> Gap | None:
        """The one after the last one that was gone to, round and round (F8)."""
        wanted = sorted(self.hard_gaps(), key=_rank)
        if not wanted:
            return None
        self._last_gap = (self._last_gap + 1) % len(wanted)
        return wanted[self._last_gap]

    def start_over_gaps(self) -> None:
        """F8 begins with the first gap again."""
        self._last_gap = -1

    def remember(self, item: str) -> None:
        """Keep the answer of this moment, before another is given."""
        row = self.answers().get(item)
        before = Undone(item, row.value if row else None, row.note if row else None)
        self._undo.append(before)

    def undo(self) -> Undone | None:
        """What to write again for the last answer that was changed."""
        return self._undo.pop() if self._undo else None

    def can_undo(self) -> bool:
        return bool(self._undo)

    def type(self, key: str, text: str) -> None:
        """Text in a field that is not filed yet."""
        self.typed[key] = text

    def filed(self, key: str) -> None:
        """The text of a field reached the vault."""
        self.typed.pop(key, None)

    def as_fields(self) -> dict[str, Any]:
        """A plain structure for the drafts of the vault."""
        return {"typed": {**self.offered, **self.typed}}

    def lost(self, kept: Mapping[str, Any]) -> dict[str, str]:
        """Of a kept draft, what the vault does not hold already."""
        stored = stored_texts(self.detail)
        typed = kept.get("typed", {})
        return {
            str(key): str(text)
            for key, text in typed.items()
            if str(text).strip() and str(text).strip() != stored.get(str(key), "").strip()
        }


def stored_texts(detail: VisitDetail) -> dict[str, str]:
    """The texts of a visit as the vault holds them, by the key of their field."""
    found = {
        "visit/observations": detail.observations,
        "visit/good_practice": detail.good_practice,
        "visit/root_cause": detail.root_cause,
        "visit/unit_explanation": detail.unit_explanation,
        "visit/present_name": detail.present_name,
        "visit/present_post": detail.present_post,
    }
    for row in detail.answers:
        found[f"note/{row.item}"] = row.note
        found[f"answer/{row.item}"] = row.value
    for finding in detail.findings:
        found[f"finding/{finding.id.hex()}/description"] = finding.description
        found[f"finding/{finding.id.hex()}/place"] = finding.place
        found[f"finding/{finding.id.hex()}/corrected_on_spot"] = finding.corrected_on_spot
    for action in detail.actions:
        found[f"action/{action.id.hex()}/description"] = action.description
    return {key: text or "" for key, text in found.items()}


def gaps_of(gaps: Iterable[Gap], item: str) -> tuple[Gap, ...]:
    """Those of one question."""
    return tuple(gap for gap in gaps if gap.item == item)


def _rank(gap: Gap) -> int:
    """What is wrong first, then questions not yet reached, then the signatures."""
    return 0 if gap.code not in NOT_YET else 1 if gap.code == "answer_missing" else 2


def _nothing() -> Template:
    raise LookupError("a form without its checklist has no sections")
