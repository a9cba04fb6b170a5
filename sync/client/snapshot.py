"""A new laptop from a snapshot: fetched chunk by chunk, each applied in one transaction.

Cut off anywhere, it goes on behind the last chunk that stands. The cursors are set in the last
transaction; until then nothing else of the feed is applied, so that rows are never mixed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import snapshot_rows, vault_facts
from desktop.models.snapshot_rows import Standing
from desktop.models.sync_state import ACCESS
from desktop.models.vault_facts import Enrolment
from sync.client import blobs
from sync.client.http import Http
from sync.client.store import Store
from sync.protocol.encoding import decode
from sync.protocol.entry import verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import VERSION, Signed
from sync.protocol.snapshot import (
    SNAPSHOT_TAG,
    Chunk,
    Manifest,
    SnapshotAnswer,
    SnapshotRequest,
    open_chunk,
)

PREPARING, LOADING = "prepare", "snapshot"
_GONE = "snapshot_gone"
_SAID = 8
"""After so many chunks the window reads again how far it is."""


@dataclass(frozen=True, slots=True)
class Loader:
    """The road of a snapshot: connection, vault, whose it is, and who may stop it.

    ``told`` hears of its making at headquarters and of its rows here: done, and of how many.
    """

    http: Http
    store: Store
    vault: bytes
    schema: int
    now: Callable[[], datetime]
    told: Callable[[str, int, int], None]
    cancelled: Callable[[], bool]
    changed: Callable[[frozenset[str]], None]

    def run(self, enrolment: Enrolment) -> bool:
        """Take the snapshot to its end; False where it was stopped. Raises Problem."""
        for again in (True, False):
            try:
                return self._load(enrolment)
            except Problem as problem:
                if problem.code != _GONE or not again:
                    raise
                self.wipe()
        return False

    def wipe(self) -> None:
        """A snapshot that can no longer be had is undone, a chunk in a transaction."""
        left = True
        while left:
            left = self.store.write(partial(snapshot_rows.undo_chunk, now=self.now()))

    def _load(self, enrolment: Enrolment) -> bool:
        token = self.store.read(partial(vault_facts.get, key=ACCESS)) or b""
        standing = self.store.read(snapshot_rows.unfinished)
        if standing is None:
            signed = self._manifest(token)
            if signed is None:
                return False
            manifest = checked(signed, enrolment)
            job = partial(snapshot_rows.begin, manifest=manifest, signed=signed, now=self.now())
            standing = self.store.write(job)
        if not self._chunks(standing, token):
            return False
        job_end = partial(
            snapshot_rows.finish, vault=self.vault, server=enrolment.server, now=self.now()
        )
        kinds = self.store.write(job_end)
        self.told(LOADING, standing.total, standing.total)
        self.changed(kinds)
        return True

    def _chunks(self, standing: Standing, token: bytes) -> bool:
        """Fetch each chunk while the one before it is applied; False where it was stopped."""
        count = len(standing.manifest.chunks)
        with ThreadPoolExecutor(1, thread_name_prefix="snapshot") as ahead:
            coming = ahead.submit(self._fetch, standing.manifest, standing.applied, token)
            while standing.applied < count:
                if self.cancelled():
                    return False
                self.told(LOADING, standing.rows, standing.total)
                data, chunk = coming.result()
                if standing.applied + 1 < count:
                    following = standing.applied + 1
                    coming = ahead.submit(self._fetch, standing.manifest, following, token)
                standing = self._apply(standing, data, chunk)
                if standing.applied % _SAID == 0:
                    self.changed(frozenset({"sync"}))
        return True

    def _manifest(self, token: bytes) -> Signed | None:
        """Wait until headquarters has made one; it answers late rather than often."""
        request = SnapshotRequest(VERSION, self.schema)
        while not self.cancelled():
            answer = self.http.post("/snapshot", request, SnapshotAnswer, token)
            if answer.manifest is not None:
                return answer.manifest
            self.told(PREPARING, answer.looked_at, max(answer.of, answer.looked_at))
        return None

    def _fetch(self, manifest: Manifest, number: int, token: bytes) -> tuple[bytes, Chunk]:
        """One chunk, if it is what headquarters signed. Raises Problem."""
        if number >= len(manifest.chunks):
            return b"", Chunk("", [], [])
        info = manifest.chunks[number]
        path = f"/snapshot/{manifest.id.hex()}/{number}"
        data = self.http.get_bytes(path, token)
        if len(data) != info.size or hashlib.sha256(data).digest() != info.hash:
            raise Problem("batch_not_genuine")
        try:
            chunk = open_chunk(data)
        except ProtocolError as error:
            raise Problem("reply_unreadable", why=error.code) from error
        if chunk.kind != info.kind or len(chunk.rows) != info.rows:
            raise Problem("batch_not_genuine")
        return data, chunk

    def _apply(self, standing: Standing, data: bytes, chunk: Chunk) -> Standing:
        def apply(session: Session) -> Standing:
            blobs.ask_named(session, snapshot_rows.files_of(standing, chunk), self.now())
            return snapshot_rows.apply_chunk(session, standing, chunk, data, now=self.now())

        return self.store.write(apply)


def checked(signed: Signed, enrolment: Enrolment) -> Manifest:
    """The manifest, if headquarters signed it for this installation. Raises Problem."""
    if not verified(enrolment.receipt_key, SNAPSHOT_TAG, signed.message, signed.signature):
        raise Problem("batch_not_genuine")
    try:
        manifest = decode(signed.message, Manifest)
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
    if manifest.installation != enrolment.installation:
        raise Problem("batch_not_genuine")
    return manifest
