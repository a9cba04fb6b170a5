"""Reporting what was issued in a period (``domain.md`` 2.6); a dash stays a dash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import required
from desktop.errors import Refused
from desktop.models.personnel_actions.outcomes import FIGURES, Where, parse_figure
from desktop.models.personnel_actions.records import OutcomeReport


@dataclass(frozen=True, slots=True)
class ReportOutcomes:
    """The figures of a period as typed, by name; what is empty or a dash was not reported.

    ``where`` is whose figures they are; left out, the reporter's own province.
    """

    title: str
    starts: date
    ends: date
    figures: Mapping[str, str]
    where: Where | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        if self.ends < self.starts:
            raise Refused("period_reversed", field="ends")
        if self.ends > desk.today:
            raise Refused("day_in_future", field="ends")
        where = self.where or Where(desk.province)
        session.add(
            OutcomeReport(
                id=self.id or desk.new_id(),
                title=required(self.title, "title_missing", "title"),
                starts=self.starts,
                ends=self.ends,
                province=where.province,
                agency=where.agency,
                figures={name: parse_figure(self.figures.get(name, ""), name) for name in FIGURES},
            )
        )
