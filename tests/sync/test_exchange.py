"""Two laptops and headquarters, in one process: what each of them holds after an exchange."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.database import Database
from desktop.models.entries import Receipt
from desktop.models.people import Person
from sync.client.store import DirectStore
from sync.protocol import slim
from sync.protocol.columns import Peer
from sync.protocol.messages import ExchangeAnswer, Fed, Signed
from sync.protocol.packing import MEDIA_TYPE, OPEN_LIMIT, open_stream, pack
from tests.builders import Wall
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, looks
from tests.sync.road import Change
from tests.sync.units import (
    AddPerson,
    AddUnit,
    EditUnit,
    all_bytes,
    names,
    put_back,
    rows,
    saved,
)

T = TypeVar("T")


def test_what_one_laptop_wrote_reaches_the_other(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    a.does(AddUnit())
    assert a.state.unsent == 1
    a.syncs()
    b.syncs()
    assert names(b) == ["واحد نمونهٔ ب"]
    assert a.state.unsent == 0
    assert a.state.last_receipt_at is not None


def test_where_nothing_has_changed_one_turn_is_all(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.does(AddUnit())
    a.syncs()
    a.road.paths.clear()
    done = a.syncs()
    assert (a.road.paths, done.turns, done.sent, done.received) == (["/exchange"], 1, 0, 0)
    a.road.paths.clear()
    a.restarted().syncs()
    assert a.road.paths == ["/exchange"]


def test_sending_and_receiving_share_one_request(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    b.does(EditUnit("phone", "028-00000000"))
    b.syncs()
    a.does(EditUnit("address", "خیابان نمونه"))
    a.road.paths.clear()
    done = a.syncs()
    assert a.road.paths == ["/exchange"]
    assert (done.sent, done.received) == (1, 1)
    assert done.kinds == {"units"}


@pytest.mark.parametrize("request_no", range(5))
@pytest.mark.parametrize("at", [None, 0, 40])
def test_an_exchange_cut_off_anywhere_goes_on_without_loss_or_double(
    pair: tuple[Laptop, Laptop], request_no: int, at: int | None
) -> None:
    a, b = pair
    a.does(AddUnit())
    b.does(AddUnit(b"\2" * 16, "واحد نمونهٔ پ"))
    for laptop in pair:
        laptop.syncs()
    a.does(EditUnit("name", "نام تازه"))
    for one in pair:
        one.restarted()
        if at is None:
            one.road.cut_request = request_no
        else:
            one.road.cut_answer, one.road.at = request_no, at
        for _ in range(3):
            with contextlib.suppress(Problem):
                one.syncs()
        one.road.cut_request = one.road.cut_answer = None
    a.syncs()
    b.syncs()
    assert names(a) == names(b) == ["نام تازه", "واحد نمونهٔ پ"]
    assert rows(a) == rows(b)
    assert (a.state.unsent, b.state.unsent) == (0, 0)
    assert (a.state.conflicts, b.state.conflicts) == (0, 0)
    assert a.state.last_error is None


def test_what_went_wrong_is_remembered_until_an_exchange_ends_well(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, _ = pair
    a.road.away = True
    with pytest.raises(Problem):
        a.syncs()
    error = a.state.last_error
    assert error is not None
    assert error.code == "server_away"
    a.road.away = False
    a.syncs()
    assert a.state.last_error is None


class Crashing(DirectStore):
    """A store of which one transaction, the ``nth``, is undone after its job did everything."""

    def __init__(self, database: Database, nth: int = 1) -> None:
        super().__init__(database)
        self._left = nth

    def write(self, job: Callable[[Session], T]) -> T:
        self._left -= 1
        if self._left:
            return super().write(job)

        def crash(session: Session) -> T:
            job(session)
            session.flush()
            raise Problem("disk_full")

        return super().write(crash)


def test_rows_and_cursor_are_kept_together_or_not_at_all(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    b.syncs()
    a.does(AddUnit())
    a.syncs()
    before = looks(b, vault_facts.cursors)
    whole = b.exchange.store
    b.exchange.store = Crashing(b.database)
    with pytest.raises(Problem):
        b.syncs()
    assert names(b) == []
    assert looks(b, vault_facts.cursors) == before
    b.exchange.store = whole
    b.syncs()
    assert names(b) == ["واحد نمونهٔ ب"]
    assert looks(b, vault_facts.cursors) != before


@pytest.mark.parametrize("nth", range(1, 5))
def test_whichever_write_is_cut_off_no_cursor_runs_ahead_of_its_rows(
    pair: tuple[Laptop, Laptop], nth: int
) -> None:
    a, b = pair
    b.syncs()
    a.does(AddUnit())
    a.syncs()
    before = looks(b, vault_facts.cursors)
    b.exchange.store = Crashing(b.database, nth)
    with contextlib.suppress(Problem):
        b.syncs()
    arrived = names(b) == ["واحد نمونهٔ ب"]
    assert arrived == (looks(b, vault_facts.cursors) != before)


def test_an_answer_for_cursors_that_have_moved_is_not_applied(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    server = looks(b, vault_facts.enrolment).server  # type: ignore[union-attr]  # enrolled

    def overtake(_request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        with b.database.writing() as session:
            vault_facts.set_cursor(session, server, "reference", 1)
        return answer

    b.road.change = overtake
    with pytest.raises(Problem) as caught:
        b.syncs()
    assert caught.value.code == "exchange_overtaken"
    assert names(b) == []


def forging(laptop: Laptop, alter: Callable[[ExchangeAnswer], ExchangeAnswer]) -> Change:
    """Alters answers on their way, as somebody in the middle would."""
    peer = Peer(laptop.journal.installation, laptop.journal.vault, laptop.person)

    def change(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != "/exchange":
            return answer
        headers = {"content-type": MEDIA_TYPE}
        asked = slim.open_request(open_stream(request.read(), OPEN_LIMIT), peer)
        told = slim.unpack_answer(answer.read(), asked, peer)
        plain = [Fed(item.core, item.hash, item.body, item.rank) for item in told.items]
        altered = alter(replace(told, items=plain))
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(pack(altered)))

    return change


def test_a_receipt_that_headquarters_did_not_sign_is_not_counted(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, _ = pair
    a.syncs()
    a.does(AddUnit())
    a.road.change = forging(
        a,
        lambda answer: replace(
            answer, receipts=[Signed(r.message, bytes(64)) for r in answer.receipts]
        ),
    )
    with pytest.raises(Problem) as caught:
        a.syncs()
    assert caught.value.code == "receipt_not_genuine"
    assert a.state.unsent == 1
    assert a.state.last_receipt_at is None


def test_a_receipt_put_into_the_vault_by_hand_is_not_counted(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.does(AddUnit())
    a.syncs()
    with a.database.writing() as session:
        receipt = session.execute(select(Receipt)).scalar_one()
        receipt.signature = bytes(64)
    assert a.state.unsent == 1


def test_a_batch_that_headquarters_did_not_sign_is_refused_whole(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()

    def alter(answer: ExchangeAnswer) -> ExchangeAnswer:
        items = [
            replace(item, body=item.body.replace("نمونهٔ ب".encode(), "نمونهٔ ت".encode()))
            for item in answer.items
        ]
        return replace(answer, items=items)

    b.road.change = forging(b, alter)
    with pytest.raises(Problem) as caught:
        b.syncs()
    assert caught.value.code == "batch_not_genuine"
    assert names(b) == []
    assert looks(b, vault_facts.cursors) == {}


def test_a_clock_an_hour_off_is_a_warning_and_no_error(hq: Hq, tmp_path: Path) -> None:
    wall = Wall()
    wall.forward(minutes=60)
    ahead = hq.laptop(tmp_path / "ahead", wall=wall)
    other = hq.laptop(tmp_path / "other", "بازرس نمونهٔ دو")
    ahead.does(AddUnit())
    ahead.syncs()
    other.syncs()
    assert ahead.state.clock_wrong
    assert ahead.state.offset_ms < -59 * 60_000
    assert ahead.state.last_error is None
    assert not other.state.clock_wrong
    other.does(EditUnit("name", "نام از ساعت درست"))
    for laptop in (other, ahead):
        laptop.syncs()
    assert names(ahead) == names(other) == ["نام از ساعت درست"]
    other.does(AddUnit(b"\2" * 16))
    assert other.journal.clock.now() >> 16 <= other.wall.ms + 1


def test_a_restored_vault_goes_on_in_a_new_epoch_and_loses_nothing(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    backup = saved(a)
    a.does(EditUnit("phone", "028-00000000"))
    a.syncs()
    put_back(a, backup)
    a.does(EditUnit("address", "پس از بازگردانی"))
    a.restarted().syncs()
    assert a.state.forked_at is not None
    assert a.state.unsent == 0
    a.does(EditUnit("name", "نام پس از بازگردانی"))
    a.syncs()
    b.syncs()
    assert (rows(b)[0]["address"], rows(b)[0]["phone"]) == ("پس از بازگردانی", "028-00000000")
    assert names(b) == ["نام پس از بازگردانی"]
    a.syncs()
    assert rows(a) == rows(b)


def test_a_stopped_exchange_stops_between_steps_and_goes_on_later(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.exchange.cancelled = lambda: True
    assert a.syncs().cancelled
    assert a.state.unsent == 1
    a.exchange.cancelled = lambda: False
    a.syncs()
    b.syncs()
    assert names(b) == ["واحد نمونهٔ ب"]


def test_alborz_holds_nothing_of_qazvin(hq: Hq, tmp_path: Path) -> None:
    qazvin = hq.laptop(tmp_path / "q", "مدیر سامانهٔ نمونه", "administrator")
    alborz = hq.laptop(tmp_path / "z", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="30")
    qazvin.does(AddUnit())
    qazvin.does(AddPerson("قناری‌نام"))
    qazvin.syncs()
    alborz.syncs()
    assert names(alborz) == ["واحد نمونهٔ ب"]
    provinces = looks(alborz, lambda s: set(s.execute(select(Person.province)).scalars()))
    assert provinces == {"30"}
    assert not [text for text in looks(alborz, all_bytes) if "قناری".encode() in text]
    alborz.database.close()
    for file in alborz.folder.rglob("*"):
        assert not file.is_file() or "قناری".encode() not in file.read_bytes()
