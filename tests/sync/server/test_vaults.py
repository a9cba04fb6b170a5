"""Sessions and tokens: what lets a vault in, for how long, and what does not."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from sqlalchemy import select

from sync.protocol.messages import ExchangeAnswer, NonceAnswer, SessionAnswer
from sync.protocol.packing import pack
from sync.server.limits import REQUESTS_A_MINUTE, STRANGERS_A_MINUTE
from sync.server.tables import Device
from sync.server.vaults import TOKEN_MS
from tests.hq import Hq
from tests.sync.server.laptop import Failed, Laptop, enrol, enrol_request, opened

Enrolled = Callable[..., Laptop]


def nonce(hq: Hq) -> bytes:
    return opened(hq.http.post("/nonce"), NonceAnswer).nonce


def test_a_signed_nonce_gives_a_token_and_todays_certificate(enrolled: Enrolled) -> None:
    laptop = enrolled()
    answer = opened(laptop.session(nonce(laptop.hq)), SessionAnswer)
    laptop.token = answer.token
    assert laptop.pull().cursors


def test_a_nonce_is_good_once(enrolled: Enrolled) -> None:
    laptop = enrolled()
    given = nonce(laptop.hq)
    opened(laptop.session(given), SessionAnswer)
    with pytest.raises(Failed) as failed:
        opened(laptop.session(given), SessionAnswer)
    assert (failed.value.status, failed.value.code) == (401, "nonce_invalid")


def test_a_nonce_that_was_signed_wrongly_is_used_up(enrolled: Enrolled) -> None:
    laptop, other = enrolled(), enrolled("بازرس نمونهٔ دو")
    given = nonce(laptop.hq)
    laptop.key, own = other.key, laptop.key
    with pytest.raises(Failed, match="proof_wrong"):
        opened(laptop.session(given), SessionAnswer)
    laptop.key = own
    with pytest.raises(Failed, match="nonce_invalid"):
        opened(laptop.session(given), SessionAnswer)


def test_a_nonce_is_good_for_sixty_seconds(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    given = nonce(hq)
    hq.wall.forward(minutes=1)
    with pytest.raises(Failed, match="nonce_invalid"):
        opened(laptop.session(given), SessionAnswer)


def test_a_nonce_that_was_never_given_is_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    with pytest.raises(Failed, match="nonce_invalid"):
        opened(laptop.session(os.urandom(32)), SessionAnswer)


def test_an_unknown_vault_is_declined(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.seat.journal.vault = b"\7" * 8
    with pytest.raises(Failed, match="vault_unknown"):
        laptop.sign_in()


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer zz", "Bearer " + "00" * 32, "Basic x"])
def test_without_a_good_token_nothing_is_answered(hq: Hq, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    for method, path in (("POST", "/exchange"), ("GET", f"/blobs/{'00' * 32}")):
        response = hq.http.request(method, path, headers=headers)
        assert response.status_code == 401
        with pytest.raises(Failed, match="token_invalid"):
            opened(response, bytes)


def test_a_lost_answer_costs_nothing_because_the_token_before_still_works(
    enrolled: Enrolled,
) -> None:
    laptop = enrolled()
    laptop.pull()
    before = laptop.token
    laptop.pull()
    laptop.token = before
    assert laptop.pull().token != before


def test_a_token_is_good_no_more_once_the_next_was_used(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.pull()
    before = laptop.token
    laptop.pull()
    laptop.pull()
    laptop.token = before
    with pytest.raises(Failed, match="token_invalid"):
        laptop.pull()


def test_a_token_ends_after_a_day(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.pull()
    hq.wall.forward(minutes=TOKEN_MS // 60_000)
    with pytest.raises(Failed, match="token_invalid"):
        laptop.pull()
    laptop.sign_in()
    assert laptop.pull().cursors


def test_tokens_are_kept_as_hashes(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.pull()
    with hq.server.database.reading() as session:
        device = session.execute(select(Device)).scalar_one()
    assert laptop.token not in {device.token, device.next_token}


def test_a_certificate_that_has_ended_lets_nobody_in(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    hq.wall.forward(minutes=366 * 24 * 60)
    with pytest.raises(Failed, match="certificate_expired"):
        laptop.sign_in()


def test_a_vault_that_asks_too_often_is_told_how_long_to_wait(
    hq: Hq, enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.server.routes.REQUESTS_A_MINUTE", 3)
    laptop = enrolled()
    for _ in range(3):
        laptop.pull()
    response = hq.http.post(
        "/exchange", content=pack(laptop.request()), headers=laptop.authorization
    )
    assert response.status_code == 429
    assert response.headers["retry-after"] == "61"
    with pytest.raises(Failed, match="too_many_requests"):
        opened(response, ExchangeAnswer)
    hq.wall.forward(minutes=1)
    assert laptop.pull().cursors
    assert REQUESTS_A_MINUTE == 600


def test_guessing_codes_is_slowed_down(hq: Hq) -> None:
    for _ in range(STRANGERS_A_MINUTE):
        with pytest.raises(Failed, match="code_wrong"):
            enrol(hq, enrol_request("0000000000"))
    with pytest.raises(Failed, match="too_many_requests"):
        enrol(hq, enrol_request("0000000000"))


def test_health_is_answered_without_a_token_and_tells_no_secret(hq: Hq) -> None:
    well = {"status": "ok", "version": 1, "schema": 1, "database": True}
    assert hq.http.get("/health").json() == well
