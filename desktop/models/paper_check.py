"""Which moment of a journal a paper was sealed at: the other half of ``seal``.

A code names the last entry of the vault that printed the paper. Whoever holds that entry can say
when it was, who wrote it, and what has been written since (``security.md`` 2.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import registry
from desktop.models.entries import Entry, EntryBody
from desktop.models.evidence_package import family
from desktop.models.inspections.records import Visit
from desktop.models.journal import at
from desktop.models.people import Person
from desktop.models.seal import LETTERS, LONG, seal_code
from desktop.models.text import latin_digits
from desktop.models.transitions import Transition
from desktop.models.verify_report import Place
from sync.protocol import entry as wire
from sync.protocol.clock import STAMP_BYTES, unpack_row_clock
from sync.protocol.errors import ProtocolError

_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_APART: Final = frozenset(" -–—‐‑_./\u200c\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202c")
_QR: Final = "bazresyar:1:"
_DEEPEST: Final = 4
_BITS: Final = LONG * 5


@dataclass(frozen=True, slots=True)
class PaperCode:
    """What was read off a paper: the code, and from a QR the record that the paper is about."""

    code: str
    kind: str = ""
    record: bytes = b""


@dataclass(frozen=True, slots=True)
class PaperVisit:
    """A visit as it stood when the paper was sealed, and whether it was written to since."""

    id: bytes
    code: str
    unit: str
    state: str
    """Empty where it did not exist yet."""
    changed_since: bool


@dataclass(frozen=True, slots=True)
class PaperFound:
    """The entry that a code names. ``until`` is the vault's next entry: the paper is from between.

    ``altered`` says that the entry no longer stands as it was sealed.
    """

    code: str
    place: Place
    since: datetime
    until: datetime | None
    writer: str
    command: str
    records: tuple[tuple[str, bytes], ...]
    visit: PaperVisit | None
    altered: bool


@dataclass(frozen=True, slots=True)
class PaperUnknown:
    """No entry here bears the code; ``near`` are codes that differ from it in one letter."""

    code: str
    near: tuple[str, ...] = ()


def read_code(typed: str) -> PaperCode:
    """The code as it was typed or scanned: Persian digits, small letters and misread ones too.

    Raises Refused ``seal_code_short``, ``seal_code_letter``.
    """
    kind, record = "", b""
    text = typed.strip()
    if text.lower().startswith(_QR):
        kind, record, text = _of_qr(text[len(_QR) :])
    plain = "".join(one for one in latin_digits(text).upper() if one not in _APART)
    plain = plain.translate(_MISREAD)
    strange = next((one for one in plain if one not in LETTERS), None)
    if strange is not None:
        raise Refused("seal_code_letter", letter=strange)
    if len(plain) != LONG:
        raise Refused("seal_code_short", count=len(plain), wanted=LONG)
    parts = (plain[start : start + 4] for start in range(0, LONG, 4))
    return PaperCode("-".join(parts), kind, record)


def check_paper(session: Session, paper: PaperCode, number: str = "") -> PaperFound | PaperUnknown:
    """What this vault knows of a paper; ``number`` is the visit's, as printed on it.

    Raises Refused ``paper_visit_unknown`` where a number was given that no visit here has.
    """
    visit = _visit_of(session, paper, number)
    found = _entry_of(session, paper.code)
    if found is None:
        return PaperUnknown(paper.code, _near(session, paper.code))
    header = wire.decode_header(found.core)
    writer = session.execute(select(Person.name).where(Person.id == header.actor)).scalar()
    records = _records(session, (found.vault, found.epoch, found.counter))
    if visit is None:
        ids = {_owning_visit(session, kind, record) for kind, record in records} - {b""}
        visit = session.get(Visit, ids.pop()) if len(ids) == 1 else None
    return PaperFound(
        paper.code,
        (found.vault, found.epoch, found.counter),
        at(header.wall),
        _next_moment(session, found),
        writer or "",
        header.command,
        records,
        None if visit is None else _as_it_stood(session, visit, found.stamp),
        altered=not _stands(found),
    )


def _of_qr(told: str) -> tuple[str, bytes, str]:
    """``visits:ID:CODE/PAGE``; a paper without a seal has no code."""
    kind, _mark, rest = told.partition(":")
    record, _mark, rest = rest.partition(":")
    try:
        return kind, bytes.fromhex(record.partition("/")[0]), rest.partition("/")[0]
    except ValueError:
        raise Refused("seal_code_short", count=0, wanted=LONG) from None


def _entry_of(session: Session, code: str) -> Entry | None:
    """By the first bits of the hash; the head before the first entry has no code."""
    bits = 0
    for letter in code.replace("-", ""):
        bits = bits << 5 | LETTERS.index(letter)
    low = (bits << (64 - _BITS)).to_bytes(8, "big")
    high = ((bits + 1 << (64 - _BITS)) - 1).to_bytes(8, "big") + b"\xff" * 24
    query = select(Entry).where(Entry.hash >= low, Entry.hash <= high).order_by(Entry.stamp)
    return session.execute(query.limit(1)).scalar_one_or_none()


def _near(session: Session, code: str) -> tuple[str, ...]:
    """Codes that were perhaps meant: one letter misread, or two neighbours exchanged."""
    query = select(Entry.hash).execution_options(yield_per=2_000)
    found = []
    for (digest,) in session.execute(query):
        other = seal_code(digest)
        if sum(a != b for a, b in zip(code, other, strict=True)) == 1:
            found.append(other)
    return tuple(found[:3])


def _stands(entry: Entry) -> bool:
    if entry.prev_hash is None:
        return True  # headquarters vouches for it; ``verify`` checks its signature
    return wire.entry_hash(entry.prev_hash, entry.core) == entry.hash


def _next_moment(session: Session, entry: Entry) -> datetime | None:
    query = (
        select(Entry.core)
        .where(Entry.vault == entry.vault, Entry.stamp > entry.stamp)
        .order_by(Entry.stamp)
        .limit(1)
    )
    core = session.execute(query).scalar_one_or_none()
    return None if core is None else at(wire.decode_header(core).wall)


def _records(session: Session, place: Place) -> tuple[tuple[str, bytes], ...]:
    query = select(EntryBody.body).where(
        EntryBody.vault == place[0], EntryBody.epoch == place[1], EntryBody.counter == place[2]
    )
    found: dict[tuple[str, bytes], None] = {}
    for body in session.execute(query).scalars():
        try:
            changes = wire.decode_body(body).changes if body else []
        except ProtocolError:
            continue
        found.update(((change.kind, change.id), None) for change in changes)
    return tuple(found)


def _owning_visit(session: Session, kind: str, record: bytes) -> bytes:
    """The visit that a record is, or is a part of; empty where it is of none."""
    for _ in range(_DEEPEST):
        if kind == "visits":
            return record
        known = registry.find(kind)
        if known is None:
            return b""
        row = session.execute(select(known.raw).where(known.raw.c.id == record)).mappings().first()
        if row is None:
            return b""
        if row.get("visit_id"):
            return bytes(row["visit_id"])
        kind, record = row.get("record_kind") or "", row.get("record_id") or b""
        if row.get("finding_id"):
            kind, record = "findings", row["finding_id"]
    return b""


def _visit_of(session: Session, paper: PaperCode, number: str) -> Visit | None:
    if number.strip():
        code = latin_digits(number.strip())
        found = session.execute(select(Visit).where(Visit.code == code)).scalars().first()
        if found is None:
            raise Refused("paper_visit_unknown", field="number", number=code)
        return found
    return session.get(Visit, paper.record) if paper.kind == "visits" else None


def _as_it_stood(session: Session, visit: Visit, stamp: bytes) -> PaperVisit:
    """Its state by the steps up to the sealed entry, and whether any part was written to since."""
    query = select(Transition.to_state, Transition.stamps).where(
        Transition.record_kind == "visits", Transition.record_id == visit.id
    )
    steps = sorted((row.stamps[:STAMP_BYTES], row.to_state) for row in session.execute(query))
    state = next((to for when, to in reversed(steps) if when <= stamp), "")
    later = any(when > stamp for when, _to in steps) or any(
        _last_write(session, kind, record) > stamp
        for kind, record in family(session, "visits", visit.id)
    )
    return PaperVisit(visit.id, visit.code or "", visit.unit_name or "", state, later)


def _last_write(session: Session, kind: str, record: bytes) -> bytes:
    raw = registry.kind_of(kind).raw
    clock = session.execute(select(raw.c.stamps).where(raw.c.id == record)).scalar_one()
    whole, fields = unpack_row_clock(clock)
    return max((whole, *fields.values()))
