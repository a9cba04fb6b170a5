from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import AppError
from desktop.models.blobs import BlobFile
from desktop.models.identities.opening import fetch_again
from desktop.models.identities.queries import openings
from desktop.models.identities.records import IdentityKey, IdentityRecord
from desktop.models.identities.vault_hands import hands_of
from desktop.models.sync_state import FETCH, BlobTransfer
from sync.server import disposals
from sync.server.disposals import Minutes
from tests.builders import NOW, Seat, Wall
from tests.models.identities.people import (
    CUSTODIAN,
    OPERATOR,
    VALUES,
    Person,
    all_meet,
    alone,
    at_headquarters,
)
from tests.sync.laptops import Hq, headquarters
from tests.vaults import new_vault

MINUTES = Minutes("پایان مهلت نگهداری نمونه", "۱۴۰۴/۱۲")


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as running:
        yield running


def key_names(person: Person, identity: bytes) -> list[str]:
    """The files that hold an identity's keys at a laptop."""
    named = select(IdentityKey.key_sha256).where(IdentityKey.identity_id == identity)
    query = select(BlobFile.file).where(BlobFile.sha256.in_(named))
    return person.looks(lambda s: [file.hex() for file in s.execute(query).scalars()])


def test_after_disposal_nobody_opens_it_and_the_keys_are_gone_from_every_folder(
    hq: Hq, tmp_path: Path
) -> None:
    keeper = at_headquarters(hq, tmp_path / "keeper", "امین نمونه", CUSTODIAN)
    clerk = at_headquarters(hq, tmp_path / "clerk", "کارشناس دریافت نمونه", OPERATOR)
    all_meet(keeper, clerk)
    keeper.forms_group(clerk)
    all_meet(keeper, clerk)
    identity, kept = clerk.records(), clerk.records()
    all_meet(clerk, keeper)
    keeper.forms_group(clerk)
    all_meet(clerk, keeper)
    keeper.forms_group(clerk)
    all_meet(clerk, keeper)
    assert clerk.opens(identity) == VALUES["name"]
    all_meet(clerk, keeper)
    folders = [person.hands.blobs.folder for person in (keeper, clerk)]
    files = {
        folder / name
        for person, folder in zip((keeper, clerk), folders, strict=True)
        for name in key_names(person, identity)
    }
    generations = keeper.looks(
        lambda s: s.query(IdentityKey).filter_by(identity_id=identity).count()
    )
    assert generations == 3
    assert len(files) == 2 * generations
    assert all(file.is_file() for file in files)
    at_hq = len([path for path in (hq.folder / "blobs").rglob("*") if path.is_file()])
    disposals.dispose(hq.server, [("identities", identity)], MINUTES)
    all_meet(keeper, clerk)
    for person in (keeper, clerk):
        assert person.looks(lambda s: s.get(IdentityRecord, identity)) is None
        with pytest.raises(AppError, match="record_not_here"):
            person.opens(identity)
        assert person.opens(kept) == VALUES["name"]
        assert [row.field for row in person.looks(openings)][-1] == "name"
    assert not [file for file in files if file.exists()]
    left = len([path for path in (hq.folder / "blobs").rglob("*") if path.is_file()])
    assert left == at_hq - generations


def test_a_backup_holds_no_keys_so_that_an_older_one_cannot_open_what_was_disposed_of(
    tmp_path: Path,
) -> None:
    vault = new_vault(tmp_path / "vaults", wall=Wall())
    seat = Seat(
        vault.database, vault.journal, vault.person, "امین", CUSTODIAN, vault.office, "26", Wall()
    )
    person = Person(seat, hands_of(vault))
    person.forms_group()
    identity = person.records()
    names = key_names(person, identity)
    assert names
    assert all((vault.folder / "blobs" / name).is_file() for name in names)
    for into in (None, tmp_path / "stick"):
        made = vault.back_up(NOW, into=into)
        below = {path.name for path in made.folder.rglob("*")}
        assert not below & set(names)
        assert "vault.db" in below
    assert person.opens(identity) == VALUES["name"]
    vault.close()


def test_keys_that_a_restore_lost_are_asked_for_again(tmp_path: Path) -> None:
    person = alone(tmp_path / "vault")
    identity = person.records()
    for name in key_names(person, identity):
        (person.hands.blobs.folder / name).unlink()
    with pytest.raises(AppError, match="identity_key_not_here"):
        person.opens(identity)
    opening = person.looks(openings)[0].id
    with person.seat.database.writing() as session:
        fetch_again(session, opening, NOW)
    waiting = person.looks(lambda s: s.query(BlobTransfer).one())
    assert waiting.direction == FETCH
    assert waiting.sha256 == person.looks(lambda s: s.query(IdentityKey).one().key_sha256)
