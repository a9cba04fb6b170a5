"""An open relay: a headquarters server with an upstream, composed of what both ends have."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models.vault_facts import Enrolment
from sync.client.enrol import NewVault, enrol, with_keys
from sync.client.http import Connect, connect
from sync.client.keys import Trusted, believed, pinned, trusted_keys
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign
from sync.protocol.ids import new_vault_id
from sync.protocol.messages import KeysAnswer
from sync.relay.tables import RelayBase
from sync.server import config as configs
from sync.server import keys as keyring
from sync.server.hq import KEYS_ANSWER, Headquarters, open_headquarters, wall_clock
from sync.server.tables import Sequence

_UPSTREAM = "upstream.key"
_AUTHORITY = "tls.authority"
_LANE = "lane"


class Joined(msgspec.Struct, kw_only=True):
    """What a relay keeps of its own enrolment; newer keys of headquarters take their place here."""

    relay: bytes
    enrolment: Enrolment
    urls: list[str]


@dataclass(frozen=True, slots=True)
class Station:
    """Everything that a relay's requests and its upstream turns need.

    ``run`` is new at every start: what laptops have read of the relay's own sequence holds for
    one run alone, so that a relay put back to an older copy never skips anything.
    """

    hq: Headquarters
    joined: Joined
    upstream: str
    run: bytes

    @property
    def relay(self) -> bytes:
        """This relay's id."""
        return self.joined.relay

    @property
    def trusted(self) -> bytes:
        """Headquarters' receipt keys, of now and before."""
        return self.joined.enrolment.receipt_keys

    @property
    def published(self) -> KeysAnswer:
        """Headquarters' list of keys, as its root signed it."""
        return decode(self.joined.enrolment.keys, KeysAnswer)

    def renew_keys(self, connect: Connect) -> bool:
        """Whether headquarters has a list of keys that takes the place of ours. Raises AppError."""
        held = self.joined.enrolment
        return self._keep_keys(trusted_keys(connect, self.upstream, held.root.decode()))

    def take_keys(self, answer: KeysAnswer) -> bool:
        """The same, from what headquarters sent along. Raises Problem ``server_not_ours``."""
        return self._keep_keys(believed(answer, self.joined.enrolment.root.decode()))

    def _keep_keys(self, trusted: Trusted) -> bool:
        held = self.joined.enrolment
        if trusted.keys.serial <= held.serial:
            return False
        self.joined.enrolment = with_keys(held, trusted)
        path = self.hq.config.keys / _UPSTREAM
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        keyring.write_secret(fresh, encode(self.joined))
        fresh.replace(path)
        return True

    @property
    def now(self) -> datetime:
        """The moment, for rows."""
        return datetime.fromtimestamp(self.hq.wall() / 1000, UTC)

    def next_number(self, session: Session) -> int:
        """The next number of the relay's own sequence; the writer lock is held."""
        query = select(Sequence.last).where(Sequence.name == _LANE)
        last = session.execute(query).scalar_one_or_none()
        if last is None:
            session.execute(insert(Sequence).values(name=_LANE, last=1))
            return 1
        session.execute(update(Sequence).where(Sequence.name == _LANE).values(last=last + 1))
        return last + 1


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an operator was given at headquarters, and where laptops will find the relay."""

    upstream: str
    root: str
    code: str
    name: str
    urls: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def join(
    config: configs.Config, invited: Invitation, now: datetime, *, connect: Connect = connect
) -> str:
    """Enrol a new relay at headquarters; returns the fingerprint of headquarters' root.

    Raises Problem: ``hq_exists``, ``server_not_ours``, headquarters' ``code_…``, the network's.
    """
    if config.keys.is_dir() and any(config.keys.iterdir()):
        raise Problem("hq_exists")
    trusted = trusted_keys(connect, invited.upstream, invited.root)
    http = pinned(connect, invited.upstream, trusted.keys)
    try:
        published = http.get("/keys", KeysAnswer)
    finally:
        http.close()
    for folder in (config.folder, config.keys, config.blobs):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = keyring.make_keys(config.keys, trusted.keys.installation)
    try:
        joined = _enrolled(made, invited, now, connect)
    except BaseException:
        (config.keys / keyring.SERVER_KEY).unlink()
        raise
    authority = keyring.make_root(config.folder / keyring.ROOT_FILE, now)
    keyring.issue_certificate(authority, config.keys, invited.hosts, now)
    keyring.write_secret(config.keys / KEYS_ANSWER, encode(published))
    keyring.write_secret(config.keys / _AUTHORITY, authority.authority_der)
    keyring.write_secret(config.keys / _UPSTREAM, encode(joined))
    configs.write(config)
    open_station(config, run=b"").hq.close()
    return trusted.root


def _enrolled(made: keyring.Keys, invited: Invitation, now: datetime, connect: Connect) -> Joined:
    new = NewVault(
        new_vault_id(os.urandom),
        made.receipt_public,
        made.receiving_public,
        lambda tag, message: sign(made.receipt, tag, message),
    )
    enrolled = enrol(
        connect,
        url=invited.upstream,
        code=invited.code,
        root=invited.root,
        vault=new,
        device_name=invited.name,
        now=now,
    )
    return Joined(
        relay=new.vault,
        enrolment=enrolled.enrolment,
        urls=list(invited.urls),
    )


def is_relay(config: configs.Config) -> bool:
    """Whether this folder is a relay's."""
    return (config.keys / _UPSTREAM).is_file()


def open_station(
    config: configs.Config,
    *,
    upstream: str = "",
    wall: Callable[[], int] = wall_clock,
    random: Callable[[int], bytes] = os.urandom,
    run: bytes | None = None,
) -> Station:
    """Open what ``join`` made. Raises Problem ``relay_not_joined``."""
    try:
        joined = decode((config.keys / _UPSTREAM).read_bytes(), Joined)
    except FileNotFoundError as error:
        raise Problem("relay_not_joined") from error
    hq = open_headquarters(config, wall=wall, random=random)
    RelayBase.metadata.create_all(hq.database.engine)
    where = upstream or joined.enrolment.server_url
    return Station(hq, joined, where, random(8) if run is None else run)


def authority_of(folder: Path) -> bytes:
    """The DER that signs this relay's TLS certificate."""
    return (folder / _AUTHORITY).read_bytes()
