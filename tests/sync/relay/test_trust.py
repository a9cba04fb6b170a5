"""A relay cannot alter, add or keep back anything unseen."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from desktop.errors import Problem
from desktop.models import vault_facts
from sync.protocol.messages import Gone
from sync.protocol.relay import Pending, RelayAnswer
from sync.server import accounts
from tests.sync.laptops import looks
from tests.sync.relay.answers import honest, lying
from tests.sync.relay.posts import Post, Roamer
from tests.sync.units import UNIT, AddUnit, EditUnit, names, rows

NAME = "واحد نمونهٔ ب".encode()
OTHER = "واحد نمونهٔ پ".encode()


def altered_body(answer: RelayAnswer) -> RelayAnswer:
    items = [replace(item, body=item.body.replace(NAME, OTHER)) for item in answer.items]
    return replace(answer, items=items)


def altered_rank(answer: RelayAnswer) -> RelayAnswer:
    return replace(answer, items=[replace(item, rank=bytes(16)) for item in answer.items])


def altered_hash(answer: RelayAnswer) -> RelayAnswer:
    return replace(answer, items=[replace(item, hash=bytes(32)) for item in answer.items])


def without_pages(answer: RelayAnswer) -> RelayAnswer:
    return replace(answer, pages=[])


def something_gone(answer: RelayAnswer) -> RelayAnswer:
    return replace(answer, gone=[Gone("units", UNIT)])


@pytest.mark.parametrize(
    "alter", [altered_body, altered_rank, altered_hash, without_pages, something_gone]
)
def test_what_headquarters_did_not_sign_so_is_refused_whole(
    post: Post, a: Roamer, b: Roamer, alter: object
) -> None:
    b.laptop.does(AddUnit())
    b.at_hq()
    post.turns()
    assert callable(alter)
    lying(a, alter)
    with pytest.raises(Problem) as problem:
        a.at_relay()
    assert problem.value.code == "batch_not_genuine"
    assert names(a.laptop) == []
    honest(a)
    a.at_relay()
    assert names(a.laptop) == ["واحد نمونهٔ ب"]


def pending_changed(answer: RelayAnswer) -> RelayAnswer:
    pending = [replace(one, body=one.body.replace(NAME, OTHER)) for one in answer.pending]
    return replace(answer, pending=pending)


def pending_of_nobody(answer: RelayAnswer) -> RelayAnswer:
    return replace(answer, certificates=[])


def pending_moved(answer: RelayAnswer) -> RelayAnswer:
    pending = [Pending(bytes(32), one.core, one.body, one.signature) for one in answer.pending]
    return replace(answer, pending=[*pending, *answer.pending])


@pytest.mark.parametrize("alter", [pending_changed, pending_of_nobody])
def test_what_its_author_did_not_sign_so_is_refused_whole(
    post: Post, a: Roamer, b: Roamer, alter: object
) -> None:
    a.laptop.does(AddUnit())
    a.laptop.does(EditUnit("phone", "028-00000000"))
    a.at_relay()
    assert callable(alter)
    lying(b, alter)
    with pytest.raises(Problem) as problem:
        b.at_relay()
    assert problem.value.code == "entry_not_genuine"
    assert names(b.laptop) == []


def test_an_entry_put_elsewhere_in_its_chain_is_refused(post: Post, a: Roamer, b: Roamer) -> None:
    a.laptop.does(AddUnit())
    a.laptop.does(EditUnit("phone", "028-00000000"))
    a.at_relay()
    lying(b, lambda answer: replace(answer, pending=pending_moved(answer).pending[1:2]))
    with pytest.raises(Problem) as problem:
        b.at_relay()
    assert problem.value.code == "entry_not_genuine"


def test_a_receipt_without_the_refusals_that_belong_to_it_is_not_believed(
    post: Post, a: Roamer
) -> None:
    hq = post.hq.server
    a.laptop.does(AddUnit())
    a.at_relay()
    post.hq.wall.forward(minutes=1)
    with hq.database.writing() as session:
        accounts.end_role(hq, session, a.laptop.person, "inspector")
    a.laptop.does(EditUnit("phone", "028-00000000"))
    a.at_relay()
    post.turns()
    lying(a, lambda answer: replace(answer, verdicts=[]))
    a.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.refused) == (2, 0)
    honest(a)
    a.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.refused) == (0, 1)


def test_a_forged_receipt_of_the_relay_is_refused(post: Post, a: Roamer, b: Roamer) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    b.laptop.does(AddUnit(bytes(15) + b"\2"))
    kept: list[RelayAnswer] = []

    def others(answer: RelayAnswer) -> RelayAnswer:
        kept.append(answer)
        return answer

    lying(a, others)
    a.at_relay()
    lying(b, lambda answer: replace(answer, receipt=kept[0].receipt))
    with pytest.raises(Problem) as problem:
        b.at_relay()
    assert problem.value.code == "receipt_not_genuine"
    assert b.laptop.state.at_relay == 0


def test_what_a_relay_keeps_back_comes_from_headquarters(post: Post, a: Roamer, b: Roamer) -> None:
    b.laptop.does(AddUnit())
    b.at_hq()
    post.turns()
    lying(a, lambda answer: replace(answer, items=[]))
    a.at_relay()
    assert names(a.laptop) == []
    honest(a)
    a.at_hq()
    assert names(a.laptop) == ["واحد نمونهٔ ب"]


def test_a_relay_that_replays_an_old_state_takes_nothing_back(
    post: Post, a: Roamer, b: Roamer
) -> None:
    b.laptop.does(AddUnit())
    b.at_hq()
    post.turns()
    old: list[RelayAnswer] = []

    def recorded(answer: RelayAnswer) -> RelayAnswer:
        old.append(answer)
        return answer

    lying(a, recorded)
    a.at_relay()
    b.laptop.does(EditUnit("phone", "028-00000000"))
    b.at_hq()
    post.turns()
    a.at_relay()
    before = looks(a.laptop, vault_facts.cursors)
    assert old[0].items

    def replayed(answer: RelayAnswer) -> RelayAnswer:
        then = old[0]
        return replace(answer, pages=then.pages, items=then.items, gone=then.gone)

    lying(a, replayed)
    a.at_relay()
    assert looks(a.laptop, vault_facts.cursors) == before
    honest(a)
    assert a.at_relay().received == 0


def test_a_laptop_that_a_relay_lies_to_turns_to_headquarters(
    post: Post, a: Roamer, b: Roamer
) -> None:
    b.laptop.does(AddUnit())
    b.at_hq()
    post.turns()
    a.at_relay()
    b.laptop.does(EditUnit("phone", "028-1"))
    b.at_hq()
    post.turns()
    lying(a, altered_rank)
    a.to_hq.paths.clear()
    a.syncs()
    assert a.to_hq.paths
    assert a.laptop.state.last_error is None
    assert rows(a.laptop) == rows(b.laptop)
