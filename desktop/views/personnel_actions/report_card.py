"""The dialog of a report card: for which period; looked at before it is given (2.13 no. 9)."""

from __future__ import annotations

from functools import partial

from desktop.commands.report_cards import IssueReportCard
from desktop.views.navigation import Workplace
from desktop.views.personnel_actions import papers
from desktop.views.personnel_actions.period_paper import Period, PeriodPaper
from desktop.views.shared.printed import Make
from resources.words import _


class ReportCardDialog(PeriodPaper):
    """The card goes to the person and the direct manager, nobody else."""

    file_name = "report-card-draft.pdf"

    def __init__(self, work: Workplace, person: bytes, period: Period) -> None:
        super().__init__(
            work,
            _("کارنامه"),
            _("برای شخص و مدیر مستقیم او. نسخهٔ صادرشده نگه داشته می‌شود و چاپ دوباره همان است."),
            _("صدور کارنامه"),
            period,
        )
        self.person = person
        self.lay({"starts": self.starts, "ends": self.ends})

    def draft(self) -> Make | None:
        period = self.period()
        if period is None:
            return None
        return papers.report_card(self.person, period.starts, period.ends, self.work)

    def issue(self) -> None:
        period = self.period()
        if period is not None:
            storing = papers.store_card(self.person, period.starts, period.ends, self.work)
            self.keep(storing, partial(IssueReportCard, self.person, period.starts, period.ends))
