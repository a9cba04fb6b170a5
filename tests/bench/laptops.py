"""A headquarters of its own process, and vaults enrolled with it over TLS, for the bench."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.commands.base import Changes, Command, Desk, perform
from desktop.models.inspections.records import Finding
from desktop.models.journal import Act, insert_many
from desktop.models.migrations import SCHEMA
from desktop.models.vault import OpenVault, system_wall
from desktop.runtime.enrolment import Sheet, enrol_vault
from sync.client.http import connect
from sync.client.session import Exchange
from sync.client.store import DirectStore
from sync.client.turn import Done
from sync.protocol.ids import derived_id
from sync.server import config
from sync.server.config import LONG_FEED
from sync.server.seed_demo import unit_id
from tests.builders import OFFICE, Wall
from tests.hq import Serving, headquarters, serving
from tests.vaults import CHEAP, PASSWORD, MemorySecrets

UNIT = unit_id("26-QAZ", "SAMPLE-A")


def now() -> datetime:
    """This moment: a process of its own has no clock that we could set."""
    return datetime.fromtimestamp(system_wall() / 1000, UTC)


@dataclass
class Laptop:
    """One person's enrolled vault."""

    vault: OpenVault
    exchange: Exchange

    def desk(self, role: str) -> Desk:
        """The person in a role, at this moment."""
        vault = self.vault
        return Desk(
            vault.person, vault.name, role, vault.office, vault.province, vault.journal, now()
        )

    def does(self, command: Command, role: str = "head_of_inspection") -> Changes:
        """Carry out a command."""
        return perform(self.vault.database, self.desk(role), command)

    def enters(self, kind: str, rows: Iterator[dict[str, Any]]) -> int:
        """Many records at once."""
        vault = self.vault
        act = Act(vault.person, "head_of_inspection", "Import", vault.office)
        with vault.database.writing(**vault.journal.info(act)) as session:
            return insert_many(session, kind, rows)

    def syncs(self) -> Done:
        """One exchange, to its end."""
        return self.exchange.run()

    def over(self, port: int) -> Laptop:
        """The same vault by another road to headquarters."""
        held, old = self.vault.enrolment, self.exchange
        if held is None:
            raise RuntimeError("the vault is not enrolled")
        http = connect(f"https://127.0.0.1:{port}", held.tls_pin)
        return Laptop(
            self.vault,
            Exchange(http, old.store, old.journal, old.schema, old.now, old.monotonic, old.blobs),
        )

    def findings(self, visit: bytes, count: int, start: int = 0) -> list[bytes]:
        """The ids of some findings of a visit, always in the same order."""
        query = (
            select(Finding.id)
            .where(Finding.visit_id == visit)
            .order_by(Finding.id)
            .offset(start)
            .limit(count)
        )
        with self.vault.database.reading() as session:
            return list(session.execute(query).scalars())

    def writes(self, record: type[Any], key: bytes, **values: Any) -> None:
        """Fields of one record, as a command of its own."""
        vault = self.vault
        act = Act(vault.person, "head_of_inspection", "EditFinding", vault.office)
        with vault.database.writing(**vault.journal.info(act)) as session:
            found = session.get_one(record, key)
            for name, value in values.items():
                setattr(found, name, value)

    def size(self) -> int:
        """Bytes of the database file with everything written into it."""
        database = self.vault.database
        with database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            connection.rollback()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
            size = raw.execute("PRAGMA page_size").fetchone()[0]
            return int(pages) * int(size)

    def close(self) -> None:
        """Connection and vault."""
        self.exchange.http.close()
        self.vault.close()


@dataclass(frozen=True)
class Installation:
    """A served headquarters with seeded directory, and codes for the people of the bench."""

    serving: Serving
    codes: dict[str, str]

    def laptop(self, folder: Path, name: str) -> tuple[Laptop, MemorySecrets]:
        """A fresh vault of one of them, and the keyring that opens it again."""
        return enrolled(folder, self.serving.url, self.serving.root, self.codes[name])


def enrolled(folder: Path, url: str, root: str, code: str) -> tuple[Laptop, MemorySecrets]:
    """A fresh vault for the person of a code."""
    secrets = MemorySecrets()
    vault = enrol_vault(folder, Sheet(url, root, code, "رایانه", PASSWORD), secrets, kdf=CHEAP)
    held = vault.enrolment
    if held is None:
        raise RuntimeError("the vault is not enrolled")
    exchange = Exchange(
        connect(held.server_url, held.tls_pin),
        DirectStore(vault.database),
        vault.journal,
        SCHEMA,
        now,
        lambda: system_wall() / 1000,
        vault.blobs,
    )
    return Laptop(vault, exchange), secrets


@contextmanager
def installation(folder: Path, *names: str, long_feed: int = LONG_FEED) -> Iterator[Installation]:
    """A new headquarters where each of these is inspector and head of inspection in Qazvin."""
    folder.mkdir(parents=True)
    with headquarters(folder, wall=Wall(now())) as hq:
        hq.seed(demo=True)
        codes = {
            name: hq.code(
                derived_id("person", name), name, "inspector", "head_of_inspection", office=OFFICE
            )
            for name in names
        }
    held = config.read(folder)
    (folder / config.FILE).unlink()
    config.write(replace(held, long_feed=long_feed))
    with serving(folder) as served:
        yield Installation(served, codes)
