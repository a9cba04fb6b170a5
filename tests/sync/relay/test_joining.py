"""How a relay is made: with a code of headquarters, once, and again where it went wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.errors import Problem
from desktop.models import relays, vault_facts
from desktop.models.sync_state import ACCESS
from sync.client.http import Http
from sync.protocol.relay import RelayRegister
from sync.relay import cli
from sync.relay.station import Invitation, join, open_station
from sync.server import relays as granted
from sync.server import system, vaults
from sync.server.config import Config
from tests.sync.laptops import URL, Hq, looks
from tests.sync.relay.posts import RELAY_URL, Post, Roamer
from tests.sync.road import Road


def invitation(hq: Hq, code: str) -> Invitation:
    return Invitation(URL, hq.root, code, "رلهٔ نمونه", (RELAY_URL,))


def test_a_wrong_code_leaves_nothing_behind_and_the_right_one_still_serves(
    hq: Hq, tmp_path: Path
) -> None:
    with system.writing(hq.server, "InviteRelay") as session:
        code = granted.invite(hq.server, session, "رلهٔ نمونه", ["26"])
    now = datetime.fromtimestamp(hq.wall.ms / 1000, UTC)
    made, connect = Config(tmp_path / "relay"), hq.connect(Road(hq.transport))
    with pytest.raises(Problem) as problem:
        join(made, invitation(hq, "AAAAA-AAAAA"), now, connect=connect)
    assert problem.value.code == "code_wrong"
    with pytest.raises(Problem) as problem:
        open_station(made)
    assert problem.value.code == "relay_not_joined"
    assert join(made, invitation(hq, code), now, connect=connect) == hq.root
    with pytest.raises(Problem) as problem:
        join(made, invitation(hq, code), now, connect=connect)
    assert problem.value.code == "hq_exists"


def test_another_headquarters_is_not_joined(hq: Hq, tmp_path: Path) -> None:
    now = datetime.fromtimestamp(hq.wall.ms / 1000, UTC)
    wrong = Invitation(URL, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", "", "رلهٔ نمونه")
    with pytest.raises(Problem) as problem:
        join(Config(tmp_path / "relay"), wrong, now, connect=hq.connect(Road(hq.transport)))
    assert problem.value.code == "server_not_ours"


def test_a_headquarters_does_not_serve_as_a_relay(
    hq: Hq, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["--folder", str(hq.folder), "serve", "--upstream", "https://elsewhere"]
    assert cli.main(line) == 1
    assert "رلهٔ استان نیست" in capsys.readouterr().err


def test_an_operator_invites_a_relay(hq: Hq, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["--folder", str(hq.folder), "relay", "new", "--name", "رلهٔ البرز", "--province", "30"]
    assert cli.main(line) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name"], told["provinces"], told["root"]) == ("رلهٔ البرز", ["30"], hq.root)


def test_only_a_relay_may_speak_as_one(a: Roamer) -> None:
    http = a.laptop.exchange.http
    token = looks(a.laptop, lambda s: vault_facts.get(s, ACCESS)) or b""
    with pytest.raises(Problem) as problem:
        http.post("/relay/register", RelayRegister([RELAY_URL], b""), Http, token)
    assert problem.value.code == "relay_unknown"


def test_whoever_takes_a_relay_for_headquarters_is_told_so(post: Post, a: Roamer) -> None:
    http = a.roads.connect(RELAY_URL, None)
    with pytest.raises(Problem) as problem:
        http.get("/keys", Http)
    assert problem.value.code == "relay_enrols_nobody"


def test_a_relay_that_is_shut_out_is_no_longer_told_of(hq: Hq, post: Post, a: Roamer) -> None:
    assert [one.name for one in looks(a.laptop, relays.known_relays)] == ["رلهٔ نمونه"]
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, post.station.relay)
    with pytest.raises(Problem) as problem:
        post.turns()
    assert problem.value.code == "vault_revoked"
    hq.wall.forward(minutes=25 * 60)
    a.at_hq()
    assert looks(a.laptop, relays.known_relays) == []
