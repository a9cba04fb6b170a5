"""A newer list of keys: noticed, held against the pinned root; what was signed before stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.sync_state import receipt_verifier
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.client import news
from sync.client.keys import trusted_keys
from sync.client.roads import Roads
from sync.client.store import DirectStore
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign
from sync.protocol.messages import RECEIPT_TAG, KeysAnswer, ReceiptText, Signed
from sync.server import audit, config, key_lists
from sync.server import keys as keyring
from sync.server.app import create_app
from sync.server.hq import KEYS_ANSWER, open_headquarters
from tests.sync.laptops import Hq, Laptop, headquarters, looks
from tests.sync.road import InProcess
from tests.sync.units import AddUnit, EditUnit, names

NEW_RECEIPT_KEY = key_lists.Change(receipt=True)


@dataclass
class Renewing:
    """Headquarters whose operator brings the root for a moment."""

    hq: Hq
    a: Laptop
    b: Laptop

    def publishes(self, change: key_lists.Change = NEW_RECEIPT_KEY) -> None:
        """Stop, sign the next list, start again: laptops find the same address."""
        folder = self.hq.folder
        self.hq.transport.close()
        self.hq.server.close()
        made = config.read(folder)
        root = keyring.load_root(folder / keyring.ROOT_FILE)
        key_lists.publish(made, root, change, wall=self.hq.wall)
        self.hq.server = open_headquarters(made, wall=self.hq.wall)
        self.hq.transport = InProcess(create_app(self.hq.server))
        for laptop in (self.a, self.b):
            laptop.road.inner = self.hq.transport

    def close(self) -> None:
        """Once more, for what was opened last."""
        self.hq.transport.close()
        self.hq.server.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Renewing]:
    with headquarters(tmp_path / "hq") as hq:
        a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
        b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
        made = Renewing(hq, a, b)
        yield made
        made.close()


def serial(laptop: Laptop) -> int:
    held = looks(laptop, vault_facts.enrolment)
    assert held is not None
    return held.serial


def roads(office: Renewing, laptop: Laptop) -> Roads:
    connect = office.hq.connect(laptop.road)
    old = laptop.exchange
    store = DirectStore(laptop.database)
    return Roads(connect, store, laptop.journal, old.schema, old.now, old.monotonic, laptop.blobs)


def sound(laptop: Laptop) -> bool:
    with laptop.database.reading() as session:
        held = vault_facts.enrolment(session)
        assert held is not None
        trust = Trust(laptop.journal.vault, laptop.journal.public_key, held.receipt_keys)
        return verify(session, trust, laptop.blobs).sound


def test_a_new_list_comes_with_the_next_exchange_and_old_receipts_stand(office: Renewing) -> None:
    a, b = office.a, office.b
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    before = a.state.last_receipt_at
    office.publishes()
    assert a.state.last_receipt_at == before
    a.syncs()
    assert serial(a) == 2
    assert a.state.unsent == 0
    assert a.state.last_receipt_at == before
    a.does(EditUnit("phone", "028"))
    a.syncs()
    b.syncs()
    assert names(a) == names(b)
    assert sound(a)
    assert sound(b)


def test_a_laptop_that_must_sign_in_finds_the_new_keys_first(office: Renewing) -> None:
    a = office.a
    a.syncs()
    office.publishes()
    a.wall.forward(minutes=3 * 24 * 60)
    with pytest.raises(Problem, match="certificate_not_genuine"):
        a.exchange.run()
    roads(office, a).run()
    assert serial(a) == 2


def test_recovery_key_and_officers_are_carried_on(office: Renewing) -> None:
    office.publishes(key_lists.Change(recovery=b"r" * 32, officers=[b"o" * 32]))
    office.publishes(key_lists.Change())
    listed = office.hq.server.listed
    assert (listed.serial, listed.recovery_key, listed.officers) == (3, b"r" * 32, [b"o" * 32])
    assert listed.earlier == []
    with office.hq.server.database.reading() as session:
        noted = [one.told for one in audit.listed(session) if one.what == "keys_published"]
        assert [one["serial"] for one in noted] == [2, 3]
        keys = [listed.receipt_key]
        assert not audit.check(office.hq.server, session, keys)


def test_an_older_list_and_one_of_another_root_are_refused(
    office: Renewing, tmp_path: Path
) -> None:
    first = office.hq.server.published
    office.publishes()
    office.a.syncs()
    held = looks(office.a, vault_facts.enrolment)
    assert held is not None
    with pytest.raises(Problem, match="keys_older"):
        news.newer_keys(held, first)
    latest = office.hq.server.published
    forged = KeysAnswer(latest.root, Signed(latest.keys.message, bytes(64)))
    with pytest.raises(Problem, match="server_not_ours"):
        news.newer_keys(held, forged)
    with headquarters(tmp_path / "other") as other:
        told = trusted_keys(other.connect(office.a.road), "https://hq", office.hq.root)
        assert told.keys.serial == 2
        with pytest.raises(Problem, match="server_not_ours"):
            news.newer_keys(held, other.server.published)


def test_another_root_signs_no_list_of_ours(office: Renewing, tmp_path: Path) -> None:
    root = keyring.make_root(tmp_path / "root.key", datetime.now(UTC))
    made = config.read(office.hq.folder)
    before = (made.keys / KEYS_ANSWER).read_bytes()
    with pytest.raises(Problem, match="root_of_another"):
        key_lists.publish(made, root, NEW_RECEIPT_KEY)
    assert (made.keys / KEYS_ANSWER).read_bytes() == before
    assert decode(before, KeysAnswer).root != root.public


def test_a_receipt_key_that_was_replaced_signs_nothing_new(office: Renewing) -> None:
    a = office.a
    a.does(AddUnit())
    a.syncs()
    old = office.hq.server.keys.receipt
    office.publishes()
    a.syncs()
    held = looks(a, vault_facts.enrolment)
    assert held is not None
    verify_receipt = receipt_verifier(held.receipt_key, held.earlier)
    for later, believed in ((-1, True), (1, False)):
        time = held.earlier[0].until + later
        text = encode(ReceiptText(held.server, a.journal.vault, 1, 9, bytes(32), time))
        assert verify_receipt(text, sign(old, RECEIPT_TAG, text)) is believed
