"""Blank inspection forms for writing by hand, each with its own code on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.blocks import Facts, WritingRoom
from desktop.documents.inspections import ChecklistLine, checklist_table
from desktop.documents.page import Block, Foot, Letterhead, Paper, render
from desktop.documents.sheet import MM, Align
from desktop.documents.signatures import Signature, Signatures
from desktop.documents.table import Column, Row, Table
from desktop.models.text import persian_digits
from resources.words import _


@dataclass(frozen=True, slots=True)
class BlankForm:
    """One form: its letterhead carries its own code and QR payload; facts may be filled or not."""

    letterhead: Letterhead
    title: str
    checklist: tuple[ChecklistLine, ...]
    subtitle: str = ""
    unit: str = ""
    order: str = ""
    findings: int = 5
    sample: bool = False


def blank_forms(batch: Sequence[BlankForm], *, printed_at: datetime, app_version: str) -> bytes:
    """The batch as one PDF; every form counts its own pages."""
    papers = []
    for form in batch:
        paper = Paper(
            form.letterhead,
            Foot(printed_at, app_version, sample=form.sample, blank=True),
            form.title,
            form.subtitle,
        )
        signatures = Signatures(
            (
                Signature(_("بازرس")),
                Signature(_("سرگروه بازرسی")),
                Signature(_("مسئول واحد"), note=_("امضا به معنی پذیرش نیست؛ خودداری را بنویسید")),
            )
        )
        paper.flow(_blocks(form), tail=signatures.room())
        signatures.place(paper, 0)
        papers.append(paper)
    return render(papers, _("فرم‌های خام بازرسی"), printed_at)


def _blocks(form: BlankForm) -> list[Block]:
    facts = (
        (_("واحد"), form.unit),
        (_("حکم"), form.order),
        (_("تاریخ و ساعت"), ""),
        (_("گروه"), ""),
        (_("مسئول حاضر"), ""),
        (_("تلفن واحد"), ""),
    )
    return [
        Facts(facts, least=8.6 * MM),
        checklist_table(form.checklist, least=9 * MM),
        _finding_rows(form.findings),
        WritingRoom(_("توضیح واحد"), 4),
    ]


def _finding_rows(count: int) -> Table:
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("آنچه دیده شد و مستند")),
            Column(_("شاخص"), 16, Align.CENTRE),
            Column(_("شدت"), 18, Align.CENTRE),
            Column(_("اقدام، مسئول، مهلت"), 52),
        ),
        [
            Row((persian_digits(number), "", "", "", ""), least=15 * MM)
            for number in range(1, count + 1)
        ],
        _("یافته‌ها و اقدام اصلاحی"),
        counted=_("ردیف"),
    )
