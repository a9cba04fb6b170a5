"""What the letter form holds before it is filed, and how a template's blanks are filled. No Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final

from desktop.commands.letters import AmendLetter, DraftLetter
from desktop.models import reference
from desktop.models.calendar import iran_day, short_date
from desktop.models.inspections.rows import VisitDetail
from desktop.models.letters.rows import LetterDetail, LetterTemplateRow
from desktop.models.text import persian_digits
from resources.words import Both, _, language

FORM: Final = "letter"
OWN_FIELDS: Final = frozenset({"recipient", "signatory", "signatory_post"})
"""Blanks of a template that are fields of every letter."""
_BLANK: Final = re.compile(r"\{(\w+)\}")
_OPEN: Final = re.compile(r"\[[^\]\n]+\]")


@dataclass(frozen=True, slots=True)
class Template:
    """A wording with blanks: ``{unit}``; ``names`` says what each is called."""

    code: str
    title: str
    subject: str
    paragraphs: tuple[str, ...]
    names: Mapping[str, str]
    own: bool = False

    def blanks(self) -> list[str]:
        """The blanks that are asked for, in the order of the text."""
        text = "\n".join((self.subject, *self.paragraphs))
        return [name for name in dict.fromkeys(_BLANK.findall(text)) if name not in OWN_FIELDS]


def template_of(row: LetterTemplateRow) -> Template:
    """A stored template."""
    return _template(row.code, row.title_fa, row.title_en or row.title_fa, row.body, row.own)


def templates(rows: Sequence[LetterTemplateRow]) -> dict[str, Template]:
    """The templates to choose from: the shipped ones, with the vault's own in their place."""
    shipped = {
        one["code"]: _template(one["code"], one["title"]["fa"], one["title"]["en"], one, False)
        for one in reference.letter_template_contents()
    }
    return shipped | {row.code: template_of(row) for row in rows}


def _template(code: str, fa: str, en: str, body: Mapping[str, Any], own: bool) -> Template:
    names = {name: str(Both(**words)) for name, words in body.get("fields", {}).items()}
    title = fa if language() == "fa" else en
    return Template(code, title, body["subject"], tuple(body["body"]), names, own)


