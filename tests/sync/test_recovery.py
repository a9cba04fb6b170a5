"""A forgotten password: two officers, one request, one answer, and all unsent work is there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.commands.base import Desk, perform
from desktop.errors import AppError
from desktop.models import recovery, vault_facts
from desktop.models.entries import Entry, EntryBody
from desktop.models.keys import Keys
from desktop.models.migrations import SCHEMA
from desktop.models.passwords import WrongPassword
from desktop.models.recovery import ask, asked, can_ask, redeem
from desktop.models.sync_state import sync_state
from desktop.models.vault import OpenVault, unlock
from desktop.models.verify import trust_of, verify
from desktop.runtime.enrolment import Sheet, enrol_vault
from sync.client.roads import Roads
from sync.client.store import DirectStore
from sync.protocol.entry import decode_body, decode_header
from sync.protocol.ids import derived_id
from sync.server import accounts, cli, founding, system
from sync.server.accounts import Appointment
from sync.server.app import create_app
from sync.server.config import Config, read
from sync.server.hq import Headquarters, open_headquarters
from sync.server.recovery import OPENED
from sync.server.tables import Alert
from tests.builders import OFFICE, Wall
from tests.sync.laptops import Hq
from tests.sync.road import InProcess, Road
from tests.sync.units import AddUnit
from tests.vaults import CHEAP, PASSWORD, MemorySecrets

NEW = "دریاچهٔ آرام نیمه‌شب زمستان"
FIRST, SECOND = "مهتاب پشت کوه بلند آبی", "نان و پنیر کنار رود خروشان"
THIRD = "صدای باد لای برگ انجیر"


@dataclass
class Ground:
    """An installation that is shut between its runs, and its officers' key files."""

    folder: Path
    wall: Wall
    monkeypatch: pytest.MonkeyPatch
    files: dict[str, Path] = field(default_factory=dict)

    @contextmanager
    def opened(self) -> Iterator[Hq]:
        server = open_headquarters(read(self.folder / "hq"), wall=self.wall)
        transport = InProcess(create_app(server))
        try:
            yield Hq(server, transport, "", self.wall, self.folder / "hq")
        finally:
            transport.close()
            server.close()

    def verb(self, *arguments: str, passwords: tuple[str, ...] = ()) -> int:
        lines = "".join(f"{one}\n" for one in passwords)
        self.monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        return cli.main(["--folder", str(self.folder / "hq"), "recover", *arguments])

    def init(self) -> None:
        """Two officers make the recovery key."""
        self.files = {name: self.folder / f"{name}.officer" for name in ("first", "second")}
        officers = [("--officer", f"مأمور {name}", str(file)) for name, file in self.files.items()]
        root = ("--root", str(self.folder / "hq" / "root.key"))
        line = ["init", *root, "--passwords-stdin", *(part for one in officers for part in one)]
        assert self.verb(*line, passwords=(FIRST, SECOND)) == cli.OK

    def open(
        self,
        request: Path,
        code: str,
        names: tuple[str, ...] = ("first", "second"),
        passwords: tuple[str, ...] = (FIRST, SECOND),
    ) -> Path | None:
        """The officers' answer, or None where the verb refused."""
        out = self.folder / "recovery.answer"
        out.unlink(missing_ok=True)
        files = [part for name in names for part in ("--officer", str(self.files[name]))]
        line = ["open", str(request), "--code", code, "--out", str(out), "--passwords-stdin"]
        done = self.verb(*line, *files, passwords=passwords)
        return out if done == cli.OK else None


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    wall = Wall(datetime.now(UTC))
    founding.found(Config(tmp_path / "hq"), datetime.fromtimestamp(wall.ms / 1000, UTC))
    monkeypatch.setattr("sync.server.officers.STANDARD", CHEAP)
    monkeypatch.setattr("sync.server.officers.make_officer.__defaults__", (CHEAP,))
    return Ground(tmp_path, wall, monkeypatch)


def enrolled(hq: Hq, vaults: Path, secrets: MemorySecrets | None, name: str = "بازرس") -> OpenVault:
    """A vault of that person at this headquarters, open, with one unsent entry."""
    person = Appointment(derived_id("person", name), name, OFFICE, "26", ("inspector",))
    with system.writing(hq.server, "appoint") as session:
        accounts.appoint(hq.server, session, person)
        code = accounts.issue_code(hq.server, session, person.person)
    sheet = Sheet("https://hq", _root(hq.server), code, "رایانهٔ نمونه", PASSWORD)
    connect = hq.connect(Road(hq.transport))
    only = secrets is None
    vault = enrol_vault(vaults, sheet, secrets, password_only=only, kdf=CHEAP, connect=connect)
    writes(vault)
    return vault


def _root(hq: Headquarters) -> str:
    from sync.protocol.enrolment import fingerprint

    return fingerprint(hq.published.root)


def writes(vault: OpenVault, key: bytes = b"\7" * 16) -> None:
    moment = datetime.now(UTC)
    place = (vault.person, vault.name, vault.roles[0], vault.office, vault.province)
    perform(vault.database, Desk(*place, vault.journal, moment), AddUnit(key))


