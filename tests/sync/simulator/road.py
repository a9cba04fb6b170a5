"""The road to headquarters inside one thread, and everything that can happen on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.sync.road import answered
from tests.sync.simulator.storage import Crash

Answer = Callable[[httpx.Request, bytes], httpx.Response]
FAULTS = (
    "drop",
    "lose_answer",
    "twice",
    "late",
    "truncate",
    "spoil_answer",
    "spoil_request",
    "portal",
    "hq_crash",
)


class OneThread(asyncio.SelectorEventLoop):
    """A loop whose executors are the thread itself: every run takes the same turns."""

    def run_in_executor(  # type: ignore[override]  # done at once, so a plain future
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        done: asyncio.Future[Any] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # it is handed on, as a future does
            done.set_exception(error)
        return done


@dataclass
class Door:
    """Headquarters' application, asked without a socket."""

    app: Any
    loop: OneThread = field(default_factory=OneThread)

    def ask(self, request: httpx.Request, body: bytes) -> httpx.Response:
        """One request, answered whole. Raises Crash where headquarters ends meanwhile."""
        return self.loop.run_until_complete(answered(self.app, request, body))


@dataclass(frozen=True)
class Mishap:
    """What happens to the request that is ``after`` requests away; ``at`` says where in it."""

    what: str
    after: int
    at: int


@dataclass
class Road(httpx.BaseTransport):
    """Carries requests to headquarters, as far as the mishaps of this exchange let it.

    ``meanwhile`` runs before the second request: others are served between two turns.
    """

    answer: Answer
    crash: Callable[[int], None]
    mishaps: list[Mishap] = field(default_factory=list)
    late: list[tuple[httpx.Request, bytes]] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None
    number: int = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request; a mishap ends it as the network would."""
        body = request.read()
        if self.meanwhile is not None and self.number:
            act, self.meanwhile = self.meanwhile, None
            act()
        here = [m for m in self.mishaps if m.after == self.number]
        self.number += 1
        for mishap in here:
            self.mishaps.remove(mishap)
        response = self._before(here, request, body)
        for mishap in here:
            response = self._after(mishap, request, response)
        return response

    def close(self) -> None:
        """Headquarters outlives a connection."""

    def deliver_late(self) -> None:
        """Requests whose sender gave up long ago arrive after all."""
        waiting, self.late = self.late, []
        for request, body in waiting:
            self.answer(request, body)

    def _before(self, here: list[Mishap], request: httpx.Request, body: bytes) -> httpx.Response:
        for mishap in here:
            match mishap.what:
                case "drop":
                    raise httpx.WriteError("dropped", request=request)
                case "late":
                    self.late.append((request, body))
                    raise httpx.ReadTimeout("late", request=request)
                case "portal":
                    page = b"<html>login</html>"
                    return httpx.Response(
                        200, headers={"content-type": "text/html"}, stream=httpx.ByteStream(page)
                    )
                case "twice":
                    self.answer(request, body)
                case "hq_crash":
                    self.crash(mishap.at % 120)
                case "spoil_request" if body:
                    body = spoilt(body, mishap.at)
        try:
            return self.answer(request, body)
        except Crash:
            raise httpx.ReadError("headquarters ended", request=request) from None

    def _after(
        self, mishap: Mishap, request: httpx.Request, response: httpx.Response
    ) -> httpx.Response:
        match mishap.what:
            case "lose_answer":
                raise httpx.ReadError("lost", request=request)
            case "truncate":
                data = response.read()
                part = data[: mishap.at % max(1, len(data))]
                stream = Cut(part, request)
                return httpx.Response(response.status_code, headers=response.headers, stream=stream)
            case "spoil_answer":
                data = spoilt(response.read(), mishap.at)
                return httpx.Response(
                    response.status_code,
                    headers=response.headers,
                    stream=httpx.ByteStream(data),
                )
        return response


class Cut(httpx.SyncByteStream):
    """An answer that ends in the middle."""

    def __init__(self, data: bytes, request: httpx.Request) -> None:
        self._data = data
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        yield self._data
        raise httpx.ReadError("cut", request=self._request)


def spoilt(data: bytes, at: int) -> bytes:
    """The bytes with one bit turned."""
    place = at % max(1, len(data))
    return data[:place] + bytes([data[place] ^ (1 << at % 8)]) + data[place + 1 :] if data else data
