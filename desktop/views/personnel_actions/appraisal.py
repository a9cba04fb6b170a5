"""The dialog of an appraisal sheet: for which case, who saw it; looked at before it is issued."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.commands.report_cards import APPRAISED_FOR, IssueAppraisalSheet
from desktop.documents.personnel_papers import Appraised
from desktop.views.navigation import Workplace
from desktop.views.personnel_actions import papers
from desktop.views.personnel_actions.period_paper import Period, PeriodPaper
from desktop.views.shared.choices import RadioField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.printed import Make
from desktop.views.shared.step_dialog import lacking
from resources.wording import personnel_actions as wording
from resources.words import _

PERIOD = timedelta(days=3 * 365)


class AppraisalDialog(PeriodPaper):
    """A preview is shown to the person; with the day on which he saw it, the sheet is issued."""

    file_name = "appraisal-draft.pdf"

    def __init__(self, work: Workplace, person: bytes, ends: date) -> None:
        super().__init__(
            work,
            _("برگهٔ ارزیابی"),
            _("برای یک انتصاب یا ارتقای معین. شخص پیش‌نمایش را می‌بیند؛ سپس برگه صادر می‌شود."),
            _("صدور برگه"),
            Period(ends - PERIOD, ends),
        )
        self.person = person
        kinds = [(code, str(wording.APPRAISED_FOR[code])) for code in APPRAISED_FOR]
        self.kind = RadioField(_("برای"), kinds, required=True)
        self.kind.set_value(APPRAISED_FOR[0])
        self.title = TextField(_("سمت یا رتبه"), required=True)
        self.number = TextField(_("شمارهٔ پرونده"), code=True)
        self.seen_on = self.past_day(_("شخص دید در"))
        self.remark = MultiLineField(_("نظر شخص"), lines=2)
        self.lay(
            {
                "case_kind": self.kind,
                "case_title": self.title,
                "case_number": self.number,
                "starts": self.starts,
                "ends": self.ends,
                "seen_on": self.seen_on,
                "remark": self.remark,
            }
        )

    def draft(self) -> Make | None:
        period = self._typed()
        if period is None:
            return None
        return papers.appraisal(self.person, period.starts, period.ends, self._case(), self.work)

    def issue(self) -> None:
        """Nobody is appraised by a paper that he has not seen."""
        for field in self.fields.values():
            field.set_problem(None)
        period, seen = self._typed(), self.seen_on.value()
        if period is None or lacking(self.seen_on, seen) or seen is None:
            return
        case = self._case()
        storing = papers.store_appraisal(self.person, period.starts, period.ends, case, self.work)
        kind, title, number = self.kind.value(), self.title.value(), self.number.value()
        remark = self.remark.value()
        self.keep(
            storing,
            lambda pdf: IssueAppraisalSheet(
                *(self.person, kind, title, period.starts, period.ends, seen, pdf, number, remark)
            ),
        )

    def _typed(self) -> Period | None:
        return None if lacking(self.title, self.title.value().strip()) else self.period()

    def _case(self) -> Appraised:
        """The case as the paper names it."""
        words = f"{wording.APPRAISED_FOR[self.kind.value()]} · {self.title.value().strip()}"
        number, remark = self.number.value().strip(), self.remark.value().strip()
        return Appraised(words, number or None, self.seen_on.value(), remark or None)
