"""What the laptop says when the road, the network or the other end is not as it should be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
import zstandard

from desktop.errors import Problem
from sync.client.http import Http, connect
from sync.client.keys import pinned, trusted_keys
from sync.protocol.messages import Failure, KeysAnswer, NonceAnswer
from sync.protocol.packing import BODY_LIMIT, MEDIA_TYPE, OPEN_LIMIT, pack
from sync.server.keys import make_root
from tests.sync.laptops import Hq, headquarters

Answer = Callable[[httpx.Request], httpx.Response]


def answering(answer: Answer) -> Http:
    """A connection at whose other end this function answers."""
    return Http(httpx.Client(transport=httpx.MockTransport(answer), base_url="https://hq"))


def failed(http: Http) -> Problem:
    """How asking for a nonce fails."""
    with pytest.raises(Problem) as caught:
        http.post("/nonce", None, NonceAnswer)
    return caught.value


def ours(data: bytes, status: int = 200, **headers: str) -> httpx.Response:
    """An answer of headquarters' own form."""
    told = {"content-type": MEDIA_TYPE} | headers
    return httpx.Response(status, headers=told, stream=httpx.ByteStream(data))


def foreign(status: int, kind: str, text: str) -> httpx.Response:
    """An answer of something that stands between us and headquarters."""
    stream = httpx.ByteStream(text.encode())
    return httpx.Response(status, headers={"content-type": kind}, stream=stream)


def raising(error: Exception) -> Answer:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (httpx.ConnectError("refused"), "server_away"),
        (httpx.ConnectTimeout("late"), "server_away"),
        (httpx.ReadTimeout("late"), "server_slow"),
        (httpx.WriteTimeout("late"), "server_slow"),
        (httpx.ReadError("cut"), "link_cut"),
        (httpx.WriteError("cut"), "link_cut"),
        (httpx.RemoteProtocolError("odd"), "link_cut"),
    ],
)
def test_each_failure_of_the_network_has_a_code(error: Exception, code: str) -> None:
    assert failed(answering(raising(error))).code == code


@pytest.mark.parametrize("status", [200, 302, 511])
def test_a_captive_portal_is_no_answer(status: int) -> None:
    page = foreign(status, "text/html", "<html>ورود به شبکه</html>")
    assert failed(answering(lambda _request: page)).code == "network_captive"


def test_a_page_of_a_proxy_is_no_answer() -> None:
    error = failed(answering(lambda _request: foreign(502, "text/plain", "Bad Gateway")))
    assert (error.code, error.arguments["status"]) == ("server_unavailable", 502)


def test_a_failure_that_headquarters_names_keeps_its_code_and_arguments() -> None:
    failure = pack(Failure("chain_gap", {"epoch": 1, "counter": 7, "code": "x", "deep": [1]}))
    error = failed(answering(lambda _request: ours(failure, 409)))
    assert (error.code, error.arguments) == ("chain_gap", {"epoch": 1, "counter": 7})


@pytest.mark.parametrize(("told", "seconds"), [("12", 12), ("", 30), ("tomorrow", 30)])
def test_a_busy_server_says_how_long_to_wait(told: str, seconds: int) -> None:
    failure = pack(Failure("too_many_requests", {}))
    answer = ours(failure, 429, **{"retry-after": told})
    assert failed(answering(lambda _request: answer)).arguments == {"seconds": seconds}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not zstd",
        pack(NonceAnswer(bytes(32)))[:-3],
        pack({"another": "form"}),
        zstandard.ZstdCompressor().compress(bytes(OPEN_LIMIT + 1)),
    ],
    ids=["nothing", "garbage", "cut", "another form", "bomb"],
)
def test_what_cannot_be_read_is_a_typed_error(data: bytes) -> None:
    assert failed(answering(lambda _request: ours(data))).code == "reply_unreadable"


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    taken = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            nonlocal taken
            while True:
                taken += 1
                yield bytes(1 << 20)

    answer = httpx.Response(200, headers={"content-type": MEDIA_TYPE}, stream=Endless())
    assert failed(answering(lambda _request: answer)).code == "reply_too_large"
    assert taken <= BODY_LIMIT // (1 << 20) + 1


def test_an_address_that_is_none_is_said_to_be_wrong() -> None:
    for url in ("headquarters", "ftp://hq", "https://hq:port"):
        with pytest.raises(Problem) as caught:
            connect(url, None).get("/keys", KeysAnswer)
        assert caught.value.code == "server_address_wrong"


@contextmanager
def serving(hq: Hq) -> Iterator[str]:
    """The same headquarters behind TLS on a port of this machine."""
    keys = hq.folder / "keys"
    config = uvicorn.Config(
        hq.transport.app,
        port=0,
        ssl_certfile=str(keys / "tls.pem"),
        ssl_keyfile=str(keys / "tls.key"),
        lifespan="off",
        ws="none",
        log_config=None,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"https://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def test_only_the_certificate_that_the_root_vouched_for_is_believed(tmp_path: Path) -> None:
    with headquarters(tmp_path / "hq") as hq, serving(hq) as url:
        trusted = trusted_keys(connect, url, hq.root)
        ours = pinned(connect, url, trusted.keys)
        assert ours.get("/keys", KeysAnswer).root
        ours.close()
        stranger = make_root(tmp_path / "stranger.key", datetime.now(UTC))
        other = connect(url, stranger.authority_der)
        with pytest.raises(Problem) as caught:
            other.get("/keys", KeysAnswer)
        assert caught.value.code == "server_not_ours"
        other.close()
