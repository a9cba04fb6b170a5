"""Where what is written lies, told apart, and which server is asked first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.models import relays
from desktop.models.relays import HEADQUARTERS
from desktop.models.sync_state import SyncState
from desktop.views.navigation import Place
from desktop.views.shared.labels import Label
from desktop.views.sync.foot import foot_of
from desktop.views.sync.sync_page import SyncPage
from tests.sync.laptops import headquarters, looks
from tests.sync.relay.posts import Roamer, relay, roamer
from tests.sync.units import AddUnit
from tests.views.workplaces import Bench, bench, settle, shown


@pytest.fixture
def at_relay(tmp_path: Path) -> Iterator[tuple[Roamer, Bench]]:
    with (
        headquarters(tmp_path / "hq") as hq,
        relay(hq, tmp_path / "relay") as post,
    ):
        one = roamer(hq, post, tmp_path / "a", "بازرس نمونهٔ یک")
        post.turns()
        one.laptop.does(AddUnit())
        one.at_relay()
        with bench(one.laptop, tmp_path / "window") as made:
            yield one, made
        one.laptop.database.close()


def words(page: SyncPage) -> str:
    return "\n".join(one.words() for one in page.findChildren(Label) if one.isVisible())


def test_the_page_tells_the_relay_apart_from_headquarters(
    qtbot: QtBot, at_relay: tuple[Roamer, Bench]
) -> None:
    one, made = at_relay
    page = SyncPage(made.work)
    shown(qtbot, made, page, Place("sync"))
    told = words(page)
    assert "نزد رلهٔ استان: ۱" in told
    assert "رلهٔ نمونه" in told
    assert "https://relay" in told.replace("\u2066", "").replace("\u2069", "")
    foot = foot_of(one.laptop.state, one.laptop.desk.today)
    assert (foot.words, foot.count) == ("نزد رلهٔ استان: ۱", 1)


def test_what_never_left_this_computer_is_not_called_at_the_relay(
    at_relay: tuple[Roamer, Bench],
) -> None:
    one, _made = at_relay
    one.laptop.does(AddUnit(bytes(15) + b"\2"))
    state: SyncState = one.laptop.state
    foot = foot_of(state, one.laptop.desk.today)
    assert (state.unsent, state.at_relay) == (2, 1)
    assert (foot.words, foot.hint) == ("۲ ثبت ارسال نشده", "نزد رلهٔ استان: ۱")


def test_a_person_chooses_which_server_is_asked_first(
    qtbot: QtBot, at_relay: tuple[Roamer, Bench]
) -> None:
    one, made = at_relay
    page = SyncPage(made.work)
    shown(qtbot, made, page, Place("sync"))
    assert page.roads.isVisible()
    page.roads.first.control.set_value("hq")
    settle(qtbot, made)
    assert looks(one.laptop, relays.preferred) == HEADQUARTERS
