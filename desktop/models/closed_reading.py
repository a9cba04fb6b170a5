"""What the window still shows once a lease is over: a person's own work, and no more.

Own are visits that the person recorded or is a member of, with all that belongs to them, and
letters that the person wrote. Exchange, ``verify`` and commands read everything as before.
"""

from __future__ import annotations

from sqlalchemy import event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from desktop.models.inspections.records import (
    CorrectiveAction,
    Finding,
    SpecialReport,
    Visit,
    VisitMember,
)
from desktop.models.letters.records import Letter


def close(session: Session, person: bytes) -> None:
    """Let a reading session see nothing but a person's own work."""
    members, visits = VisitMember.__table__.c, Visit.__table__.c
    member = select(members.visit_id).where(members.person_id == person)
    own = select(visits.id).where(or_(visits.created_by == person, visits.id.in_(member)))
    options = (
        with_loader_criteria(Visit, Visit.id.in_(own)),
        with_loader_criteria(Finding, Finding.visit_id.in_(own)),
        with_loader_criteria(CorrectiveAction, CorrectiveAction.visit_id.in_(own)),
        with_loader_criteria(SpecialReport, SpecialReport.visit_id.in_(own)),
        with_loader_criteria(Letter, Letter.created_by == person),
    )

    def narrowed(state: ORMExecuteState) -> None:
        if state.is_select:
            state.statement = state.statement.options(*options)

    event.listen(session, "do_orm_execute", narrowed)
