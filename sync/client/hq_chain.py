"""Headquarters' own chain against the head that this vault was told: rewritten, or cut?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import hq_witness, vault_facts
from desktop.models.vault_facts import Enrolment
from sync.client.http import Http
from sync.client.store import Store
from sync.protocol import audit
from sync.protocol.audit import START, Head, LinksAnswer


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found: how many links follow the witnessed one, and what is wrong, if anything.

    ``known`` is the number of the witnessed link, 0 where this vault was never told a head.
    """

    known: int
    links: int
    code: str = ""

    @property
    def first(self) -> bool:
        """Whether there was nothing to hold it against; from now on there is."""
        return not self.known and self.sound

    @property
    def sound(self) -> bool:
        """Whether headquarters' chain goes on from the head that is kept here."""
        return not self.code


def compare(http: Http, store: Store, token: bytes, now: datetime) -> Compared:
    """Ask headquarters for the links behind ours, and follow them to its head.

    A chain that goes on from ours becomes the one that is kept. Raises Problem (``server_away`` …).
    """
    enrolment, known = store.read(_held)
    if store.read(hq_witness.broken) is not None:
        return Compared(known.number if known else 0, 0, "hq_chain_contradicts")
    number, hashed = (0, START) if known is None else (known.number, known.hash)
    start, links = number, 0
    while True:
        answer = http.get(f"/audit/{number}", LinksAnswer, token)
        head = answer.head
        if head is None or not _genuine(head, enrolment):
            return Compared(start, links, "hq_chain_cut" if head is None else "hq_chain_unsigned")
        if head.number < number:
            return Compared(start, links, "hq_chain_cut")
        hashed = audit.followed(hashed, number, answer.digests)
        number, links = number + len(answer.digests), links + len(answer.digests)
        if number >= head.number or not answer.digests:
            break
    if (number, hashed) != (head.number, head.hash):
        return Compared(start, links, "hq_chain_rewritten")
    store.write(partial(hq_witness.keep, told=head, now=now))
    return Compared(start, links)


def _held(session: Session) -> tuple[Enrolment, Head | None]:
    enrolment = vault_facts.enrolment(session)
    if enrolment is None:
        raise Problem("vault_not_enrolled")
    return enrolment, hq_witness.head(session)


def _genuine(head: Head, enrolment: Enrolment) -> bool:
    keys = [enrolment.receipt_key, *(one.key for one in enrolment.earlier)]
    return audit.genuine(head, enrolment.installation, keys)
