"""``bazresyar verify`` on a whole vault, and after one byte was changed in each kind of evidence.

A real vault, enrolled with a real headquarters, with a visit, a photo, receipts and certificates;
the verb runs in a process of its own, as anybody would run it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from desktop.commands.attachments import AttachFile
from desktop.commands.findings import RecordFinding
from desktop.commands.inspections import StartVisit
from desktop.models.database import open_encrypted
from desktop.models.migrations import SCHEMA
from desktop.models.vault import DATABASE_FILE, OpenVault
from desktop.models.vault_facts import Enrolment
from desktop.runtime.enrolment import Sheet, enrol_vault
from sync.client.session import Exchange
from sync.client.store import DirectStore
from sync.protocol.encoding import decode, encode
from tests.builders import Seat, Wall
from tests.faults.fault import Fault, Scale, timed
from tests.sync.laptops import URL, Hq
from tests.sync.road import Road
from tests.vaults import CHEAP, PASSWORD
from tests.views.sync.apart import VISIT, apart

HERE = Path(__file__).resolve().parents[2]
UNSOUND = 3


@dataclass(frozen=True)
class Given:
    """A closed vault, its key, and its files as they were."""

    folder: Path
    key: bytes
    kept: Path

    def put_back(self) -> None:
        """Everything as it was."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder)

    @contextmanager
    def opened(self) -> Iterator[Connection]:
        """Its tables, as one who has the key could reach them."""
        database = open_encrypted(self.folder / DATABASE_FILE, self.key)
        try:
            with database.engine.begin() as connection:
                yield connection
        finally:
            database.close()


Change = Callable[[Given], None]


def faults(_scale: Scale) -> list[Fault]:
    """The vault whole, then each change; what is not seen is lost."""
    with TemporaryDirectory(prefix="evidence-") as folder:
        given = made(Path(folder))
        (lines, lost), seconds = timed(lambda: shown(given))
    caught = len(CHANGES) - lost
    return [
        Fault(
            "verify, one byte changed",
            len(CHANGES) + 1,
            lost,
            len(CHANGES),
            caught,
            seconds,
            told=tuple(lines) if lost else (),
        )
    ]


def shown(given: Given) -> tuple[list[str], int]:
    """A line for the whole vault and for each change, and how many were told wrongly."""
    code, told, _said = verified(given)
    wrong = int(code != 0 or not told["sound"])
    lines = [f"whole: exit {code}, {told['checked'].get('entries')} entries"]
    for name, change in CHANGES.items():
        change(given)
        code, told, said = verified(given)
        wrong += code != UNSOUND or told["sound"] or not told["faults"]
        first = said.splitlines()[0] if said else ""
        lines.append(f"{name}: exit {code}, {first}")
        given.put_back()
    return lines, wrong


def verified(given: Given, *options: str) -> tuple[int, dict[str, Any], str]:
    """The verb in its own process: exit code, what it printed, what it complained of."""
    line = [sys.executable, "-m", "desktop.cli", "--data", str(given.folder.parents[1]), "verify"]
    line += ["--vault", given.folder.name, "--password-stdin", *(options or ("--full",))]
    around = os.environ | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    done = subprocess.run(
        line, input=PASSWORD + "\n", capture_output=True, text=True, cwd=HERE, env=around
    )
    return done.returncode, json.loads(done.stdout or '{"sound": null}'), done.stderr


def made(folder: Path) -> Given:
    """A vault of an inspector with one visit and one photo, all of it at headquarters."""
    with apart(folder / "office") as office:
        office.meet()
        # The verb runs by the clock of today, so headquarters' lease must be of today too.
        office.hq.wall.ms = int(datetime.now(UTC).timestamp() * 1000)
        vault = _enrolled(office.hq, folder / "data" / "vaults")
        exchange = _exchange(office.hq, vault)
        exchange.run()
        _works(vault)
        exchange.run()
        exchange.http.close()
        key = vault.keys.database
        vault.close()
    kept = folder / "kept"
    shutil.copytree(vault.folder, kept)
    return Given(vault.folder, key, kept)


def _enrolled(hq: Hq, vaults: Path) -> OpenVault:
    code = hq.code("بازرس نمونهٔ یک", "inspector")
    sheet = Sheet(URL, hq.root, code, "رایانهٔ دوم نمونه", PASSWORD)
    connect = hq.connect(Road(hq.transport))
    return enrol_vault(vaults, sheet, None, password_only=True, kdf=CHEAP, connect=connect)


