"""What whoever runs the server is told: health, counts, a log without anybody's words."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from sync.server.app import create_app
from sync.server.config import read, write
from sync.server.logs import JsonLines
from sync.server.meters import Meters
from tests.hq import Hq, headquarters
from tests.postgresql import Postgresql
from tests.sync.server.commands import add, unit
from tests.sync.server.conftest import Enrolled
from tests.sync.server.forgery import ONE, TWO


def counts(text: str) -> dict[tuple[str, ...], float]:
    """Each sample of Prometheus' text by its name and the values of its labels."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_the_server_did_is_counted(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.does(add(unit(TWO, provisional=False)))
    assert len(laptop.push().refusals) == 1
    assert hq.http.get("/nowhere/at/all").status_code == 404
    found = counts(hq.http.get("/metrics").text)
    assert found[("bazresyar_requests_total", "POST", "/exchange", "200")] == 1
    assert found[("bazresyar_requests_total", "unknown", "unknown", "404")] == 1
    assert found[("bazresyar_entries_total", "taken")] == 1
    assert found[("bazresyar_entries_total", "refused")] == 1
    assert found[("bazresyar_bytes_total", "received")] > 0
    assert found[("bazresyar_request_seconds_count", "/exchange")] == 1


def test_counts_are_for_this_machine_or_for_who_has_the_token(tmp_path: Path) -> None:
    with headquarters(tmp_path / "hq") as hq:
        server, made = hq.server, tmp_path / "made"
        config = replace(server.config, metrics_token="sample-token")
        made.mkdir()
        write(replace(config, folder=made))
        assert read(made) == replace(config, folder=made)

        async def ask(address: str, *, token: str = "") -> int:
            app = create_app(replace(server, config=config))
            transport = httpx.ASGITransport(app, client=(address, 1))
            shown = {"Authorization": f"Bearer {token}"} if token else {}
            http = httpx.AsyncClient(transport=transport, base_url="https://hq.test")
            async with app.router.lifespan_context(app), http:
                return (await http.get("/metrics", headers=shown)).status_code

        assert asyncio.run(ask("127.0.0.1")) == 200
        assert asyncio.run(ask("::1")) == 200
        assert asyncio.run(ask("10.1.2.3")) == 403
        assert asyncio.run(ask("10.1.2.3", token="another")) == 403
        assert asyncio.run(ask("10.1.2.3", token="sample-token")) == 200


@pytest.mark.needs("postgres")
@pytest.mark.expects_errors
def test_a_database_that_is_away_is_told_and_the_laptop_is_asked_to_wait(
    postgres: Postgresql, hq_tables: str, tmp_path: Path
) -> None:
    url = postgres.new_database(hq_tables)
    with headquarters(tmp_path / "hq", database=url) as hq:
        assert hq.http.get("/health").json()["database"] is True
        postgres.drop(url)
        answer = hq.http.get("/health")
        assert (answer.status_code, answer.json()["database"]) == (503, False)
        asked = hq.http.post("/nonce")
        assert (asked.status_code, asked.headers["Retry-After"]) == (503, "30")


def test_the_log_names_the_vault_and_the_time_and_quotes_nobody(
    hq: Hq, enrolled: Enrolled, caplog: pytest.LogCaptureFixture
) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE, "قناری نمونه")))
    token = laptop.token
    with caplog.at_level(logging.INFO):
        laptop.push()
    lines = [JsonLines().format(record) for record in caplog.records]
    (line,) = [json.loads(one) for one in lines if '"/exchange"' in one]
    assert line["vault"] == laptop.vault.hex()
    assert (line["method"], line["status"], line["level"]) == ("POST", 200, "info")
    assert line["received"] > 0
    whole = "\n".join(lines)
    assert "قناری" not in whole
    assert token.hex() not in whole
    assert laptop.token.hex() not in whole


def test_a_declined_request_stands_in_the_log_with_its_code(
    hq: Hq, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        hq.http.post("/exchange", headers={"Authorization": "Bearer 00"})
    (line,) = [json.loads(JsonLines().format(r)) for r in caplog.records if "told" in vars(r)]
    assert (line["code"], line["status"]) == ("token_invalid", 401)


def test_an_error_in_the_log_says_where_and_not_what() -> None:
    try:
        int("قناری نمونه")
    except ValueError as error:
        found = (type(error), error, error.__traceback__)
    record = logging.LogRecord("hq", logging.ERROR, __file__, 1, "failed", None, found)
    line = JsonLines().format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert "test_operators.py" in json.loads(line)["at"][0]
    assert "قناری" not in line


def test_meters_of_two_applications_do_not_meet() -> None:
    one, two = Meters(), Meters()
    one.fed.inc(3)
    assert counts(two.text().decode())[("bazresyar_fed_total",)] == 0
    assert counts(one.text().decode())[("bazresyar_fed_total",)] == 3
