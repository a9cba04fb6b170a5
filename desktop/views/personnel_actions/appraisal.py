"""The dialog of an appraisal sheet: for which case, who saw it; looked at before it is issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desktop.commands.report_cards import APPRAISED_FOR, IssueAppraisalSheet
from desktop.documents.personnel_papers import Appraised
from desktop.errors import AppError
from desktop.models.blobs import Stored
from desktop.views.navigation import Paper, Workplace
from desktop.views.personnel_actions import papers
from desktop.views.shared.buttons import Button
from desktop.views.shared.choices import RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.step_dialog import lacking
from resources.wording import personnel_actions as wording
from resources.wording import words_of
from resources.words import _

PERIOD = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the dialog holds, once nothing is missing."""

    kind: str
    title: str
    number: str | None
    starts: date
    ends: date
    seen_on: date | None
    remark: str | None

    def case(self) -> Appraised:
        """The case as the paper names it."""
        words = f"{wording.APPRAISED_FOR[self.kind]} · {self.title}"
        return Appraised(words, self.number, self.seen_on, self.remark)


class AppraisalDialog(Dialog):
    """A preview is shown to the person; with the day on which he saw it, the sheet is issued."""

    def __init__(self, work: Workplace, person: bytes, ends: date) -> None:
        super().__init__(
            _("برگهٔ ارزیابی"),
            _("برای یک انتصاب یا ارتقای معین. شخص پیش‌نمایش را می‌بیند؛ سپس برگه صادر می‌شود."),
            primary=_("صدور برگه"),
            icon="file-check",
        )
        self.work, self.person = work, person
        kinds = [(code, str(wording.APPRAISED_FOR[code])) for code in APPRAISED_FOR]
        self.kind = RadioField(_("برای"), kinds, required=True)
        self.kind.set_value(APPRAISED_FOR[0])
        self.title = TextField(_("سمت یا رتبه"), required=True)
        self.number = TextField(_("شمارهٔ پرونده"), code=True)
        today = work.desk().today
        self.starts = DateField(
            _("از"), ends - PERIOD, today=lambda: work.desk().today, last=today, required=True
        )
        self.ends = DateField(
            _("تا"), ends, today=lambda: work.desk().today, last=today, required=True
        )
        self.seen_on = DateField(
            _("شخص دید در"), today=lambda: work.desk().today, last=today, required=True
        )
        self.remark = MultiLineField(_("نظر شخص"), lines=2)
        self.fields: dict[str, Field] = {
            "case_kind": self.kind,
            "case_title": self.title,
            "case_number": self.number,
            "starts": self.starts,
            "ends": self.ends,
            "seen_on": self.seen_on,
            "remark": self.remark,
        }
        for field in self.fields.values():
            self.body.addWidget(field)
        self.look = Button(_("پیش‌نمایش"), icon="printer", on_click=self.preview)
        self.body.addWidget(self.look)
        self.decided.connect(self.issue)

    def typed(self) -> Typed | None:
        """What was typed, or None after marking what is missing."""
        first, last = self.starts.value(), self.ends.value()
        if lacking(self.title, self.title.value().strip()):
            return None
        if first is None or last is None:
            lacking(self.starts if first is None else self.ends, None)
            return None
        return Typed(
            self.kind.value(),
            self.title.value().strip(),
            self.number.value().strip() or None,
            first,
            last,
            self.seen_on.value(),
            self.remark.value().strip() or None,
        )

    def preview(self) -> None:
        """The sheet with «پیش‌نویس», for the person to see."""
        typed = self.typed()
        if typed is not None:
            making = papers.appraisal(
                self.person, typed.starts, typed.ends, typed.case(), self.work
            )
            self.work.preview(Paper(_("برگهٔ ارزیابی"), "appraisal-draft.pdf", making))

    def issue(self) -> None:
        """Keep the bytes and file them; nobody is appraised by a paper that he has not seen."""
        for field in self.fields.values():
            field.set_problem(None)
        typed = self.typed()
        if typed is None or lacking(self.seen_on, typed.seen_on) or typed.seen_on is None:
            return
        seen = typed.seen_on
        storing = papers.store_appraisal(
            self.person, typed.starts, typed.ends, typed.case(), self.work
        )

        def keep(stored: Stored) -> None:
            command = IssueAppraisalSheet(
                self.person,
                typed.kind,
                typed.title,
                typed.starts,
                typed.ends,
                seen,
                stored.sha256,
                typed.number,
                typed.remark,
            )
            self.work.tasks.execute(
                command, lambda _changes: self.close_it(), owner=self, failed=self._refused
            )

        self.primary.setEnabled(False)
        self.work.tasks.write(self, storing, keep, failed=self._refused)

    def _refused(self, error: AppError) -> None:
        self.primary.setEnabled(True)
        words = words_of(error.code, error.arguments)
        named = self.fields.get(str(error.arguments.get("field", "")))
        if named is None:
            self.set_note(words)
        else:
            named.set_problem(words)
            named.setFocus()
