"""The journal of a vault that is being opened: its chain goes on behind all that it has seen."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import migrations
from desktop.models.entries import Entry
from desktop.models.journal import Journal
from desktop.models.keys import Keys, Random
from sync.protocol.clock import STAMP_BYTES, HybridClock, stamp

CLOCKS_AHEAD = 10 * 60 * 1000
"""How far ahead another vault's clock may be (``sync.md`` section 1, point 10), milliseconds."""


def pen(
    session: Session,
    vault: bytes,
    installation: bytes,
    keys: Keys,
    wall: Callable[[], int],
    random: Random,
) -> Journal:
    """The pen of a vault, with its clock set."""
    return Journal(
        installation=installation,
        vault=vault,
        key=keys.sign,
        clock=HybridClock(wall, _last_time(session, vault, wall())),
        random=random,
        schema=migrations.SCHEMA,
    )


def _last_time(session: Session, vault: bytes, wall: int) -> int:
    """The hybrid time after which this vault goes on: its own last, or what it has seen since.

    Times of other vaults count only as far as a clock may be ahead, so that one wrong clock does
    not carry this one away.
    """
    own = (
        select(Entry.stamp)
        .where(Entry.vault == vault)
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .limit(1)
    )
    bound = stamp((wall + CLOCKS_AHEAD) << 16, b"")
    seen = select(Entry.stamp).where(Entry.stamp < bound).order_by(Entry.stamp.desc()).limit(1)
    found = [session.execute(query).scalar_one_or_none() for query in (own, seen)]
    return max((int.from_bytes(s[: STAMP_BYTES // 2], "big") for s in found if s), default=0)
