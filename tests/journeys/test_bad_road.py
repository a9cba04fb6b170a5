"""Headquarters away or cut off in the middle, and a clock an hour ahead, as the window says it."""

from __future__ import annotations

import os
import signal

from desktop.models.sync_state import SyncState, sync_state
from desktop.models.vault import system_wall, unlock
from resources.wording import words_of
from tests.journeys import visiting
from tests.journeys.conftest import CAST, Office
from tests.journeys.driver import Person, until
from tests.vaults import PASSWORD

HOUR = 3_600_000


def state_of(person: Person) -> SyncState:
    """What the vault knows of the road."""
    vault = person.signed_in.vault.journal.vault
    return person.knows(lambda session: sync_state(session, vault))


def tries_to_sync(person: Person) -> str:
    """Send and receive without luck; returns what the page then says."""
    schedule = person.signed_in.schedule
    assert schedule is not None
    ended: list[object] = []
    schedule.ended.connect(ended.append)
    person.goes_to("sync")
    person.presses("Ctrl+Return")
    until(lambda: any(one is not None for one in ended))
    schedule.ended.disconnect(ended.append)
    person.waits()
    return person.reads()


def test_a_headquarters_that_is_away_is_said_and_everything_is_sent_later(office: Office) -> None:
    head = office.seat("head")
    office.hq.stops()
    visiting.orders(head, CAST["inspector"][0])
    unsent = state_of(head).unsent
    assert unsent > 0
    assert words_of("server_away", {}) in tries_to_sync(head)
    assert state_of(head).unsent == unsent
    office.hq.starts()
    head.syncs()
    assert state_of(head).unsent == 0


def test_a_headquarters_that_is_killed_loses_nothing_that_it_had_a_receipt_for(
    office: Office,
) -> None:
    head = office.seat("head")
    visit = visiting.orders(head, CAST["inspector"][0])
    process = office.hq._process  # noqa: SLF001 -- the demo only stops it in good order
    assert process is not None
    head.signed_in.window.work.sync_now()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    schedule = head.signed_in.schedule
    assert schedule is not None
    until(lambda: not schedule.running)
    head.waits()
    office.hq.stops()
    office.hq.starts()
    head.syncs()
    assert state_of(head).unsent == 0
    inspector = office.seat("inspector")
    found = visiting.detail_of(inspector, visit)
    assert found is not None


def test_a_clock_an_hour_ahead_is_said_with_what_to_do(office: Office) -> None:
    vault = office.enrols("head")
    vault.close()
    ahead = unlock(vault.folder, PASSWORD, None, wall=lambda: system_wall() + HOUR)
    office.people["head"] = head = office.opens("head", ahead)
    head.sits_down()
    head.syncs()
    assert state_of(head).clock_wrong
    head.goes_to("sync")
    assert "ساعت این رایانه" in head.reads()
