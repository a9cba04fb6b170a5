"""Attachments between the relay and headquarters, both ways, in a lane of their own after rows.

A file that cannot be had today waits for the next time and holds up no other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from desktop.errors import Problem
from desktop.models import registry
from sync.client.http import Http
from sync.protocol.messages import BlobMap
from sync.relay.station import Station
from sync.server import blobs
from sync.server.tables import Blob

log = logging.getLogger(__name__)

_AT_ONCE = 64
_WAITS = frozenset({"blob_unknown", "blob_not_yours", "blob_damaged", "blob_size_wrong"})
_THUMBNAILS = "thumb"


@dataclass(frozen=True, slots=True)
class Files:
    """The road of files to headquarters."""

    station: Station
    http: Http
    token: bytes

    def carry(self, wanted: Iterable[bytes]) -> int:
        """Send what headquarters waits for and is here, fetch what is missing; how many moved."""
        sent = sum(self._tried(self._send, sha256) for sha256 in wanted)
        return sent + sum(self._tried(self._fetch, sha256) for sha256 in self._missing())

    def _tried(self, job: Callable[[bytes], bool], sha256: bytes) -> bool:
        try:
            return job(sha256)
        except Problem as problem:
            if problem.code not in _WAITS:
                raise
            log.info("attachment %s waits: %s", sha256.hex()[:12], problem.code)
            return False

    def _missing(self) -> list[bytes]:
        """What our rows name and has not come; thumbnails first."""
        with self.station.hq.database.reading() as session:
            query = select(Blob.sha256).where(Blob.complete.is_(False)).limit(_AT_ONCE)
            missing = list(session.execute(query).scalars())
            small: set[bytes] = set()
            for kind in registry.kinds():
                for name in kind.blob_fields:
                    if name.startswith(_THUMBNAILS):
                        column = kind.raw.c[name]
                        found = select(column).where(column.in_(missing))
                        small |= set(session.execute(found).scalars())
        return sorted(missing, key=lambda sha256: (sha256 not in small, sha256))

    def _send(self, sha256: bytes) -> bool:
        folder = self.station.hq.blobs
        with self.station.hq.database.reading() as session:
            blob = session.get(Blob, sha256)
            size = blob.size if blob is not None and blob.complete else None
        if size is None:
            return False
        there = self.http.get(_path(sha256), BlobMap, self.token)
        for number in range(blobs.count(size)):
            if there.complete:
                break
            if number not in there.have:
                path = f"{_path(sha256)}/{number}?size={size}"
                data = folder.get(sha256, number)
                there = self.http.put_bytes(path, data, BlobMap, self.token)
        return there.complete

    def _fetch(self, sha256: bytes) -> bool:
        there = self.http.get(_path(sha256), BlobMap, self.token)
        if not there.complete:
            return False
        folder = self.station.hq.blobs
        here = set(folder.chunks(sha256))
        for number in range(blobs.count(there.size)):
            if number not in here:
                data = self.http.get_bytes(f"{_path(sha256)}/{number}", self.token)
                folder.put(sha256, number, data)
        complete = folder.whole(sha256, there.size)
        with self.station.hq.database.writing() as session:
            session.execute(
                update(Blob)
                .where(Blob.sha256 == sha256)
                .values(size=there.size if complete else None, complete=complete)
            )
        return complete


def _path(sha256: bytes) -> str:
    return f"/blobs/{sha256.hex()}"