def exchange(hq: Hq, vault: OpenVault) -> None:
    Roads(
        connect=hq.connect(Road(hq.transport)),
        store=DirectStore(vault.database),
        journal=vault.journal,
        schema=SCHEMA,
        now=lambda: datetime.fromtimestamp(hq.wall.ms / 1000, UTC),
        monotonic=lambda: hq.wall.ms / 1000,
        blobs=vault.blobs,
    ).run()
    vault.exchanged()


def recovered(ground: Ground, vault: Path, secrets: MemorySecrets | None) -> OpenVault:
    request, told = ask(vault, ground.folder, datetime.now(UTC))
    answer = ground.open(request, told.code)
    assert answer is not None
    return redeem(vault, answer, NEW, secrets, password_only=secrets is None, kdf=CHEAP)


def test_a_forgotten_password_costs_no_unsent_work_and_its_use_is_written_down(
    ground: Ground,
) -> None:
    ground.init()
    with ground.opened() as hq:
        vault = enrolled(hq, ground.folder / "vaults", None)
        vault.close()

        opened = recovered(ground, vault.folder, None)

        try:
            with opened.database.reading() as session:
                assert sync_state(session, opened.journal.vault).unsent == 2
                assert verify(session, trust_of(session, opened.journal), opened.blobs).sound
                last = select(Entry).order_by(Entry.counter.desc()).limit(1)
                entry = session.execute(last).scalar_one()
                bodies = select(EntryBody.body).where(EntryBody.counter == entry.counter)
                body = session.execute(bodies).scalar_one()
            assert decode_header(entry.core).command == recovery.RECOVERED
            assert decode_body(body or b"").reason == "مأمور first، مأمور second"
            exchange(hq, opened)
            with opened.database.reading() as session:
                state = sync_state(session, opened.journal.vault)
                assert (state.unsent, state.refused) == (0, 0)
        finally:
            opened.close()
        with hq.server.database.reading() as session:
            alert = session.execute(select(Alert).where(Alert.code == OPENED)).scalar_one()
            assert alert.vault == opened.slot.vault
    with pytest.raises(WrongPassword):
        unlock(vault.folder, PASSWORD, None)
    unlock(vault.folder, NEW, None).close()


def test_an_answer_opens_once(ground: Ground) -> None:
    ground.init()
    with ground.opened() as hq:
        folder = _closed(enrolled(hq, ground.folder / "vaults", None))
    recovered(ground, folder, None).close()

    with pytest.raises(AppError, match="recovery_not_asked"):
        redeem(folder, ground.folder / "recovery.answer", NEW, None, password_only=True, kdf=CHEAP)
    assert asked(folder) is None


def test_a_lost_keyring_is_made_good_by_the_same_way(ground: Ground) -> None:
    ground.init()
    secrets = MemorySecrets()
    with ground.opened() as hq:
        folder = _closed(enrolled(hq, ground.folder / "vaults", secrets))
    secrets.kept.clear()
    with pytest.raises(AppError, match="device_secret_missing"):
        unlock(folder, PASSWORD, secrets)

    recovered(ground, folder, secrets).close()

    assert len(secrets.kept) == 1
    unlock(folder, NEW, secrets).close()


def test_a_vault_from_before_the_recovery_key_gets_its_slot_with_an_exchange(
    ground: Ground,
) -> None:
    with ground.opened() as hq:
        vault = enrolled(hq, ground.folder / "vaults", None)
        exchange(hq, vault)
        assert not can_ask(vault.folder)
        with pytest.raises(AppError, match="recovery_without_slot"):
            ask(vault.folder, ground.folder, datetime.now(UTC))
    ground.init()
    with ground.opened() as hq:
        hq.wall.forward(minutes=25 * 60)
        exchange(hq, vault)
        assert can_ask(vault.folder)
    vault.close()

    recovered(ground, vault.folder, None).close()


def test_one_officer_a_wrong_password_or_a_stranger_opens_nothing(
    ground: Ground, capsys: pytest.CaptureFixture[str]
) -> None:
    ground.init()
    with ground.opened() as hq:
        folder = _closed(enrolled(hq, ground.folder / "vaults", None))
    request, told = ask(folder, ground.folder, datetime.now(UTC))
    code = told.code
    assert ground.open(request, code, ("first", "first"), (FIRST, FIRST)) is None
    assert "دو نفر جدا" in capsys.readouterr().err
    assert ground.open(request, code, ("first",), (FIRST,)) is None
    assert "دو مأمور" in capsys.readouterr().err
    assert ground.open(request, code, passwords=(FIRST, FIRST)) is None
    assert "گذرواژهٔ مأمور" in capsys.readouterr().err
    installation = open_headquarters(read(ground.folder / "hq"))
    installation.close()
    from sync.server.officers import make_officer

    ground.files["third"] = ground.folder / "third.officer"
    make_officer(ground.files["third"], installation.keys.installation, "مأمور سوم", THIRD, CHEAP)
    assert ground.open(request, code, ("first", "third"), (FIRST, THIRD)) is None
    assert "باز نمی‌کنند" in capsys.readouterr().err
    assert ground.open(request, "ABCD-ABCD-ABCD") is None
    assert "عوض شده است" in capsys.readouterr().err
    assert ground.open(request, code, ("second", "first"), (SECOND, FIRST)) is not None


