"""``GET /rows/…``: one page of a list, as it stands, for who may read it; nothing is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from desktop.models.listings import LARGEST, LISTINGS, Listing
from sync.protocol.packing import MEDIA_TYPE, pack
from sync.protocol.rows import RowsAnswer, asked, packed
from sync.server import vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.reach import reach, scoped
from sync.server.tables import Device
from sync.server.work import Work

OpenVault = Callable[[Request], Awaitable[Device]]


class Reading:
    """The routes of lists that are read online."""

    def __init__(self, hq: Headquarters, work: Work, open_vault: OpenVault) -> None:
        self._hq = hq
        self._work = work
        self._open_vault = open_vault

    def add_to(self, routes: APIRouter) -> None:
        """Add them to those of vaults."""
        routes.add_api_route("/rows/{listing}", self.rows, methods=["GET"])

    async def rows(
        self, request: Request, listing: str, wanted: str = "{}", after: str = "", size: int = 100
    ) -> Response:
        """One page of a list, behind a key or from the top."""
        device = await self._open_vault(request)
        found = LISTINGS.get(listing)
        if found is None:
            raise Declined("rows_unknown")
        query = asked(wanted, found.wanted)
        key = asked(after, found.key) if after else None
        most = min(max(size, 1), LARGEST)
        answer = await self._work.read(lambda: page(self._hq, device, found, query, key, most))
        return Response(await self._work.think(lambda: pack(answer)), media_type=MEDIA_TYPE)


def page(
    hq: Headquarters, device: Device, listing: Listing, wanted: object, key: object, size: int
) -> RowsAnswer:
    """A page for a vault, and with the first how many rows there are."""
    now = hq.wall()
    with hq.database.reading() as session:
        reader = reach(vaults.held(hq, session, device), now)
    with scoped(hq, reader) as session:
        shown = whole = -1
        if key is None:
            shown = listing.count(session, wanted)
            whole = listing.count(session, listing.wanted())
        try:
            found = listing.page(session, wanted, key, size)
        except ValueError as error:
            # A key of the right form that is none: a day that no calendar has.
            raise Declined("wire_malformed") from error
    after = b"" if found.after is None else packed(found.after)
    return RowsAnswer(packed(found.rows), after, shown, whole, now)
