"""Every text field of every command against every nasty string (S9).

A command either keeps what was typed (in the one form in which text is stored) or refuses it in
words. Tried inside the story of a visit, just before each command is carried out for good: rows,
entry, and the entry as it travels must all say the same. Nothing tried is kept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Changes, Command, refusing_broken_text
from desktop.commands.identities import NoteConsent, OpenIdentity
from desktop.errors import AppError
from desktop.models import registry
from desktop.models.drafts import Draft
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import Act
from desktop.models.text import normalise
from sync.protocol.columns import Peer
from sync.protocol.entry import GENESIS, Body, decode_body, decode_header
from sync.protocol.messages import VERSION, ExchangeRequest, Pushed, Run
from sync.protocol.packing import OPEN_LIMIT, open_stream
from sync.protocol.slim import open_request, pack_request
from tests.builders import Seat
from tests.cases import CaseOffice
from tests.faults.case_story import ends, lending
from tests.faults.fault import Fault, Scale, timed
from tests.faults.register_story import registers
from tests.faults.stories import everything
from tests.faults.strings import STRINGS
from tests.models.identities.people import Person, alone
from tests.offices import SampleOffice
from tests.plans import ProgrammeOffice

CHOSEN = frozenset({"kind", "record_kind"})
"""Names of tables, which the program fills in and nobody types."""


@dataclass
class Trials:
    """What was tried: how often, what was kept or refused wrongly, and by which commands."""

    each: int
    chance: random.Random
    careless: bool = False
    runs: int = 0
    wrong: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)


@dataclass
class Trying(Seat):
    """A seat that tries each command with nasty text before it carries it out."""

    trials: Trials | None = None

    def does(self, command: Command) -> Changes:
        if self.trials is not None:
            for name, text, variant in variants(command, self.trials):
                self.trials.runs += 1
                problem = self._try(variant, text)
                if problem:
                    who = f"{type(command).__name__}.{name}"
                    self.trials.wrong.append(f"{who}, {text[:20]!r}: {problem}")
        return super().does(command)

    def _try(self, command: Command, text: str) -> str:
        """What is wrong with how a command took a string; nothing for a refusal in words."""
        desk = self.desk
        act = Act(
            actor=desk.person,
            role=desk.role,
            command=type(command).__name__,
            office=desk.office,
            on_behalf_of=getattr(command, "on_behalf_of", None),
            reason=getattr(command, "reason", None),
        )
        with self.database.engine.connect() as connection, connection.begin() as outer:
            session = Session(
                connection,
                info=desk.journal.info(act),
                join_transaction_mode="create_savepoint",
                expire_on_commit=True,
            )
            try:
                with refusing_broken_text():
                    command(session, desk)
                    session.commit()
                careless = self.trials is not None and self.trials.careless
                return _kept_wrongly(session, self, text, careless=careless)
            except AppError:
                return ""
            except Exception as error:  # whatever else comes is what we look for
                return f"{type(error).__name__}: {str(error)[:80]}"
            finally:
                session.close()
                outer.rollback()


def faults(scale: Scale) -> list[Fault]:
    """The whole story with every string in every field; a reader that loses signs is planted."""
    with TemporaryDirectory(prefix="texts-") as folder:
        each = scale.of(12, len(STRINGS))
        trials, seconds = timed(lambda: told(Path(folder) / "all", each, seed=1))
        planted = told(Path(folder) / "planted", 2, seed=1, careless=True)
    return [
        Fault(
            "nasty text, every field",
            trials.runs,
            len(trials.wrong),
            1,
            int(bool(planted.wrong)),
            seconds,
            "1",
            tuple(trials.wrong[:20]),
        )
    ]


def told(folder: Path, each: int, seed: int, *, careless: bool = False) -> Trials:
    """Tell the story with so many strings for each field; all of them for a field's first time."""
    trials = Trials(each, random.Random(seed), careless)
    office, cases = SampleOffice(folder / "visits"), CaseOffice(folder / "cases")
    plans = ProgrammeOffice(folder / "plans")
    for one in (office, cases, plans):
        for name, at in vars(one).items():
            if isinstance(at, Seat):
                setattr(one, name, Trying(**vars(at), trials=trials))
    everything(office)
    cases.carried()
    cases.carried("reward_nonmaterial")
    registers(cases)
    ends(cases)
    lending(cases)
    plans.story()
    _opens_an_identity(alone(folder / "identities"), trials)
    for seat in (office.admin, cases.admin, plans.owner):
        seat.database.close()
    return trials


