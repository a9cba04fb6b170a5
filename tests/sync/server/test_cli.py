"""The operator's program as a process of its own, and the server over real TLS."""

from __future__ import annotations

import json
import socket
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from desktop.cli import headquarters
from desktop.errors import Problem
from sync.protocol.encoding import decode
from sync.protocol.messages import KeyList, KeysAnswer
from sync.protocol.packing import unpack
from sync.server import cli
from sync.server.config import Config, read
from sync.server.hq import open_headquarters
from tests.documents.reading import text_of
from tests.hq import serving
from tests.sync.server.laptop import enrol_request


def verb(folder: Path, *arguments: str) -> int:
    return cli.main(["--folder", str(folder), *arguments])


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    made = tmp_path / "hq"
    assert verb(made, "init", "--name", "hq.sample.ir") == cli.OK
    capsys.readouterr()
    return made


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    said: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return said


def test_init_makes_one_folder_that_only_its_owner_reads(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        open_to_others = path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        assert path.is_dir() or not open_to_others, path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not (folder / "hq.db").read_bytes().startswith(b"SQLite format 3")


def test_init_does_not_touch_what_is_there(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "keys" / "server.key").read_bytes()
    assert verb(folder, "init") == cli.FAILED
    assert "ساخته شده است" in capsys.readouterr().err
    assert (folder / "keys" / "server.key").read_bytes() == before


def test_a_folder_without_a_headquarters_has_its_own_exit_code(tmp_path: Path) -> None:
    assert verb(tmp_path, "devices") == cli.NOT_INITIALISED


def test_the_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "exit codes" in capsys.readouterr().out


def test_seeding_twice_enters_everything_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb(folder, "seed", "--demo") == cli.OK
    first = told(capsys)["entered"]
    assert isinstance(first, int)
    assert first > 500
    assert verb(folder, "seed", "--demo") == cli.OK
    assert told(capsys) == {"entered": 0}


def test_a_code_is_printed_once_with_all_that_the_sheet_needs(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    verb(folder, "seed", "--demo")
    capsys.readouterr()
    sheet = tmp_path / "sheet.json"
    line = ("--name", "بازرس نمونه", "--role", "inspector", "--office", "qazvin")
    assert verb(folder, "code", "new", *line, "--province", "26", "--sheet", str(sheet)) == cli.OK
    said = told(capsys)
    assert json.loads(sheet.read_text(encoding="utf-8")) == said
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    again = (*line, "--province", "26")
    verb(folder, "code", "new", *again)
    second = told(capsys)
    assert second["person"] == said["person"]
    assert second["code"] != said["code"]


def test_an_unknown_office_or_role_is_said_in_words(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ("code", "new", "--name", "نمونه", "--province", "26")
    assert verb(folder, *line, "--role", "inspector", "--office", "nowhere") == cli.FAILED
    assert "nowhere" in capsys.readouterr().err
    assert verb(folder, *line, "--role", "king", "--office", "qazvin") == cli.FAILED
    assert "king" in capsys.readouterr().err


def test_a_configuration_that_cannot_be_read_is_said_in_words(folder: Path) -> None:
    (folder / "hq.toml").write_text("database = [", encoding="utf-8")
    with pytest.raises(Problem, match="hq_config_wrong"):
        read(folder)


def test_the_server_runs_over_tls_that_its_root_vouches_for(folder: Path) -> None:
    with serving(folder) as server:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"{server.url}/keys")
        first = httpx.get(f"{server.url}/keys", verify=untrusting())
        answer = unpack(first.content, KeysAnswer)
        authority = decode(answer.keys.message, KeyList).tls_certificate
        trusting = ssl.create_default_context(cadata=authority)
        with httpx.Client(verify=trusting, base_url=server.url) as http:
            assert http.get("/health").json()["status"] == "ok"
            stream = http.stream("GET", "/health")
            with stream as response:
                tls = response.extensions["network_stream"].get_extra_info("ssl_object")
                assert tls.version() == "TLSv1.3"
    assert server.process.returncode == 0


def test_a_new_certificate_needs_the_offline_root_and_is_trusted_as_the_first_was(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "keys" / "tls.pem").read_bytes()
    away = tmp_path / "safe.key"
    assert verb(folder, "certificate", "--root", str(away)) == cli.FAILED
    assert "کلید ریشه" in capsys.readouterr().err
    (folder / "root.key").rename(away)
    assert verb(folder, "certificate", "--root", str(away)) == cli.OK
    assert (folder / "keys" / "tls.pem").read_bytes() != before
    hq = open_headquarters(Config(folder))
    hq.close()
    authority = decode(hq.published.keys.message, KeyList).tls_certificate
    trusting = ssl.create_default_context(cadata=authority)
    with serving(folder) as server:
        assert httpx.get(f"{server.url}/health", verify=trusting).status_code == 200


def untrusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def test_a_port_that_is_taken_is_said_in_words(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = [sys.executable, "-m", "sync.server.cli", "--folder", str(folder)]
        second = subprocess.run(
            [*line, "serve", "--port", port], capture_output=True, text=True, check=False
        )
    assert second.returncode == cli.FAILED
    assert "آزاد نیست" in second.stderr


def test_devices_lists_and_revoke_shuts_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sync.server import vaults

    verb(folder, "seed", "--demo")
    line = ("--name", "بازرس نمونه", "--role", "inspector", "--office", "qazvin")
    capsys.readouterr()
    verb(folder, "code", "new", *line, "--province", "26")
    request = enrol_request(str(told(capsys)["code"]))
    hq = open_headquarters(Config(folder))
    with hq.database.writing() as session:
        vaults.enrol(hq, session, request)
    hq.close()
    assert verb(folder, "devices") == cli.OK
    shown = told(capsys)
    assert (shown["vault"], shown["status"]) == (request.vault.hex(), "active")
    assert verb(folder, "revoke", request.vault.hex()) == cli.OK
    verb(folder, "devices")
    assert told(capsys)["status"] == "revoked"
    assert verb(folder, "revoke", "00" * 8) == cli.FAILED


def test_a_sheet_on_paper_is_written_by_the_whole_program(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb(folder, "seed", "--demo") == cli.OK
    paper = tmp_path / "sheet.pdf"
    line = ("--name", "بازرس نمونه", "--role", "inspector", "--office", "qazvin")
    told_to = ("--province", "26", "--address", "https://hq.sample.ir:8443", "--sheet", str(paper))
    assert verb(folder, "code", "new", *line, *told_to) == cli.FAILED
    assert not paper.exists()
    assert headquarters.main(["--folder", str(folder), "code", "new", *line, *told_to]) == cli.OK
    said = told(capsys)
    words = text_of(paper.read_bytes())
    for part in (*str(said["code"]).split("-"), *str(said["root"]).split("-")):
        assert part in words
    assert "https://hq.sample.ir:8443" in words
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600