def filled(text: str, values: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The text with its blanks filled; one that is still open shows its name in brackets."""

    def value(blank: re.Match[str]) -> str:
        name = blank[1]
        return values.get(name, "").strip() or f"[{names.get(name, name)}]"

    return _BLANK.sub(value, text)


def named(text: str, names: Mapping[str, str]) -> str:
    """A template's text as people edit it: each blank by its name in brackets."""
    return filled(text, {}, names)


def coded(text: str, names: Mapping[str, str]) -> str:
    """The same text as it is stored, with ``{code}`` for each name that is a blank."""
    codes = {words: code for code, words in names.items()}

    def code(found: re.Match[str]) -> str:
        words = found[0][1:-1]
        return f"{{{codes[words]}}}" if words in codes else found[0]

    return _OPEN.sub(code, text)


def unknown_blank(text: str, names: Mapping[str, str]) -> str | None:
    """The first name in brackets or braces that the template does not have."""
    left = coded(text, names)
    inside = [found[0][1:-1] for found in _OPEN.finditer(left)]
    inside += [name for name in _BLANK.findall(left) if name not in names]
    return next(iter(inside), None)


def sample_values() -> dict[str, str]:
    """Invented values, to see how a template reads."""
    return {
        "unit": _("واحد نمونهٔ ب"),
        "visit_code": "۲۶-۰۴۰۸-NMNH-۰۱",
        "visit_date": _("۱۲ آبان ۱۴۰۴"),
        "inspection_kind": _("موردی"),
        "order_number": "۸/۱۳۳۹۰۲",
        "order_date": _("۱۰ آبان ۱۴۰۴"),
        "finding_count": "۲",
        "action_count": "۱",
        "answer_due": _("۲۲ آبان ۱۴۰۴"),
        "letter_number": "۱۴۰۴/۱",
        "letter_date": _("۱۳ آبان ۱۴۰۴"),
        "open_items": _("برداشتن اطلاعیه"),
        "due_date": _("۱۹ آبان ۱۴۰۴"),
        "days_late": "۳",
        "new_due": _("۲۹ آبان ۱۴۰۴"),
        "recipient": _("مدیر نمونه"),
        "signatory": _("رئیس نمونهٔ یک"),
        "signatory_post": _("رئیس دفتر بازرسی"),
    }


def open_blanks(*texts: str) -> list[str]:
    """What still stands in brackets."""
    return [found for text in texts for found in _OPEN.findall(text)]


def values_of(visit: VisitDetail, today: date) -> dict[str, str]:
    """What a template can know of a visit."""
    standing = [one for one in visit.findings if one.state != "withdrawn"]
    still_open = [one for one in visit.actions if one.due_on and one.state not in _SETTLED]
    due = min((one.due_on for one in still_open if one.due_on), default=None)
    kind = reference.choices("inspection_kind").get(visit.row.kind)
    values = {
        "unit": visit.unit.name if visit.unit else visit.unit_text or "",
        "visit_code": visit.row.code,
        "visit_date": short_date(visit.row.day),
        "inspection_kind": str(kind) if kind else "",
        "order_number": visit.order_number,
        "order_date": short_date(visit.order_date),
        "finding_count": str(len(standing)),
        "action_count": str(len(visit.actions)),
        "open_items": "؛ ".join(one.description for one in still_open),
        "due_date": short_date(due) if due else "",
        "days_late": str(max(0, (today - due).days)) if due else "",
    }
    sent = next((step for step in visit.steps if step.to_state == "sent_to_agency"), None)
    if sent is not None:
        values["letter_number"] = (sent.facts or {}).get("letter_number") or ""
        values["letter_date"] = short_date(iran_day(sent.at))
    return {name: persian_digits(value) for name, value in values.items()}


_SETTLED: Final = frozenset({"verified", "effective", "ineffective"})


@dataclass(slots=True)
class LetterDraft:
    """An outgoing letter as typed; ``copies`` has one on each line."""

    sender: str = ""
    addressee: str = ""
    subject: str = ""
    body: str = ""
    signatory: str = ""
    attachment_note: str = ""
    copies: str = ""
    template_code: str = ""
    addressee_agency: str = ""
    addressee_province: str = ""
    record_kind: str = ""
    record_id: bytes = b""
    blanks: dict[str, str] = field(default_factory=dict)

    def problems(self) -> dict[str, str]:
        """What must be there before the draft is filed, by field."""
        told = {
            "addressee": _("بنویسید نامه برای کیست."),
            "subject": _("موضوع نامه را بنویسید."),
            "body": _("متن نامه را بنویسید."),
        }
        return {name: words for name, words in told.items() if not getattr(self, name).strip()}

    def warnings(self) -> list[str]:
        """Blanks of the template that nobody filled."""
        return open_blanks(self.subject, self.body)

    def begun(self) -> bool:
        """Whether anything was typed."""
        return bool(self.addressee.strip() or self.subject.strip() or self.body.strip())

    def filing(self, key: bytes) -> DraftLetter:
        """The command that files it as a new draft under this id."""
        return DraftLetter(
            sender=self.sender,
            addressee=self.addressee,
            subject=self.subject,
            body=self.body,
            signatory=self.signatory or None,
            attachment_note=self.attachment_note or None,
            addressee_agency=self.addressee_agency or None,
            addressee_province=self.addressee_province or None,
            copies=self.copy_lines(),
            template_code=self.template_code or None,
            record_kind=self.record_kind or None,
            record_id=self.record_id or None,
            id=key,
        )

    def amending(self, letter: LetterDetail) -> AmendLetter | None:
        """The command that brings a filed draft up to what is typed, if they differ."""
        before = draft_of(letter)
        changes: dict[str, Any] = {
            name: getattr(self, name) or None
            for name in ("sender", "addressee", "subject", "body", "signatory", "attachment_note")
            if getattr(self, name) != getattr(before, name)
        }
        if self.copy_lines() != before.copy_lines():
            changes["copies"] = list(self.copy_lines())
        return AmendLetter(letter.row.id, changes) if changes else None

    def copy_lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.copies.splitlines() if line.strip())

    def stored(self) -> dict[str, Any]:
        """As a local draft keeps it."""
        return asdict(self) | {"record_id": self.record_id.hex()}


def restored(kept: Mapping[str, Any]) -> LetterDraft:
    """A local draft, read again."""
    names = {one.name for one in fields(LetterDraft)}
    found = {name: value for name, value in kept.items() if name in names}
    return LetterDraft(**found | {"record_id": bytes.fromhex(kept.get("record_id", ""))})


def draft_of(letter: LetterDetail) -> LetterDraft:
    """A filed letter in the form."""
    return LetterDraft(
        sender=letter.row.sender,
        addressee=letter.row.addressee,
        subject=letter.row.subject,
        body=letter.body,
        signatory=letter.signatory or "",
        attachment_note=letter.attachment_note or "",
        copies="\n".join(letter.copies),
        template_code=letter.template_code or "",
        addressee_agency=letter.addressee_agency or "",
        addressee_province=letter.addressee_province or "",
        record_kind=letter.row.record_kind or "",
        record_id=letter.row.record_id or b"",
    )


def covering(visit: VisitDetail, template: str, sender: str, today: date) -> LetterDraft:
    """A letter to the unit of a visit, its blanks filled with what is known."""
    unit = visit.unit
    return LetterDraft(
        sender=sender,
        addressee=_("مسئول محترم {unit}").format(unit=unit.name) if unit else "",
        signatory=visit.order_issuer,
        template_code=template,
        addressee_agency=(unit.agency if unit else None) or "",
        addressee_province=unit.province if unit else "",
        record_kind="visits",
        record_id=visit.row.id,
        blanks=values_of(visit, today),
    )