def test_an_answer_for_another_vault_or_another_request_is_refused(ground: Ground) -> None:
    ground.init()
    with ground.opened() as hq:
        mine = _closed(enrolled(hq, ground.folder / "mine", None))
        theirs = _closed(enrolled(hq, ground.folder / "theirs", None, "بازرس دیگر"))
    ask(mine, ground.folder, datetime.now(UTC))
    request, told = ask(theirs, ground.folder, datetime.now(UTC))
    answer = ground.open(request, told.code)
    assert answer is not None
    with pytest.raises(AppError, match="recovery_other_vault"):
        redeem(mine, answer, NEW, None, password_only=True, kdf=CHEAP)
    ask(theirs, ground.folder, datetime.now(UTC))
    with pytest.raises(AppError, match="recovery_other_request"):
        redeem(theirs, answer, NEW, None, password_only=True, kdf=CHEAP)
    unlock(theirs, PASSWORD, None).close()


def test_one_changed_byte_anywhere_is_refused(ground: Ground) -> None:
    ground.init()
    with ground.opened() as hq:
        folder = _closed(enrolled(hq, ground.folder / "vaults", None))
        request, told = ask(folder, ground.folder, datetime.now(UTC))
        answer = ground.open(request, told.code)
        assert answer is not None
        whole = answer.read_bytes()
        for place in range(0, len(whole), 29):
            answer.write_bytes(_changed(whole, place))
            with pytest.raises(AppError, match="recovery_"):
                redeem(folder, answer, NEW, None, password_only=True, kdf=CHEAP)
        whole = request.read_bytes()
        from sync.server.recovery import read_request

        for place in range(0, len(whole), 41):
            with pytest.raises(AppError, match="recovery_"):
                read_request(hq.server, _changed(whole, place), told.code)
    unlock(folder, PASSWORD, None).close()


def test_a_swapped_answer_key_is_seen_by_the_code_that_the_person_reads(ground: Ground) -> None:
    """Whoever carries the request cannot have the keys sealed for himself."""
    from msgspec.structs import replace

    from sync.protocol.encoding import encode
    from sync.protocol.recovery import (
        REQUEST_MAGIC,
        RecoveryRequest,
        framed,
        secret_key,
        unframed,
    )

    ground.init()
    with ground.opened() as hq:
        folder = _closed(enrolled(hq, ground.folder / "vaults", None))
    request, told = ask(folder, ground.folder, datetime.now(UTC))
    _, read_back = unframed(request.read_bytes(), REQUEST_MAGIC, RecoveryRequest)
    forged = replace(read_back, answer_key=secret_key(b"\5" * 96).public)
    request.write_bytes(framed(REQUEST_MAGIC, encode(forged)))

    assert ground.open(request, told.code) is None


def test_a_forgotten_password_of_a_damaged_vault_brings_its_backup_back(ground: Ground) -> None:
    ground.init()
    with ground.opened() as hq:
        vault = enrolled(hq, ground.folder / "vaults", None)
    vault.back_up(datetime.now(UTC))
    vault.close()
    (vault.folder / "vault.db").write_bytes(b"")
    (vault.folder / "slot.msgpack").write_bytes(b"torn")

    opened = recovered(ground, vault.folder, None)

    with opened.database.reading() as session:
        assert sync_state(session, opened.journal.vault).unsent == 3
        assert vault_facts.enrolment(session) is not None
    opened.close()
    unlock(vault.folder, NEW, None).close()


def test_keys_that_fit_nothing_here_are_refused(ground: Ground) -> None:
    """An answer can be made by anybody who has the request; it must open this very vault."""
    import os

    from desktop.models.keys import packed
    from sync.protocol.recovery import REQUEST_MAGIC, Handed, RecoveryRequest, unframed
    from sync.protocol.recovery import answer as answered

    ground.init()
    with ground.opened() as hq:
        folder = _closed(enrolled(hq, ground.folder / "vaults", None))
    request, _ = ask(folder, ground.folder, datetime.now(UTC))
    message, read_back = unframed(request.read_bytes(), REQUEST_MAGIC, RecoveryRequest)
    strange = packed(Keys.fresh(os.urandom))
    forged = ground.folder / "forged.answer"
    forged.write_bytes(answered(message, read_back, Handed(strange, ["کسی"], 1)))

    with pytest.raises(AppError, match="recovery_other_vault"):
        redeem(folder, forged, NEW, None, password_only=True, kdf=CHEAP)
    unlock(folder, PASSWORD, None).close()


def _closed(vault: OpenVault) -> Path:
    vault.close()
    return vault.folder


def _changed(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 0x10
    return bytes(changed)
