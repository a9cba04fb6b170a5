"""The people of the story: each has a vault, a role, and a line to headquarters."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop.commands.attachments import AttachFile
from desktop.commands.base import Changes, Command, Desk, perform
from desktop.models import migrations
from desktop.models.photos import Darkroom
from desktop.models.reader import Reader
from desktop.models.vault import OpenVault
from sync.client.http import Http, connect
from sync.client.session import Exchange
from sync.client.store import DirectStore
from sync.client.turn import Done


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


@dataclass
class Player:
    """One person at one vault."""

    key: str
    vault: OpenVault
    role: str
    _exchange: Exchange | None = field(default=None, init=False)
    _http: Http | None = field(default=None, init=False)

    @property
    def person(self) -> bytes:
        """The person's id."""
        return self.vault.person

    @property
    def name(self) -> str:
        """The person's name."""
        return self.vault.name

    @property
    def reader(self) -> Reader:
        """As queries want to know who reads."""
        return Reader(self.person, self.role)

    @property
    def desk(self) -> Desk:
        """Who acts at this moment."""
        vault = self.vault
        return Desk(
            vault.person, vault.name, self.role, vault.office, vault.province, vault.journal, now()
        )

    def does(self, command: Command) -> Changes:
        """The same as a gesture in the window."""
        return perform(self.vault.database, self.desk, command)

    def syncs(self) -> Done:
        """One exchange with headquarters. Raises AppError where it is away."""
        if self._exchange is None:
            enrolment = self.vault.enrolment
            if enrolment is None:
                raise RuntimeError(f"{self.key} is not enrolled")
            self._http = connect(enrolment.server_url, enrolment.tls_pin)
            self._exchange = Exchange(
                http=self._http,
                store=DirectStore(self.vault.database),
                journal=self.vault.journal,
                schema=migrations.SCHEMA,
                now=now,
                monotonic=time.monotonic,
                blobs=self.vault.blobs,
            )
        return self._exchange.run()

    def attaches(
        self,
        darkroom: Darkroom,
        record: tuple[str, bytes],
        data: bytes,
        name: str,
        *,
        view: str = "",
        item: str | None = None,
        caption: str | None = None,
    ) -> bytes:
        """A photo or scan: developed, stored encrypted, then named by a record."""
        captured = darkroom.develop(data, name)
        with self.vault.database.writing() as session:
            original = self.vault.blobs.add(session, captured.original, captured.media_type)
            shrunk, thumb = (
                None if copy is None else self.vault.blobs.add(session, copy, "image/jpeg").sha256
                for copy in (captured.shrunk, captured.thumbnail)
            )
        key = self.vault.journal.new_id()
        self.does(
            AttachFile(
                *record,
                name,
                captured.media_type,
                original.size,
                original.sha256,
                view=view,
                item=item,
                shrunk_sha256=shrunk,
                thumb_sha256=thumb,
                taken_at=captured.taken_at,
                width=captured.width,
                height=captured.height,
                caption=caption,
                id=key,
            )
        )
        return key

    def stores(self, data: bytes, media_type: str) -> bytes:
        """Bytes into the vault's store; returns their SHA-256."""
        with self.vault.database.writing() as session:
            return self.vault.blobs.add(session, data, media_type).sha256

    def hangs_up(self) -> None:
        """End the line to headquarters."""
        if self._http is not None:
            self._http.close()
        self._exchange = self._http = None

    def leaves(self) -> Path:
        """Close the vault; returns its folder."""
        self.hangs_up()
        self.vault.close()
        return self.vault.folder