def _exchange(hq: Hq, vault: OpenVault) -> Exchange:
    known = vault.enrolment
    if known is None:
        raise RuntimeError("not enrolled")
    http = hq.connect(Road(hq.transport))(URL, known.tls_pin)
    store = DirectStore(vault.database)
    now, seconds = (lambda: _seat(vault).desk.now), (lambda: hq.wall.ms / 1000)
    return Exchange(http, store, vault.journal, SCHEMA, now, seconds, vault.blobs)


def _works(vault: OpenVault) -> None:
    at = _seat(vault)
    finding = vault.journal.new_id()
    at.does(StartVisit(VISIT))
    at.does(RecordFinding(VISIT, "ساعت کار اعلام نشده بود.", indicator="F2", id=finding))
    with vault.database.writing() as session:
        photo = vault.blobs.add(session, b"\xff\xd8\xff" + os.urandom(80_000), "image/jpeg")
    at.does(AttachFile("findings", finding, "نما.jpg", "image/jpeg", photo.size, photo.sha256))


def _seat(vault: OpenVault) -> Seat:
    """Whoever the vault belongs to, by the clock of today: it was enrolled just now."""
    role = vault.roles[0] if vault.roles else "inspector"
    place = vault.office, vault.province
    return Seat(
        vault.database,
        vault.journal,
        vault.person,
        vault.name,
        role,
        *place,
        Wall(datetime.now(UTC)),
    )


def _flipped(data: bytes, at: float = 0.5) -> bytes:
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _row(given: Given) -> None:
    with given.opened() as connection:
        said = connection.execute(text("SELECT description FROM findings")).scalar_one()
        changed = said[:-2] + ("آ" if said[-2] != "آ" else "ب") + said[-1]
        connection.execute(text("UPDATE findings SET description = :d"), {"d": changed})


def _entry(given: Given) -> None:
    _flip_column(
        given,
        "SELECT rowid, core FROM entries WHERE counter = 2 AND signature IS NOT NULL LIMIT 1",
        "UPDATE entries SET core = :value WHERE rowid = :row",
    )


def _certificate(given: Given) -> None:
    """A byte of headquarters' signature under this vault's own certificate."""
    with given.opened() as connection:
        look = text("SELECT value FROM vault_facts WHERE key = 'enrolment'")
        known = decode(connection.execute(look).scalar_one(), Enrolment)
        other = msgspec.structs.replace(known, certificate=_flipped(known.certificate, 0.99))
        put = text("UPDATE vault_facts SET value = :value WHERE key = 'enrolment'")
        connection.execute(put, {"value": encode(other)})


def _certificate_of_a_colleague(given: Given) -> None:
    _flip_column(
        given,
        "SELECT rowid, signature FROM vault_certificates WHERE signature IS NOT NULL LIMIT 1",
        "UPDATE vault_certificates SET signature = :value WHERE rowid = :row",
    )


def _receipt(given: Given) -> None:
    _flip_column(
        given,
        "SELECT rowid, signature FROM receipts LIMIT 1",
        "UPDATE receipts SET signature = :value WHERE rowid = :row",
    )


def _attachment(given: Given) -> None:
    """One byte of the encrypted file itself."""
    files = [path for path in (given.folder / "blobs").rglob("*") if path.is_file()]
    largest = max(files, key=lambda path: path.stat().st_size)
    largest.write_bytes(_flipped(largest.read_bytes()))


def _flip_column(given: Given, look: str, put: str) -> None:
    with given.opened() as connection:
        row, value = connection.execute(text(look)).one()
        connection.execute(text(put), {"value": _flipped(value), "row": row})


CHANGES: dict[str, Change] = {
    "a row": _row,
    "an entry": _entry,
    "an attachment": _attachment,
    "a certificate": _certificate,
    "a colleague's certificate": _certificate_of_a_colleague,
    "a receipt": _receipt,
}


def main() -> int:
    """Show it: ``python -m tests.faults.evidence``."""
    with TemporaryDirectory(prefix="evidence-") as folder:
        lines, wrong = shown(made(Path(folder)))
    print("\n".join(lines))
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