def _opens_an_identity(person: Person, trials: Trials) -> None:
    """What is written beside a seal; the particulars themselves lie under it."""
    identity = person.records()
    person.seat = Trying(**vars(person.seat), trials=trials)
    person.does(NoteConsent(identity, "نمونه"))
    person.does(OpenIdentity(identity, "name", "call", person.hands, "برای پیگیری"))
    person.seat.database.close()


def variants(command: Command, trials: Trials) -> Iterator[tuple[str, str, Command]]:
    """The command with another text in one field, for each field that holds any."""
    if not is_dataclass(command):
        return
    for name, put in _texts(command):
        key = f"{type(command).__name__}.{name}"
        if key in trials.tried:
            continue
        trials.tried.add(key)
        names = list(STRINGS)
        if trials.each < len(names):
            names = trials.chance.sample(names, trials.each)
        yield from ((name, STRINGS[one], put(STRINGS[one])) for one in names)


def _texts(command: Any) -> Iterator[tuple[str, Any]]:
    for one in fields(command):
        if one.name in CHOSEN:
            continue
        value = getattr(command, one.name)
        hint = str(one.type)
        if isinstance(value, str) or (value is None and "str" in hint):
            yield one.name, lambda text, n=one.name: replace(command, **{n: text})
        elif isinstance(value, tuple) and "str" in hint and "tuple[str" in hint:
            yield one.name, lambda text, n=one.name: replace(command, **{n: (text, "دوم")})
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                if isinstance(inner, str):
                    yield (
                        f"{one.name}.{key}",
                        lambda text, n=one.name, k=key, v=value: replace(
                            command, **{n: {**v, k: text}}
                        ),
                    )
        elif is_dataclass(value) and not isinstance(value, type):
            for key, put in _texts(value):
                yield (
                    f"{one.name}.{key}",
                    lambda text, n=one.name, p=put: replace(command, **{n: p(text)}),
                )


def _kept_wrongly(session: Session, at: Seat, text: str, *, careless: bool) -> str:
    """The entry, its journey and the rows all hold what was typed, or its stored form."""
    core, packed, signature = session.execute(
        select(Entry.core, EntryBody.body, Entry.signature)
        .join(EntryBody, (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter))
        .where(Entry.vault == at.journal.vault)
        .order_by(Entry.counter.desc())
        .limit(1)
    ).one()
    packed = packed or b""
    body = decode_body(packed)
    travelled = _there_and_back(core, packed, signature or b"")
    if travelled != (core, packed):
        return "the entry is another after its journey"
    for change in body.changes:
        kind = registry.kind_of(change.kind)
        row = session.execute(select(kind.raw).where(kind.raw.c.id == change.id)).mappings().one()
        for name, value in change.values.items():
            if row[name] != value:
                return f"{change.kind}.{name} differs between row and entry"
    header = decode_header(core)
    drafts = session.execute(select(Draft)).scalars().all()
    said = [*_said(body), header.on_behalf_of or "", header.command]
    for draft in drafts:
        said += [draft.place, draft.title, draft.last_field or "", *_leaves(draft.payload)]
    wanted = {text, normalise(text)}
    if careless:
        wanted = {text.encode("ascii", "ignore").decode() + "?"}
    if not normalise(text) or any(one in wanted for one in said):
        return ""
    return "it was kept as something else"


def _there_and_back(core: bytes, body: bytes, signature: bytes) -> tuple[bytes, bytes]:
    header = decode_header(core)
    peer = Peer(header.installation, header.vault, header.actor)
    run = Run(header.epoch, header.counter, GENESIS, [Pushed(core, body)], signature)
    request = ExchangeRequest(VERSION, 1, [run], {}, 1, 1 << 20, [])
    opened = open_request(open_stream(pack_request(request, peer), OPEN_LIMIT), peer)
    (entry,) = opened.runs[0].entries
    return entry.core, entry.body


def _said(body: Body) -> Iterator[str]:
    if body.reason:
        yield body.reason
    for change in body.changes:
        for value in change.values.values():
            if isinstance(value, str):
                yield value
                yield from value.split("\n")
                yield value.rpartition(" (")[0]  # a post before the name of who holds it
                yield from _leaves(_json(value))


def _json(value: str) -> object:
    try:
        return json.loads(value) if value[:1] in "[{" else None
    except ValueError:
        return None


def _leaves(value: object) -> Iterable[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _leaves(inner)
        case list():
            for inner in value:
                yield from _leaves(inner)
