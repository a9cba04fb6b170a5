"""What the system says of the network reaches the schedule and the page, once for each change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop.models.sync_state import SyncState
from desktop.runtime.network import NetworkNotice
from desktop.views.sync.foot import network_words

NOTHING = SyncState(True, 0, 0, None, datetime(2026, 11, 22, tzinfo=UTC), 0, 0, 0, None, 0, None)


@pytest.fixture
def network(qtbot: QtBot) -> NetworkNotice:
    found = NetworkNotice()
    found.say(online=True, metered=False)
    return found


def test_a_change_is_told_once(network: NetworkNotice, qtbot: QtBot) -> None:
    told: list[None] = []
    network.changed.connect(lambda: told.append(None))
    network.say(online=False, metered=False)
    network.say(online=False, metered=False)
    assert len(told) == 1


def test_a_network_that_keeps_nothing_back_needs_no_words(network: NetworkNotice) -> None:
    assert network_words(network, replace(NOTHING, unsent_photos=3)) is None
    network.say(online=True, metered=True)
    assert network_words(network, NOTHING) is None


def test_without_a_network_the_page_says_that_work_goes_on(network: NetworkNotice) -> None:
    network.say(online=False, metered=False)
    words = network_words(network, NOTHING)
    assert words is not None
    assert "وصل نیست" in words[0]


def test_where_bytes_cost_the_page_says_what_waits(network: NetworkNotice) -> None:
    network.say(online=True, metered=True)
    words = network_words(network, replace(NOTHING, queued_blobs=1))
    assert words is not None
    assert "حجمی" in words[0]
