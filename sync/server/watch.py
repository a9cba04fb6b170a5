"""Around every request: its time, its bytes, its line in the log, and an end to slow bodies."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.server.declined import Declined
from sync.server.limits import Limits
from sync.server.logs import told
from sync.server.meters import Meters

BODY_PAUSE_SECONDS = 30.0
"""How long a body may rest between two pieces."""
BODY_SECONDS = 300.0
"""How long it may take in all; a laptop on a bad link sends 64 KiB at once."""
SHIELD: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
)
"""What keeps an answer from being stored, framed, run or taken for something else."""
BARE = frozenset({"/exchange"})
"""Turns that went well go without: each byte of them counts on a bad link, no browser can send the
token that they ask for, and the answer to a POST is kept by nobody."""
VAULT, CODE = "vault", "code"
"""What a route leaves in the request's state: who asked, and why it was declined."""
_UNKNOWN = "unknown"
_WELL = 200

log = logging.getLogger("bazresyar.requests")


@dataclass(slots=True)
class Seen:
    """What was seen of one request."""

    started: float
    status: int = 500
    received: int = 0
    sent: int = 0


class Watch:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, meters: Meters, limits: Limits) -> None:
        self._app = app
        self._meters = meters
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = Seen(time.perf_counter())
        scope.setdefault("state", {})
        self._meters.in_hand.inc()
        try:
            await self._app(scope, patient(receive, seen), _counting(send, seen, scope["path"]))
        finally:
            self._meters.in_hand.dec()
            self._note(scope, seen)
        vault = scope["state"].get(VAULT)
        if vault is not None:
            await self._limits.carried(vault, seen.received + seen.sent)

    def _note(self, scope: Scope, seen: Seen) -> None:
        seconds = time.perf_counter() - seen.started
        # The pattern, not the path: a path may name a record.
        route = getattr(scope.get("route"), "path", _UNKNOWN)
        meters = self._meters
        method = scope["method"] if route != _UNKNOWN else _UNKNOWN
        meters.requests.labels(route, method, str(seen.status)).inc()
        meters.seconds.labels(route).observe(seconds)
        meters.bytes.labels("received").inc(seen.received)
        meters.bytes.labels("sent").inc(seen.sent)
        fields: dict[str, Any] = {
            "route": route,
            "method": method,
            "status": seen.status,
            "ms": round(seconds * 1000, 1),
            "received": seen.received,
            "sent": seen.sent,
        }
        state = scope["state"]
        if VAULT in state:
            fields["vault"] = state[VAULT].hex()
        if CODE in state:
            fields["code"] = state[CODE]
            meters.declined.labels(state[CODE]).inc()
        log.info("request", extra=told(**fields))


def patient(receive: Receive, seen: Seen) -> Receive:
    """A body of which a piece must come in time. Raises Declined ``body_slow``."""

    async def piece() -> Message:
        if seen.sent:  # answered: all that can still come is the end of the connection
            return await receive()
        left = BODY_SECONDS - (time.perf_counter() - seen.started)
        try:
            async with asyncio.timeout(max(0.0, min(BODY_PAUSE_SECONDS, left))):
                message = await receive()
        except TimeoutError as error:
            raise Declined("body_slow") from error
        seen.received += len(message.get("body", b""))
        return message

    return piece


def _counting(send: Send, seen: Seen, path: str) -> Send:
    async def counted(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.status = message["status"]
            headers = list(message.get("headers", ()))
            if (seen.status != _WELL or path not in BARE) and SHIELD[0] not in headers:
                message = {**message, "headers": [*headers, *SHIELD]}
        else:
            seen.sent += len(message.get("body", b""))
        await send(message)

    return counted
