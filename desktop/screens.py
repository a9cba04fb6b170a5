"""A PNG of every page of the window, as a person would see it: for review and for README."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.app import SignedIn
from desktop.models.conflicts import Conflict
from desktop.models.delegations.records import Delegation
from desktop.models.identities.records import IdentityRecord
from desktop.models.inspections.records import Visit
from desktop.models.letters.records import Letter
from desktop.models.meetings.public import PublicMeeting
from desktop.models.meetings.records import Meeting
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.programmes.records import PlanItem, QuarterReport, YearPlan
from desktop.models.vault import OpenVault
from desktop.program import Program, dress
from desktop.runtime.look import Look, Theme
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.navigation import Place
from desktop.views.pages import PAGES, entry_of

SIZES = ((1280, 800), (1024, 600))
THEMES: tuple[Theme, ...] = ("light", "dark", "contrast")
OF_A_RECORD: Final[dict[str, Select[bytes] | None]] = {
    "visit": None,
    "visit_form": None,
    "conflicts": None,
    "preview": None,
    "letter": select(Letter.id),
    "identity": select(IdentityRecord.id),
    "delegation": select(Delegation.id),
    "meeting": select(Meeting.id),
    "personnel_action": select(PersonnelAction.id),
    "person_file": select(PersonnelAction.person_id),
    "misconduct": select(MisconductRecord.id),
    "public_meeting": select(PublicMeeting.id),
    "programme_plan": select(YearPlan.id),
    "programme_item": select(PlanItem.id).where(PlanItem.code == "P2.6"),
    "programme_form": select(PlanItem.id).where(PlanItem.code == "P2.6"),
    "programme_report": select(QuarterReport.id),
}
"""The pages that open on a record, and where the first one is; None where it is asked otherwise."""
_SETTLED = 0.12
_DRAWN = 1.0
"""So long the preview may take for the pages in sight."""
_PATIENCE = 8.0


def draw_all(
    out: Path, vault: OpenVault | None, *, pages: frozenset[str] = frozenset(), quick: bool = False
) -> int:
    """Every page, or the named ones, in both sizes; 0 when all were drawn.

    Light and dark; unless ``quick`` in contrast and at 150 % as well. Without a vault, sign-in.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    if not isinstance(application, QApplication):
        raise TypeError("no application with windows")
    out.mkdir(parents=True, exist_ok=True)
    look_path = out / ".look.json"
    if vault is None:
        _draw_sign_in(application, out, look_path, quick=quick)
        return 0
    signed_in = SignedIn(vault, look_path, syncs=False)
    with vault.database.reading() as session:
        drawn = {n: place for n, place in places(session, vault.roles) if not pages or n in pages}
    for look, size in _looks(quick=quick):
        dress(application, look)
        signed_in.window.resize(*size)
        signed_in.window.show()
        for name, place in drawn.items():
            signed_in.window.go(place)
            _settle(application, signed_in)
            _grab(signed_in.window, out / f"{name}-{_suffix(look, size)}.png")
            page = signed_in.window.page
            if isinstance(page, VisitDetailPage):
                page.print_report()
                _settle(application, signed_in, _DRAWN)
                _grab(signed_in.window, out / f"preview-{_suffix(look, size)}.png")
    signed_in.window.hide()
    signed_in.tasks.close()
    look_path.unlink(missing_ok=True)
    return 0


def _looks(*, quick: bool) -> Iterator[tuple[Look, tuple[int, int]]]:
    for theme in THEMES:
        if theme != "contrast" or not quick:
            for size in SIZES:
                yield Look(theme, 100), size
    if not quick:
        yield Look("light", 150), SIZES[0]


def _suffix(look: Look, size: tuple[int, int]) -> str:
    scale = "" if look.scale == 100 else f"-{look.scale}"
    return f"{look.theme}-{size[0]}{scale}"


def places(session: Session, roles: Collection[str]) -> Iterator[tuple[str, Place]]:
    """Every page of who holds these roles, each with the first record that is there for it."""
    for entry in PAGES:
        gate = entry_of(entry.under or entry.name)
        if entry.name not in OF_A_RECORD and (not gate.rail_for or gate.in_rail_of(roles)):
            yield entry.name, Place(entry.name)
    states = {"in_progress": "visit_form", "report_draft": "visit_form", "closed": "visit"}
    for state, page in states.items():
        visit = session.execute(select(Visit.id).where(Visit.state == state)).scalars().first()
        if visit is not None:
            yield page, Place(page, visit, "F4" if page == "visit_form" else "")
    for page, records in OF_A_RECORD.items():
        found = None if records is None else session.execute(records.limit(1)).scalar()
        if found is not None:
            yield page, Place(page, found)
    conflict = session.execute(
        select(Conflict.kind, Conflict.record_id).where(Conflict.same.is_(False))
    ).first()
    if conflict is not None:
        yield "conflicts", Place("conflicts", conflict.record_id, conflict.kind)


def _settle(application: QApplication, signed_in: SignedIn, settled: float = _SETTLED) -> None:
    """Until nothing given to the threads is on its way any more, and a little longer."""
    end = time.monotonic() + _PATIENCE
    quiet = time.monotonic()
    while time.monotonic() < end:
        application.processEvents()
        if signed_in.tasks.busy:
            quiet = time.monotonic()
        elif time.monotonic() - quiet > settled:
            return


def _draw_sign_in(application: QApplication, out: Path, look_path: Path, *, quick: bool) -> None:
    for look, size in _looks(quick=quick):
        dress(application, look)
        program = Program(out / ".nobody", None, look_path=look_path)
        program.stack.resize(*size)
        program.start()
        application.processEvents()
        _grab(program.stack, out / f"sign_in-{_suffix(look, size)}.png")
        program.close()
        program.stack.close()


def _grab(widget: QWidget, path: Path) -> None:
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} was not written")
