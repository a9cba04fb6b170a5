"""``GET /witness``: what is held of the vault that asks, signed, for its own ``verify``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from sync.protocol.encoding import encode
from sync.protocol.entry import sign
from sync.protocol.messages import Signed
from sync.protocol.packing import MEDIA_TYPE, pack
from sync.protocol.witness import WITNESS_TAG, WitnessText
from sync.server.feed_rows import last_number
from sync.server.hq import Headquarters
from sync.server.tables import Device
from sync.server.work import Work

OpenVault = Callable[[Request], Awaitable[Device]]


class Witnessing:
    """The route by which a vault holds itself against headquarters."""

    def __init__(self, hq: Headquarters, work: Work, open_vault: OpenVault) -> None:
        self._hq = hq
        self._work = work
        self._open_vault = open_vault

    def add_to(self, routes: APIRouter) -> None:
        """Add it to those of vaults."""
        routes.add_api_route("/witness", self.witness, methods=["GET"])

    async def witness(self, request: Request) -> Response:
        """The head of the vault's chain and of the feed, as they are held now."""
        device = await self._open_vault(request)
        told = await self._work.read(lambda: witness(self._hq, device))
        return Response(pack(told), media_type=MEDIA_TYPE)


def witness(hq: Headquarters, device: Device) -> Signed:
    """Nothing but what the vault has written itself, and a number."""
    with hq.database.reading() as session:
        held = session.get_one(Device, device.vault)
        text = WitnessText(
            hq.keys.installation,
            held.vault,
            held.epoch,
            held.counter,
            held.hash if held.counter else b"",
            last_number(session),
            hq.wall(),
        )
    message = encode(text)
    return Signed(message, sign(hq.keys.receipt, WITNESS_TAG, message))
