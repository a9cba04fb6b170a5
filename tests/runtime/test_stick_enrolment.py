"""A new user without a network: two trips of a stick make a vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.errors import AppError, Problem, Refused
from desktop.models import pending, sticks
from desktop.models.passwords import WrongPassword
from desktop.models.slot import vaults_folder
from desktop.models.vault import OpenVault
from desktop.runtime.enrolment import Sheet
from desktop.runtime.stick_enrolment import answered, ask_by_stick, finish_by_stick
from sync.client.bundles import own_of
from sync.client.bundles_in import take_answer
from sync.client.bundles_out import to_headquarters
from sync.client.store import DirectStore
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.encoding import encode
from sync.server import bundle_answers, bundles
from sync.server.declined import Declined
from tests.builders import NOW
from tests.sync.laptops import Hq, headquarters
from tests.vaults import CHEAP, PASSWORD, MemorySecrets


@dataclass
class Newcomer:
    hq: Hq
    stick: Path
    vaults: Path
    secrets: MemorySecrets
    sheet: Sheet

    def asks(self, **changes: str) -> Path:
        sheet = replace(self.sheet, **changes)
        return ask_by_stick(self.vaults, sheet, self.stick, self.secrets, kdf=CHEAP)

    def is_answered(self, path: Path) -> bundle_answers.Given:
        taken = bundles.take(self.hq.server, path)
        return bundle_answers.give(self.hq.server, taken.vault, self.stick)

    def finishes(self, password: str = PASSWORD) -> OpenVault:
        return finish_by_stick(self.vaults, self.stick, password, self.secrets, kdf=CHEAP)


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    stick = tmp_path / "stick"
    stick.mkdir()
    with headquarters(tmp_path / "hq") as hq:
        sticks.write_keys(stick, encode(hq.server.published))
        code = hq.code("بازرس نمونهٔ یک", "inspector")
        sheet = Sheet("https://hq.example", hq.root, code, "رایانهٔ نمونه", PASSWORD)
        yield Newcomer(hq, stick, vaults_folder(tmp_path / "data"), MemorySecrets(), sheet)


def refusal(error: type[AppError], job: object, *given: object, **named: str) -> str:
    assert callable(job)
    with pytest.raises(error) as caught:
        job(*given, **named)
    return caught.value.code


def test_two_trips_make_a_vault_that_works_by_stick(newcomer: Newcomer) -> None:
    path = newcomer.asks()
    newcomer.is_answered(path)
    vault = newcomer.finishes()
    assert (vault.name, vault.roles) == ("بازرس نمونهٔ یک", ("inspector",))
    assert list(pending.waiting(newcomer.vaults)) == []
    own = own_of(vault, DirectStore(vault.database), lambda: NOW)
    (written,) = to_headquarters(own, newcomer.stick)
    newcomer.hq.wall.forward(minutes=1)
    bundles.take(newcomer.hq.server, written.path)
    answer = bundle_answers.give(newcomer.hq.server, vault.journal.vault, newcomer.stick)
    assert take_answer(own, answer.path).entries > 0
    vault.close()


def test_the_code_cannot_be_read_from_the_stick(newcomer: Newcomer) -> None:
    path = newcomer.asks()
    assert newcomer.sheet.code.encode() not in path.read_bytes()


def test_a_stick_without_keys_is_not_written(newcomer: Newcomer, tmp_path: Path) -> None:
    (newcomer.stick / "bazresyar" / sticks.KEYS_FILE).unlink()
    assert refusal(Problem, newcomer.asks) == "stick_without_keys"
    assert list(pending.waiting(newcomer.vaults)) == []


def test_keys_of_another_root_are_not_believed(newcomer: Newcomer) -> None:
    root = newcomer.sheet.root
    other = root[:-1] + ("A" if root[-1] != "A" else "B")
    assert refusal(Problem, newcomer.asks, root=other) == "server_not_ours"


def test_a_weak_password_is_refused_before_anything_is_written(newcomer: Newcomer) -> None:
    assert refusal(Refused, newcomer.asks, password="123").startswith("password_")
    assert sticks.bundles_at(newcomer.stick) == []


def test_a_wrong_code_costs_a_try_at_headquarters(newcomer: Newcomer) -> None:
    path = newcomer.asks(code=newcomer.sheet.code[:5] + "00000")
    assert refusal(Declined, bundles.take, newcomer.hq.server, path) == "code_wrong"
    assert refusal(Problem, newcomer.finishes) == "enrolment_not_answered"


def test_the_same_request_twice_is_answered_twice(newcomer: Newcomer) -> None:
    path = newcomer.asks()
    newcomer.is_answered(path)
    newcomer.is_answered(path)
    newcomer.finishes().close()


def test_a_wrong_password_leaves_the_request_waiting(newcomer: Newcomer) -> None:
    newcomer.is_answered(newcomer.asks())
    assert refusal(WrongPassword, newcomer.finishes, "نادرست") == "wrong_password"
    assert answered(newcomer.vaults, newcomer.stick).vault
    newcomer.finishes().close()


def test_an_answer_that_was_changed_makes_no_vault(newcomer: Newcomer) -> None:
    given = newcomer.is_answered(newcomer.asks())
    data = bytearray(given.path.read_bytes())
    data[-1] ^= 1
    given.path.write_bytes(data)
    assert refusal(BundleError, newcomer.finishes) == "bundle_damaged"
    assert not list(newcomer.vaults.glob("*/vault.db"))


def test_nothing_is_finished_where_nothing_was_asked(newcomer: Newcomer) -> None:
    assert refusal(Problem, newcomer.finishes) == "enrolment_not_asked"
