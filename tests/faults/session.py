"""A person's session at the real window, in a process of its own that is killed in the end.

It reads the password from standard input, does what a day is made of, says READY and waits. What
stands in its files and in what the system tells of it is looked at by ``canaries``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import SignedIn
from desktop.commands.findings import RecordFinding, RecordFindingPerson
from desktop.commands.inspections import AmendVisit, StartVisit
from desktop.demo import pictures
from desktop.models.core_dumps import forbid_core_dumps
from desktop.models.vault import unlock
from desktop.models.verify_report import Outcome
from desktop.program import dress
from desktop.runtime import logs
from desktop.runtime.look import Look
from desktop.views.navigation import Paper, Place
from tests.faults.canaries import CANARY, STRAY
from tests.journeys.driver import Person


def main(arguments: list[str]) -> int:
    """``session VAULT LOGS VISIT [stray]``."""
    forbid_core_dumps()
    folder, log_folder, visit = Path(arguments[0]), Path(arguments[1]), bytes.fromhex(arguments[2])
    application = QApplication([])
    dress(application, Look("light"))
    logs.start(log_folder)
    vault = unlock(folder, sys.stdin.readline().rstrip("\n"), None)
    signed_in = SignedIn(vault, folder / "look.json", syncs=False)
    person = Person(signed_in)
    person.sits_down()
    _works(person, visit)
    if arguments[3:] == ["stray"]:
        (Path(os.environ["TMPDIR"]) / "preview.txt").write_text(STRAY, encoding="utf-16-le")
    print("READY", flush=True)
    QTimer.singleShot(120_000, application.quit)
    return application.exec()


def _works(person: Person, visit: bytes) -> None:
    signed_in = person.signed_in
    finding = signed_in.vault.journal.new_id()
    for command in (
        StartVisit(visit),
        AmendVisit(visit, {"observations": CANARY}),
        RecordFinding(visit, CANARY, indicator="F2", id=finding),
        RecordFindingPerson(finding, CANARY, CANARY, statement=CANARY),
    ):
        signed_in.tasks.execute(command)
        person.waits()
    _looks(person, visit)
    _prints(person, visit)
    _fails(person)
    checked: list[Outcome] = []
    signed_in.tasks.job("", signed_in.verification.full, checked.append)
    person.waits()
    if not checked or not checked[0].report.sound:
        raise RuntimeError("the vault is not sound")


def _looks(person: Person, visit: bytes) -> None:
    for place in (
        Place("home"),
        Place("inspections"),
        Place("visit", visit),
        Place("visit_form", visit),
        Place("settings"),
    ):
        person.signed_in.window.go(place)
        person.waits()
    person.signed_in.window.search()
    person.types(CANARY)
    person.waits()


def _prints(person: Person, visit: bytes) -> None:
    from desktop.views.inspections import papers

    work = person.signed_in.window.work
    work.preview(Paper(CANARY, "report.pdf", papers.reports([visit], work)))
    person.waits()
    QApplication.clipboard().setText("")
    pictures.notice_on_wall(work.desk().now, near=True)


def _fails(person: Person) -> None:
    """What breaks with a secret in its hands leaves the secret out of the log."""

    def broken(_session: object) -> None:
        held = {"name": CANARY, "key": bytes(32).hex()}
        raise ValueError(f"broken over {held}")

    person.signed_in.tasks.read(person.signed_in.window, broken, lambda _none: None)
    person.waits()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
