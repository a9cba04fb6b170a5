"""What came of a check, in words: for the window, for a text file and for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from desktop.documents.blocks import Facts, Passage
from desktop.documents.page import Foot, Letterhead, Paper, render
from desktop.documents.table import Column, Row, Table
from desktop.documents.visit_papers import Origin
from desktop.models.calendar import clock, iran_day, long_date
from desktop.models.text import group_digits, persian_digits
from desktop.models.verify_report import Outcome
from resources.words import Lazy, _, lazy

KINDS: Final[Mapping[str, Lazy]] = {
    "quick": lazy("بررسی کوتاه"),
    "full": lazy("بررسی کامل"),
    "hq": lazy("سنجش با ستاد"),
}
_COUNTED: Final[Mapping[str, Lazy]] = {
    "entries": lazy("ثبت دفتر"),
    "signatures": lazy("امضای ثبت"),
    "signatures_of_unknown_keys": lazy("ثبت همکاران که ستاد ضامن آن است"),
    "bodies": lazy("متن ثبت"),
    "bodies_in_part": lazy("متن که بخشی از آن اینجا است"),
    "disposed": lazy("متن امحاشده"),
    "certificates": lazy("گواهی و کلید"),
    "batches": lazy("بستهٔ رسیده با امضای ستاد"),
    "receipts": lazy("رسید ستاد"),
    "snapshot_rows": lazy("رکورد نخستین دریافت"),
    "rows": lazy("رکورد ساخته‌شده از نو و سنجیده"),
    "disposed_records": lazy("رکورد امحاشده"),
    "blobs": lazy("پیوست"),
    "blobs_not_here": lazy("پیوست که هنوز نرسیده"),
    "at_hq": lazy("آخرین ثبت این صندوق نزد ستاد"),
    "not_at_hq": lazy("ثبت که هنوز نزد ستاد نیست"),
    "hq_chain": lazy("ثبت دفتر ستاد، دنبالهٔ نشان نگه‌داشته در اینجا"),
    "feed_waiting": lazy("سطر تازهٔ دفتر ستاد، همهٔ دامنه‌ها"),
}


def counted(counts: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """(what, how many) for everything that was looked at."""
    return tuple(
        (str(words), group_digits(counts[name]))
        for name, words in _COUNTED.items()
        if counts.get(name)
    )


def verdict(outcome: Outcome) -> str:
    """One sentence: whether all is well."""
    if outcome.report.sound:
        if outcome.kind == "hq":
            return _("آنچه اینجا است با آنچه ستاد دارد می‌خواند.")
        return _("همه‌چیز همان است که نوشته شده است.")
    number = persian_digits(len(outcome.report.faults))
    return _("{n} ناسازگاری پیدا شد.").format(n=number)


def moment(at: datetime) -> str:
    """«دوشنبه ۱۲ آبان ۱۴۰۴، ۰۹:۳۰»."""
    return _("{day}، {time}").format(day=long_date(iran_day(at)), time=clock(at))


def as_text(outcome: Outcome, faults: Sequence[str], origin: Origin) -> str:
    """The report as plain text; ``faults`` are the sentences about what is wrong."""
    lines = [
        _("گزارش بررسی درستی صندوق"),
        *(f"{name}: {value}" for name, value in _facts(outcome, origin)),
        "",
        verdict(outcome),
        "",
        _("آنچه بررسی شد:"),
        *(f"- {what}: {many}" for what, many in counted(outcome.report.counts)),
    ]
    if faults:
        lines += ["", _("آنچه نمی‌خواند:"), *(f"- {sentence}" for sentence in faults)]
    return "\n".join(lines) + "\n"


def as_paper(outcome: Outcome, faults: Sequence[str], origin: Origin) -> bytes:
    """The same as PDF on the office's paper, sealed by the head of the chain."""
    title = _("گزارش بررسی درستی صندوق")
    paper = Paper(
        Letterhead(origin.issuer, origin.office),
        Foot(origin.printed_at, origin.app_version, origin.seal, origin.sample),
        title,
        str(KINDS[outcome.kind]),
    )
    rows = [Row(pair) for pair in counted(outcome.report.counts)]
    blocks: list[Facts | Passage | Table] = [
        Facts(_facts(outcome, origin)),
        Passage(verdict(outcome), _("نتیجه")),
    ]
    if rows:
        columns = (Column(_("چه چیز")), Column(_("چند تا"), 40))
        blocks.append(Table(columns, rows, _("آنچه بررسی شد")))
    if faults:
        numbered = [Row((persian_digits(n), one)) for n, one in enumerate(faults, start=1)]
        columns = (Column(_("ردیف"), 12), Column(_("شرح")))
        blocks.append(Table(columns, numbered, _("آنچه نمی‌خواند")))
    paper.flow(blocks)
    return render([paper], title, origin.printed_at)


def _facts(outcome: Outcome, origin: Origin) -> list[tuple[str, str]]:
    facts = [
        (_("روش"), str(KINDS[outcome.kind])),
        (_("زمان"), moment(outcome.at)),
        (_("کاربر"), origin.printed_for),
        (_("دفتر"), origin.office),
    ]
    return [(name, value) for name, value in facts if value]
