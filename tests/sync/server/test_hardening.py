"""What ``security.md`` 2.9 promises of the server: headers, limits, and nothing asked elsewhere."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from sync.protocol.packing import BODY_LIMIT, pack
from sync.protocol.snapshot import CHUNK_LIMIT
from sync.server import blobs, chain, limits, shape
from sync.server.access import ACCESS, Access
from sync.server.app import create_app
from sync.server.watch import BARE, SHIELD
from tests.hq import Hq, client
from tests.sync.server.conftest import Enrolled

NAMES = {name.decode() for name, _ in SHIELD}

FILLED = {
    "after": "0",
    "sha256": "00" * 32,
    "number": "0",
    "listing": "visits",
    "identity": "00" * 16,
}
"""What stands in the paths of routes."""


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_every_answer_says_how_it_may_be_used(hq: Hq) -> None:
    asked = [(method, path.format(**FILLED)) for method, path in ACCESS]
    for method, path in [*asked, ("GET", "/nothing"), ("DELETE", "/exchange")]:
        answer = hq.http.request(method, path)
        assert set(answer.headers) >= NAMES, path
        assert "server" not in answer.headers
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_a_turn_that_went_well_is_the_one_exception(hq: Hq, enrolled: Enrolled) -> None:
    assert {"/exchange"} == BARE
    laptop = enrolled()
    body = pack(laptop.request())
    answer = hq.http.post("/exchange", content=body, headers=laptop.authorization)
    assert answer.status_code == 200
    assert not NAMES & set(answer.headers)
    shut = hq.http.post("/exchange", content=body)
    assert set(shut.headers) >= NAMES


@pytest.mark.expects_errors
@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_an_answer_to_our_own_fault_has_them_too_and_tells_nothing(hq: Hq) -> None:
    app: FastAPI = create_app(hq.server)

    def broken() -> None:
        raise RuntimeError("a secret in an exception")

    app.add_api_route("/broken", broken, methods=["GET"])
    with client(app) as http:
        answer = http.get("/broken")
    assert answer.status_code == 500
    assert set(answer.headers) >= NAMES
    assert b"secret" not in answer.content
    assert len(answer.headers.get_list("cache-control")) == 1


def test_the_limits_are_those_of_the_design() -> None:
    assert BODY_LIMIT == 8 * 1024**2
    assert chain.CHANGES_LIMIT == 20_000
    assert shape.RECORD_LIMIT == 256 * 1024
    assert blobs.CHUNK == 1024**2 >= CHUNK_LIMIT
    assert limits.REQUESTS_A_MINUTE == 600
    assert limits.BYTES_A_DAY == 2 * 1024**3


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_each_route_of_vaults_is_counted_and_says_when_to_come_again(
    hq: Hq, enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = enrolled()
    for module in ("routes", "relay_routes"):
        monkeypatch.setattr(f"sync.server.{module}.REQUESTS_A_MINUTE", 1)
    for (method, path), access in ACCESS.items():
        if access not in (Access.VAULT, Access.RELAY):
            continue
        hq.wall.forward(minutes=2)
        there = path.format(**FILLED) + "?size=1"
        answers = [hq.http.request(method, there, headers=laptop.authorization) for _ in range(2)]
        assert answers[0].status_code != 429, path
        assert answers[1].status_code == 429, path
        assert 0 < int(answers[1].headers["Retry-After"]) <= 61, path


@pytest.mark.parametrize("hq", ["sqlite"], indirect=True)
def test_the_share_of_a_day_holds_for_every_route_that_carries_for_a_vault(
    hq: Hq, enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop = enrolled()
    monkeypatch.setattr(limits, "BYTES_A_DAY", 1)
    hq.http.get("/relays", headers=laptop.authorization)
    for (method, path), access in ACCESS.items():
        if access is Access.VAULT:
            there = path.format(**FILLED) + "?size=1"
            answer = hq.http.request(method, there, headers=laptop.authorization)
            assert answer.status_code == 429, path
