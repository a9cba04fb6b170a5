"""Answers of a relay changed on their way, as a relay that lies would send them."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from sync.protocol.packing import MEDIA_TYPE, pack, unpack
from sync.protocol.relay import RelayAnswer
from tests.sync.relay.posts import Roamer

Alter = Callable[[RelayAnswer], RelayAnswer]


def lying(one: Roamer, alter: Alter) -> None:
    """From now on the relay's answers to this laptop are altered."""

    def change(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if request.url.path != "/relay" or response.status_code != 200:
            return response
        answer = alter(unpack(response.read(), RelayAnswer))
        stream = httpx.ByteStream(pack(answer))
        return httpx.Response(200, stream=stream, headers={"content-type": MEDIA_TYPE})

    one.to_relay.change = change


def honest(one: Roamer) -> None:
    """The relay's answers come as they are again."""
    one.to_relay.change = None
