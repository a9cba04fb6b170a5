"""One folder holds an installation: ``hq.toml``, ``keys/``, ``blobs/`` and the embedded database.

All of it is made by ``init``; the configuration may hold a database password and is of mode 0600.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from desktop.errors import Problem
from sync.server.keys import write_secret

FILE = "hq.toml"
EMBEDDED = "embedded"
DEFAULT_PORT = 8443
LONG_FEED = 2_000
LEASE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator chose. ``database`` is «embedded» or a PostgreSQL URL.

    ``metrics_token`` opens ``/metrics`` to other machines; without one only this machine reads it.
    From ``long_feed`` lines of the feed on, a vault is offered a snapshot instead. A vault may read
    what it received for ``lease_days`` after it last spoke to headquarters.
    """

    folder: Path
    database: str = EMBEDDED
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    metrics_token: str = ""
    long_feed: int = LONG_FEED
    lease_days: int = LEASE_DAYS

    @property
    def keys(self) -> Path:
        """Where the keys of the running server lie."""
        return self.folder / "keys"

    @property
    def blobs(self) -> Path:
        """Where attachments lie, encrypted."""
        return self.folder / "blobs"

    @property
    def counts(self) -> Path:
        """Where several processes keep their counts for ``/metrics``."""
        return self.folder / "counts"

    @property
    def embedded(self) -> Path:
        """The embedded database."""
        return self.folder / "hq.db"


def write(config: Config) -> None:
    """Keep the configuration in its folder; there may be none yet."""
    lines = (
        f"database = {json.dumps(config.database)}",
        f"host = {json.dumps(config.host)}",
        f"port = {config.port}",
        f"metrics_token = {json.dumps(config.metrics_token)}",
        f"long_feed = {config.long_feed}",
        f"lease_days = {config.lease_days}",
    )
    write_secret(config.folder / FILE, ("\n".join(lines) + "\n").encode())


def read(folder: Path) -> Config:
    """The configuration of a folder. Raises Problem ``hq_not_initialised``, ``hq_config_wrong``."""
    try:
        found = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Problem("hq_not_initialised") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem("hq_config_wrong", why=str(error)) from error
    try:
        return Config(
            folder,
            str(found["database"]),
            str(found["host"]),
            int(found["port"]),
            str(found.get("metrics_token", "")),
            int(found.get("long_feed", LONG_FEED)),
            int(found.get("lease_days", LEASE_DAYS)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Problem("hq_config_wrong", why=str(error)) from error
