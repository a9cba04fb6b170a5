"""All that an answer brought, kept in one transaction with its cursors: whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desktop.models import disposal, vault_facts
from desktop.models.journal import Journal
from desktop.models.projection import Incoming
from desktop.models.sync_state import ACCESS, TURN_BYTES, note_end, receipt_verifier
from desktop.models.vault_facts import OFFSET, Enrolment
from sync.client import blobs, cursor, epoch, news, pull, push, scopes
from sync.client.turn import Answered, Kept, Turn, held_of, paced, place_of
from sync.protocol.messages import FEED

_SAME_OFFSET = 250
"""Milliseconds by which the road alone makes two measures of one clock differ."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One turn with its answer, checked and decoded; ``most_bytes`` bounds the next one."""

    enrolment: Enrolment
    turn: Turn
    answered: Answered
    incoming: list[Incoming]
    schema: int
    most_bytes: int


def checked(
    vault: bytes, enrolment: Enrolment, turn: Turn, answered: Answered, schema: int, most: int
) -> Brought:
    """An answer of which everything is headquarters' own word. Raises Problem."""
    answer = answered.answer
    enrolment = news.trusted(enrolment, answer)
    key = enrolment.receipt_key
    news.check(enrolment, vault, answer)
    push.check_receipts(answer, vault, receipt_verifier(key, enrolment.earlier))
    incoming = pull.checked(answer, key, enrolment.installation)
    scopes.check(answer, vault, turn.cursors, key)
    return Brought(enrolment, turn, answered, incoming, schema, most)


def keep(session: Session, *, journal: Journal, brought: Brought, now: datetime) -> Kept:
    """Receipts, refusals, entries, cursors and what else the answer said; says what changed."""
    turn, answer, vault = brought.turn, brought.answered.answer, journal.vault
    server = brought.enrolment.server
    news.keep(session, brought.enrolment, vault, answer, now)
    push.keep_receipts(session, answer.receipts, now)
    held = held_of(answer)
    sent_up_to = place_of(held)
    fork = epoch.unknown_head(session, vault, held)
    if fork is not None:
        sent_up_to = place_of(turn.believed)
        known = frozenset(answer.known)
        # A stick answers no questions.
        asked = bool(turn.unsure) or turn.takes == FEED
        forked = epoch.Forked(brought.enrolment, fork, sent_up_to, asked, known)
        if epoch.go_on(session, journal, forked, brought.schema, now):
            vault_facts.put(session, ACCESS, answer.token)
            left = push.unsent_count(session, vault, sent_up_to)
            return Kept(held, 0, 0, left, answer.more, frozenset(), asks=True)
    kinds = push.keep_refusals(session, vault, answer.refusals, now)
    kinds |= push.keep_ranks(session, vault, answer.ranked, now)
    epoch.make_room(session, vault, brought.incoming)
    kinds |= pull.keep(session, journal, server, answer, brought.incoming, now)
    cursor.advance(session, server, turn.cursors, answer.cursors, answer.removed)
    scopes.acknowledged(session, turn.wiped)
    came = {(change.kind, change.id) for item in brought.incoming for change in item.changes}
    kinds |= scopes.keep(session, vault, sent_up_to, answer, came, now)
    disposal.sweep(session, vault, *sent_up_to)
    blobs.ask(session, answer.wanted, brought.incoming, now)
    vault_facts.put(session, ACCESS, answer.token)
    if abs(vault_facts.number(session, OFFSET) - brought.answered.offset) > _SAME_OFFSET:
        vault_facts.set_number(session, OFFSET, brought.answered.offset)
    limit = paced(turn.limit, brought.answered.seconds, brought.most_bytes)
    if limit != turn.limit:
        vault_facts.set_number(session, TURN_BYTES, limit)
    left = push.unsent_count(session, vault, sent_up_to)
    ended = left == 0 and not answer.more and not answer.snapshot
    if ended:
        note_end(session, now, None)
    return Kept(
        held,
        turn.unsent.entries,
        len(brought.incoming),
        left,
        answer.more,
        frozenset(kinds),
        answer.snapshot,
        ended=ended,
        files=blobs.any_waiting(session),
    )
