"""A vault that speaks to headquarters byte by byte, so that a test can also say it wrongly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from desktop.commands.base import Command
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import Journal
from sync.protocol.clock import HybridClock
from sync.protocol.encoding import decode
from sync.protocol.enrolment import enrol_proof, session_proof
from sync.protocol.entry import GENESIS, sign
from sync.protocol.ids import new_vault_id
from sync.protocol.messages import (
    PROOF_TAG,
    VERSION,
    Certificate,
    EnrolAnswer,
    EnrolRequest,
    ExchangeAnswer,
    ExchangeRequest,
    Failure,
    NonceAnswer,
    Pushed,
    Run,
    SessionAnswer,
    SessionRequest,
)
from sync.protocol.packing import pack, unpack
from tests.builders import OFFICE, Seat, seat
from tests.hq import Hq

T = TypeVar("T")


class Failed(Exception):
    """Headquarters declined."""

    def __init__(self, status: int, failure: Failure) -> None:
        super().__init__(f"{status} {failure.code} {failure.arguments}")
        self.status = status
        self.code = failure.code
        self.arguments = failure.arguments


def opened(response: httpx.Response, into: type[T]) -> T:
    """The message of an answer. Raises Failed."""
    if response.status_code >= 400:
        raise Failed(response.status_code, unpack(response.content, Failure))
    return unpack(response.content, into)


@dataclass
class Laptop:
    """One enrolled vault with its chain in a real file."""

    hq: Hq
    seat: Seat
    key: Ed25519PrivateKey
    token: bytes
    certificate: Certificate
    cursors: dict[str, int] = field(default_factory=dict)
    heads: list[list[Any]] = field(default_factory=list)

    @property
    def vault(self) -> bytes:
        """The vault's id."""
        return self.seat.journal.vault

    def does(self, command: Command) -> None:
        """Carry out a command at this laptop."""
        self.seat.does(command)

    def run(self, first: int = 1, last: int | None = None) -> Run:
        """Its own entries of the first epoch from one to another."""
        with self.seat.database.reading() as session:
            query = (
                select(Entry, EntryBody.body)
                .join(
                    EntryBody,
                    (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter),
                )
                .where(Entry.vault == self.vault, Entry.counter >= first)
                .order_by(Entry.counter)
            )
            rows = [
                (e, b or b"")
                for e, b in session.execute(query)
                if last is None or e.counter <= last
            ]
        entries = [Pushed(entry.core, body) for entry, body in rows]
        return Run(
            1,
            first,
            (rows[0][0].prev_hash or GENESIS) if rows else GENESIS,
            entries,
            (rows[-1][0].signature or b"") if rows else b"",
        )

    def request(self, *runs: Run, limit: int = 4 << 20) -> ExchangeRequest:
        """A turn with these runs."""
        return ExchangeRequest(
            VERSION, 1, list(runs), self.cursors, self.hq.wall(), limit, self.heads
        )

    def post(self, request: ExchangeRequest) -> ExchangeAnswer:
        """Send a turn, and take the token and cursors for the next. Raises Failed."""
        response = self.hq.http.post("/exchange", content=pack(request), headers=self.authorization)
        answer = opened(response, ExchangeAnswer)
        self.token, self.cursors = answer.token, answer.cursors
        self.heads = [answer.held] if answer.held else []
        return answer

    @property
    def authorization(self) -> dict[str, str]:
        """The header that shows the token."""
        return {"Authorization": f"Bearer {self.token.hex()}"}

    def push(self, first: int | None = None) -> ExchangeAnswer:
        """Send everything that headquarters does not hold."""
        start = first or (self.heads[0][1] + 1 if self.heads else 1)
        run = self.run(start)
        return self.post(self.request(*([run] if run.entries else [])))

    def pull(self) -> ExchangeAnswer:
        """Ask for what is new."""
        return self.post(self.request())

    def sign_in(self) -> None:
        """A token for a signed nonce. Raises Failed."""
        nonce = opened(self.hq.http.post("/nonce"), NonceAnswer).nonce
        answer = opened(self.session(nonce), SessionAnswer)
        self.token = answer.token

    def session(self, nonce: bytes) -> httpx.Response:
        """The answer to a signed nonce."""
        signature = sign(self.key, PROOF_TAG, session_proof(self.vault, nonce))
        request = SessionRequest(self.vault, nonce, signature)
        return self.hq.http.post("/session", content=pack(request))


def enrol_request(
    code: str, key: Ed25519PrivateKey | None = None, vault: bytes | None = None
) -> EnrolRequest:
    """A request that fits."""
    key = key or Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    receiving = X25519PrivateKey.generate().public_key().public_bytes_raw()
    proof = sign(key, PROOF_TAG, enrol_proof(code, public, receiving))
    return EnrolRequest(
        VERSION, code, vault or new_vault_id(os.urandom), public, receiving, "رایانهٔ نمونه", proof
    )


def enrol(hq: Hq, request: EnrolRequest) -> EnrolAnswer:
    """Ask for a certificate. Raises Failed."""
    return opened(hq.http.post("/enrol", content=pack(request)), EnrolAnswer)


def laptop(
    hq: Hq,
    folder: Path,
    name: str = "بازرس نمونهٔ یک",
    *roles: str,
    province: str | None = "26",
    office: bytes = OFFICE,
    provinces: Sequence[str] = (),
    agency: str | None = None,
) -> Laptop:
    """A person's vault, enrolled with a fresh code; the first role is the one it writes in."""
    roles = roles or ("inspector",)
    sat = seat(folder, name, roles[0], province=province, office=office, wall=hq.wall)
    key = Ed25519PrivateKey.generate()
    sat.journal = Journal(
        installation=hq.server.keys.installation,
        vault=sat.journal.vault,
        key=key,
        clock=HybridClock(hq.wall),
        random=os.urandom,
        schema=1,
    )
    code = hq.code(
        sat.person,
        name,
        *roles,
        office=office,
        province=province,
        provinces=tuple(provinces),
        agency=agency,
    )
    answer = enrol(hq, enrol_request(code, key, sat.journal.vault))
    return Laptop(hq, sat, key, answer.token, decode(answer.certificate.message, Certificate))
