"""``bazresyar verify`` tells a whole vault from one with a single byte changed."""

from __future__ import annotations

import io
import sys

import pytest

from desktop.cli import main
from tests.faults.evidence import CHANGES, UNSOUND, Given, made, verified
from tests.vaults import PASSWORD


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    return made(tmp_path_factory.mktemp("vault"))


def run(
    given: Given, monkeypatch: pytest.MonkeyPatch, *options: str, password: str = PASSWORD
) -> int:
    """The verb in this process: the same code without the start of another one."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    data = str(given.folder.parents[1])
    vault = given.folder.name
    return main(["--data", data, "verify", "--vault", vault, "--password-stdin", *options])


def test_a_whole_vault_is_sound_in_a_process_of_its_own(given: Given) -> None:
    code, told, said = verified(given, "--full")
    assert (code, told["how"], told["sound"], said) == (0, "full", True, "")
    assert told["checked"]["certificates"] >= 3
    assert told["checked"]["receipts"] >= 1


@pytest.mark.parametrize("what", CHANGES)
def test_one_changed_byte_is_told(
    given: Given, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    CHANGES[what](given)
    code = run(given, monkeypatch)
    given.put_back()
    assert code == UNSOUND
    assert capsys.readouterr().err.strip()


def test_the_report_is_a_paper_a_text_or_json(
    given: Given, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = given.kept.parent
    for ending, begins in ((".pdf", b"%PDF-"), (".txt", "گزارش".encode()), (".json", b"{")):
        path = folder / f"report{ending}"
        assert run(given, monkeypatch, "--quick", "--report", str(path)) == 0
        assert path.read_bytes().startswith(begins)
    assert '"how": "quick"' in capsys.readouterr().out


def test_a_paper_is_checked_by_its_code(
    given: Given, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(given, monkeypatch, "--paper", "ZZZZ-ZZZZ-ZZZZ") == UNSOUND
    assert run(given, monkeypatch, "--paper", "ZZZZ") == 1
    assert "ZZZZ-ZZZZ-ZZZZ" in capsys.readouterr().err
