"""Headquarters over HTTP: the only user of httpx, which is imported when it is first needed.

Nothing is tried twice here. What goes wrong becomes a typed error with a code; only bytes that
came over a connection vouched for by headquarters' root, and in our form, are looked at.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.errors import Problem
from sync.protocol.bearer import shown
from sync.protocol.encoding import SCALARS
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Failure
from sync.protocol.packing import BODY_LIMIT, MEDIA_TYPE, OPEN_LIMIT, pack, unpack

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 6.0
READ_SECONDS = 20.0
_OPTIONS = [
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
]
_RETRY_SECONDS = 30

T = TypeVar("T")

Connect = Callable[[str, bytes | None], "Http"]
"""Opens a connection to an address, pinned to an authority or, for its keys only, to none."""


def connect(url: str, authority: bytes | None) -> Http:
    """A connection to headquarters. ``authority`` is the DER that the root vouched for.

    Without one nothing is trusted: good for fetching the keys that the root signed, no more.
    """
    import httpx

    try:
        transport = httpx.HTTPTransport(
            verify=_trusting(authority), trust_env=False, socket_options=_OPTIONS, retries=0
        )
        client = httpx.Client(
            base_url=url,
            transport=transport,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )
        # Every byte of an exchange with nothing to tell is one of these: only what is needed.
        client.headers.clear()
    except (httpx.InvalidURL, ssl.SSLError) as error:
        raise Problem("server_address_wrong", url=url) from error
    return Http(client)


def _trusting(authority: bytes | None) -> ssl.SSLContext:
    """TLS 1.3 that believes one authority; it signs for headquarters alone, whatever its name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    if authority is None:
        context.verify_mode = ssl.CERT_NONE
    else:
        context.load_verify_locations(cadata=authority)
    return context


class Http:
    """Requests to headquarters through a client that the caller opened."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def get(self, path: str, into: type[T], token: bytes | None = None) -> T:
        """The message at a path."""
        return _open(self._send("GET", path, token, b""), into)

    def post(self, path: str, message: object, into: type[T], token: bytes | None = None) -> T:
        """The answer to a message; None sends an empty body."""
        body = b"" if message is None else pack(message)
        return self.post_bytes(path, body, lambda data: unpack(data, into, OPEN_LIMIT), token)

    def post_bytes(
        self, path: str, body: bytes, opened: Callable[[bytes], T], token: bytes | None
    ) -> T:
        """The answer to a packed message, opened as the caller says."""
        if len(body) > BODY_LIMIT:
            raise Problem("message_too_large", limit=BODY_LIMIT)
        return _readable(opened, self._send("POST", path, token, body))

    def put_bytes(self, path: str, data: bytes, into: type[T], token: bytes) -> T:
        """The answer to plain bytes."""
        return _open(self._send("PUT", path, token, data), into)

    def get_bytes(self, path: str, token: bytes) -> bytes:
        """The plain bytes at a path."""
        return self._send("GET", path, token, b"")

    def _send(self, method: str, path: str, token: bytes | None, body: bytes) -> bytes:
        headers = {} if token is None else {"Authorization": shown(token)}
        with (
            _saying_what_failed(),
            self._client.stream(method, path, content=body or None, headers=headers) as response,
        ):
            data = _bounded(response.iter_raw(), BODY_LIMIT)
            _check(response.status_code, response.headers, data)
            return data


@contextmanager
def _saying_what_failed() -> Iterator[None]:
    import httpx

    try:
        yield
    except (httpx.ConnectError, httpx.ReadError, httpx.WriteError) as error:
        if _certificate_refused(error):
            raise Problem("server_not_ours") from error
        if _speaks_no_tls(error):
            raise Problem("network_captive") from error
        away = isinstance(error, httpx.ConnectError)
        raise Problem("server_away" if away else "link_cut") from error
    except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Problem("server_away") from error
    except httpx.TimeoutException as error:
        raise Problem("server_slow") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Problem("server_address_wrong") from error
    except httpx.TransportError as error:
        raise Problem("link_cut") from error


def _certificate_refused(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _speaks_no_tls(error: BaseException | None) -> bool:
    """Whether something that is no server of ours answered in plain words."""
    while error is not None:
        if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
            return True
        error = error.__cause__ or error.__context__
    return False


def _bounded(chunks: Iterator[bytes], limit: int) -> bytes:
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > limit:
            raise Problem("reply_too_large", limit=limit)
    return bytes(data)


def _check(status: int, headers: Mapping[str, str], data: bytes) -> None:
    """Let pass only an answer of ours; the rest becomes the error that it means."""
    told = headers.get("content-type", "")
    if not told.startswith(MEDIA_TYPE):
        if "html" in told or 200 <= status < 400 or status == 511:
            raise Problem("network_captive")
        raise Problem("server_unavailable", status=status)
    if status < 400:
        return
    try:
        failure = unpack(data, Failure)
    except ProtocolError as error:
        raise Problem("server_unavailable", status=status) from error
    arguments = _arguments(failure.arguments)
    if status == 429:
        arguments["seconds"] = _seconds(headers.get("retry-after", ""))
    raise Problem(failure.code, **arguments)


def _arguments(told: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in told.items() if n not in {"self", "code"} and v.__class__ in SCALARS}


def _seconds(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() else _RETRY_SECONDS


def _open(data: bytes, into: type[T]) -> T:
    return _readable(lambda told: unpack(told, into, OPEN_LIMIT), data)


def _readable(opened: Callable[[bytes], T], data: bytes) -> T:
    try:
        return opened(data)
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
