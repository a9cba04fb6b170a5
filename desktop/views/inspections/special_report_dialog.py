"""Writing the separate report about a person (``domain.md`` 6.5)."""

from __future__ import annotations

from desktop.commands.base import Command
from desktop.commands.findings import FinishSpecialReport, WriteSpecialReport
from desktop.models.inspections.rows import SpecialReportRow, VisitDetail
from desktop.views.inspections import looks
from desktop.views.navigation import Workplace
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.words import _


def writing_dialog(visit: VisitDetail, row: SpecialReportRow | None, work: Workplace) -> StepDialog:
    """Begins with what the parts about persons say already."""
    persons = [(one, f) for f in visit.findings for one in f.persons]
    who = "، ".join(one.name for one, _finding in persons)
    details = "\n".join(one.conduct for one, _finding in persons)
    rules = "، ".join(
        dict.fromkeys(looks.criterion_words(f.criterion) for _one, f in persons if f.criterion)
    )
    proof = "\n".join(one.intent_reason for one, _finding in persons if one.intent_reason)
    said = "\n".join(one.statement for one, _finding in persons if one.statement)
    title = TextField(
        _("موضوع"),
        row.title if row else _("گزارش اختصاصی دربارهٔ {who}").format(who=who),
        required=True,
    )
    text = MultiLineField(_("شرح"), row.details if row else details, lines=3, required=True)
    rule = TextField(_("قاعده‌ای که نقض شده"), (row.rule or "") if row else rules)
    evidence = MultiLineField(_("مدرک‌ها"), (row.evidence or "") if row else proof, lines=2)
    statement = MultiLineField(_("اظهار شخص"), (row.statement or "") if row else said, lines=2)

    def make() -> Command | None:
        if lacking(title, title.value().strip()) or lacking(text, text.value().strip()):
            return None
        return WriteSpecialReport(
            visit.row.id,
            title.value().strip(),
            text.value().strip(),
            rule=rule.value().strip() or None,
            evidence=evidence.value().strip() or None,
            statement=statement.value().strip() or None,
            id=row.id if row is not None else None,
        )

    return StepDialog(
        work,
        _("گزارش اختصاصی"),
        _("سند جداگانه‌ای است که تنها دارندگان پرونده می‌بینند و جدا چاپ می‌شود."),
        _("ذخیره"),
        {
            "title": title,
            "details": text,
            "rule": rule,
            "evidence": evidence,
            "statement": statement,
        },
        make,
        icon="lock",
    )


def finishing_dialog(row: SpecialReportRow, work: Workplace) -> StepDialog:
    return StepDialog(
        work,
        _("نهایی کردن گزارش اختصاصی"),
        _("«{title}» پس از این ویرایش نمی‌شود.").format(title=row.title),
        _("نهایی کردن"),
        {},
        lambda: FinishSpecialReport(row.id),
        icon="lock",
    )
