"""Real processes that are killed: a laptop that writes and sends, and the headquarters it sends to.

Children come from a server of processes that has everything imported already, so that a thousand
of them cost minutes. What a child has finished it tells through a pipe, which outlives it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from desktop.commands.base import Desk, perform
from desktop.errors import AppError
from desktop.models.directory import Unit
from desktop.models.migrations import SCHEMA
from desktop.models.vault import OpenVault, system_wall, unlock
from sync.client.http import connect
from sync.client.session import Exchange
from sync.client.store import DirectStore
from sync.server.config import read
from sync.server.hq import open_headquarters
from sync.server.serving import serve
from tests.vaults import PASSWORD

BEFORE, AFTER = "before commit", "after commit"
_SENT_EVERY = 4
_STOP_SECONDS = 20

Spawned = tuple[BaseProcess, Connection]


def processes() -> ForkServerContext:
    """Where children come from; they inherit no open file and no thread of the tests."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@dataclass(frozen=True)
class AddUnit:
    """One more unit, named by its number."""

    id: bytes
    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        """Write it."""
        session.add(Unit(id=self.id, province="26", name=self.name, provisional=True))


@dataclass(frozen=True)
class Killed:
    """Kill yourself at the n-th commit of this process, ``where`` of it."""

    where: str
    commit: int


@dataclass(frozen=True)
class Writer:
    """What a laptop's process is told: its vault, and how it may be disturbed.

    ``lies`` is a planted fault: a record is told as written before it is.
    """

    folder: Path
    killed: Killed | None = None
    lies: bool = False


def write_and_send(job: Writer, told: Connection) -> None:
    """Write units until killed, telling each once it is written, and exchange every few."""
    vault = unlock(job.folder, PASSWORD, None)
    exchange = exchange_of(vault)
    if job.killed is not None:
        _die_at(job.killed, vault)
    told.send(("open", b""))
    number = 0
    while True:
        unit = vault.journal.new_id()
        if job.lies:
            told.send(("written", unit))
        perform(vault.database, desk_of(vault), AddUnit(unit, f"واحد نمونهٔ {number}"))
        if not job.lies:
            told.send(("written", unit))
        number += 1
        if number % _SENT_EVERY == 0:
            try:
                done = exchange.run()
            except AppError as error:
                told.send(("failed", error.code.encode()))
            else:
                told.send(("sent", done.sent.to_bytes(4, "big")))


def exchange_of(vault: OpenVault) -> Exchange:
    """The road from an enrolled vault to its headquarters."""
    held = vault.enrolment
    if held is None:
        raise RuntimeError("the vault is not enrolled")
    return Exchange(
        connect(held.server_url, held.tls_pin),
        DirectStore(vault.database),
        vault.journal,
        SCHEMA,
        now,
        lambda: system_wall() / 1000,
        vault.blobs,
    )


def desk_of(vault: OpenVault) -> Desk:
    """The inspector at this vault, at this moment."""
    office, province = vault.office, vault.province
    return Desk(vault.person, vault.name, "inspector", office, province, vault.journal, now())


def now() -> datetime:
    """This moment: a process of its own has no clock that we could set."""
    return datetime.fromtimestamp(system_wall() / 1000, UTC)


@dataclass(frozen=True)
class Served:
    """What headquarters' process is told.

    ``forgets`` is a planted fault: what was receipted is undone.
    """

    folder: Path
    port: int
    killed: Killed | None = None
    forgets: bool = False


def answer_requests(job: Served, told: Connection) -> None:
    """Serve until killed."""
    hq = open_headquarters(read(job.folder))
    if job.killed is not None:
        event.listen(hq.database.engine, "commit", _counted(job.killed))
    if job.forgets:
        event.listen(hq.database.engine, "commit", _undone)
    serve(hq, job.port, lambda port: told.send(port))


def spawn(what: Callable[[Any, Connection], None], job: object) -> Spawned:
    """Start a child; gives it and the end of the pipe that it tells through."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = processes().Process(target=what, args=(job, there), daemon=True)
    child.start()
    there.close()
    return child, here


def kill(child: BaseProcess) -> None:
    """SIGKILL, and wait until it is gone."""
    child.kill()
    child.join(_STOP_SECONDS)


def heard(told: Connection) -> list[Any]:
    """Everything that a dead child had told."""
    found = []
    try:
        while told.poll(0):
            found.append(told.recv())
    except EOFError:
        pass
    finally:
        told.close()
    return found


def _die_at(killed: Killed, vault: OpenVault) -> None:
    event.listen(vault.database.engine, "commit", _counted(killed))


def _counted(killed: Killed) -> Callable[[Any], None]:
    left = killed.commit

    def commit(connection: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            if killed.where == AFTER:
                connection.connection.dbapi_connection.execute("COMMIT")
            os.kill(os.getpid(), 9)

    return commit


def _undone(connection: Any) -> None:
    driver = connection.connection.dbapi_connection
    driver.execute("ROLLBACK")
    driver.execute("BEGIN IMMEDIATE")
