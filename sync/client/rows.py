"""A page of a list as headquarters has it now; nothing of it stays in the vault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.listings import Listing
from desktop.models.paging import Paged
from desktop.models.sync_state import ACCESS
from sync.client.http import Http
from sync.protocol.errors import ProtocolError
from sync.protocol.rows import RowsAnswer, told, unpacked


@dataclass(frozen=True, slots=True)
class OnlinePage:
    """The rows, how many there are (-1: told with the first page), and of when they are."""

    page: Paged[Any, Any]
    shown: int
    whole: int
    as_of: datetime


def access(session: Session) -> bytes:
    """The token that the last exchange left. Raises Problem ``token_invalid`` without one."""
    token = vault_facts.get(session, ACCESS)
    if token is None:
        raise Problem("token_invalid")
    return token


def online_page(
    http: Http, token: bytes, listing: Listing, wanted: object, after: object, size: int
) -> OnlinePage:
    """One page behind a key, or from the top. Raises Problem."""
    query = {"wanted": told(wanted), "size": str(size)}
    if after is not None:
        query["after"] = told(after)
    answer = http.get(f"/rows/{listing.name}?{urlencode(query)}", RowsAnswer, token)
    try:
        rows: tuple[Any, ...] = unpacked(answer.rows, listing.rows)
        key = unpacked(answer.after, listing.key) if answer.after else None
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
    as_of = datetime.fromtimestamp(answer.as_of / 1000, UTC)
    return OnlinePage(Paged(rows, key), answer.shown, answer.whole, as_of)
