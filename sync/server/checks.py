"""Whether one entry of a vault is taken: role, kind, scope, shape and step of each change.

Nothing that an entry claims about itself is believed (``sync.md`` section 1, points 7, 8, 13).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from desktop.errors import Refused
from desktop.models import behalf, policy, registry
from desktop.models.identities import rules as identities
from desktop.models.meetings.public import REQUESTS
from desktop.models.scope_memo import ScopeMemo
from desktop.models.settling import check_settling
from desktop.models.transitions import Asked, Machine
from sync.protocol.entry import Change, Header
from sync.server import lending, shape
from sync.server.lending import DELEGATIONS, GrantsOf
from sync.server.overlay import Overlay, Row
from sync.server.scopes import Held
from sync.server.writing_time import VaultClock

TRANSITIONS = "transitions"
SUBSCRIPTIONS = "subscriptions"
_LOOKED_AT = policy.PROVISIONAL_ONLY | {DELEGATIONS, SUBSCRIPTIONS} | policy.GUARDED
"""Kinds of which each new record is looked at by itself."""
IDENTITIES = "identities"
_MANY = 8
"""From so many changes on it pays to look at an entry's records together."""


@dataclass(frozen=True, slots=True)
class _Laid:
    kind: registry.Kind
    change: Change
    before: Row | None
    after: Row


@dataclass(slots=True)
class Judge:
    """Judges the entries of one vault in their order; ``refused`` are stamps not taken before."""

    person: bytes
    held: Held
    overlay: Overlay
    refused: set[bytes]
    clock: VaultClock
    grants_of: GrantsOf
    reach: frozenset[str] = frozenset()
    """The scopes in which the entry in hand may write: those of its role at its time."""
    opened: set[str] = field(default_factory=set)
    """The cases of records that these entries make: who opens a case holds it from there on."""
    beyond: bool = False
    """Whether something was taken for such a case alone: its author may hold it no longer."""

    def judge(self, header: Header, changes: list[Change]) -> Refused | None:
        """Why an entry is not taken; then nothing of it stays on the overlay."""
        self.overlay.begin()
        found = self._author(header, changes) or self._all(header, changes)
        if found is not None:
            self.overlay.take_off()
            self.refused.add(header.stamp)
        return found

    def _all(self, header: Header, changes: list[Change]) -> Refused | None:
        """All changes are laid before one is judged: a child may stand before its parent."""
        if len(changes) >= _MANY and self._all_plainly_new(header, changes):
            return None
        laid: list[_Laid] = []
        for change in changes:
            one = self._lay(header, change)
            if isinstance(one, Refused):
                return one
            laid.append(one)
        opened = {f"case/{one.change.id.hex()}" for one in laid if one.before is None}
        for one in laid:
            found = self._in_scope(header, one, opened) or _provisional(header, one)
            if found is None and one.kind.name in identities.GUARDED:
                found = self._of_identities(header, one)
            if found is None and one.kind.name == REQUESTS and "answer" in one.change.values:
                found = self._answers(header, one)
            if found is None and one.kind.name == SUBSCRIPTIONS:
                found = self._follows(header, one)
            if found is None and one.kind.name == DELEGATIONS:
                found = lending.check_own(header, one.before, one.after, one.change)
            if found is None and one.kind.name == TRANSITIONS:
                found = self._step(header, one.change)
            if found is not None:
                return found
        self.opened |= opened
        return None

    def _all_plainly_new(self, header: Header, changes: list[Change]) -> bool:
        """Whether many new records of one kind can be taken together; else each is looked at."""
        name = changes[0].kind
        kind = registry.find(name)
        if kind is None or name == TRANSITIONS or name in _LOOKED_AT:
            return False
        if name in identities.GUARDED:
            return False
        if not policy.may_write(header.role, name):
            return False
        if any(c.kind != name or c.base or c.bases for c in changes):
            return False
        if len({c.id for c in changes}) < len(changes) or not shape.all_fit(kind, changes):
            return False
        if not self.overlay.lacks(name, (change.id for change in changes)):
            return False
        memo = ScopeMemo(self.overlay.find)
        try:
            found = {memo.of(kind, row) for row in self.overlay.lay_new(kind, header, changes)}
        except (AttributeError, KeyError, TypeError, ValueError):
            found = {frozenset()}
        if any(not (scopes & self.reach and scopes & self.held.scopes) for scopes in found):
            self.overlay.take_off()
            return False
        self.opened.update(f"case/{change.id.hex()}" for change in changes)
        return True

    def _author(self, header: Header, changes: Sequence[Change]) -> Refused | None:
        if header.actor != self.person:
            return Refused("actor_not_owner")
        delegation = behalf.delegation_of(header.on_behalf_of)
        if delegation is not None:
            row = self.overlay.find(DELEGATIONS, delegation)
            moment = self.clock.written(header, 0)
            found = lending.reach(header, changes, row, self.grants_of, moment)
            if isinstance(found, Refused):
                return found
            self.reach = found | self.held.named
            return None
        first = self.held.first_given(header.role)
        moment = 0 if first is None else self.clock.written(header, first)
        if first is None or not self.held.had_role(header.role, moment):
            return Refused("role_not_held", role=header.role)
        self.reach = self.held.writable(header.role, moment)
        return None

    def _lay(self, header: Header, change: Change) -> _Laid | Refused:
        kind = registry.find(change.kind)
        if kind is None or not policy.may_write(header.role, change.kind):
            return Refused("kind_not_for_role", role=header.role, kind=change.kind[:40])
        guarded = policy.check_fields(header.role, change.kind, change.values)
        if guarded is not None:
            return guarded
        before = self.overlay.find(change.kind, change.id)
        new = not change.base and not change.bases
        found = shape.check(kind, change, new=new) or self._standing(kind, change, before, new=new)
        if found is not None:
            return found
        return _Laid(kind, change, before, self.overlay.lay(kind, header, change))

    def _standing(
        self, kind: registry.Kind, change: Change, before: Row | None, *, new: bool
    ) -> Refused | None:
        if new:
            return None
        if before is None:
            return Refused("record_unknown", kind=kind.name)
        if kind.name == TRANSITIONS:
            return Refused("step_is_final")
        if self.refused and _built_on(change, self.refused):
            return Refused("built_on_refused", kind=kind.name)
        return None

    def _in_scope(self, header: Header, one: _Laid, opened: set[str]) -> Refused | None:
        refers = one.kind.name == IDENTITIES and identities.hands_on(
            header.role, one.before, one.after, self.held.scopes
        )
        for row in (one.after, one.before):
            if row is None or (refers and row is one.after):
                continue
            try:
                scopes = one.kind.scopes(row, self.overlay.find)
            except (AttributeError, KeyError, TypeError, ValueError):
                # A structure of the wrong form has no scope.
                return Refused("value_wrong", kind=one.kind.name, field="")
            if not any(scopes & reach for reach in (self.reach, self.opened, opened)):
                return Refused("scope_not_held", kind=one.kind.name)
            if not scopes & self.held.scopes:
                self.beyond = True
        return None

    def _of_identities(self, header: Header, one: _Laid) -> Refused | None:
        """Authority that neither role nor scope tells: membership, consent, the second officer."""
        held, find = self.held.scopes, self.overlay.find
        try:
            return identities.check_change(header, one.kind.name, one.before, one.after, held, find)
        except (AttributeError, KeyError, TypeError, ValueError):
            return Refused("value_wrong", kind=one.kind.name, field="")

    def _answers(self, header: Header, one: _Laid) -> Refused | None:
        """Who opened the identity of a citizen as custodian does not answer his request."""
        named = self.overlay.named_callers(one.kind.name, one.change.id)
        return identities.check_decider(header.actor, named)

    def _follows(self, header: Header, one: _Laid) -> Refused | None:
        """A vault follows for itself, and only what its person's role may read."""
        row = one.after
        if (row["vault"], row["person_id"]) != (header.vault, header.actor):
            return Refused("subscription_beyond")
        ended = row["deleted_at"] is not None
        if not ended and not self.held.may_follow(row["scope"], self.clock.now):
            return Refused("subscription_beyond")
        return None

    def _step(self, header: Header, change: Change) -> Refused | None:
        values = change.values
        name, record = values["record_kind"], values["record_id"]
        kind = registry.find(name)
        machine = None if kind is None else kind.states
        if kind is None or not isinstance(machine, Machine):
            return Refused("step_unknown", kind=name, source="", target=values["to_state"])
        claimed = (values["actor"], values["role"], values.get("on_behalf_of"))
        if claimed != (header.actor, header.role, header.on_behalf_of):
            return Refused("step_of_another")
        asked = Asked(
            name,
            values["from_state"],
            values["to_state"],
            header.actor,
            header.role,
            header.on_behalf_of,
            values.get("reason"),
        )
        row = self.overlay.find(name, record)
        standing = row["state"] if row is not None else ""
        settles = values.get("settles")
        if settles is not None:
            clash = self.overlay.find(TRANSITIONS, settles)
            found = check_settling(asked, record, clash, standing)
        else:
            found = self._checked(machine, asked, row, values["facts"])
        if found is None and (settles is not None or asked.source == standing):
            self.overlay.step(name, record, asked.target)
        return found

    def _checked(
        self, machine: Machine, asked: Asked, row: Row | None, facts: str
    ) -> Refused | None:
        try:
            told = json.loads(facts)
            found = machine.check(asked, told)
            if found is None and (asked.kind, asked.target) == (DELEGATIONS, "signed"):
                found = lending.check_signed(row, told, self.reach)
        except (AttributeError, KeyError, TypeError, ValueError):
            # Facts are another vault's words: of the wrong type they are no facts.
            return Refused("facts_malformed", kind=asked.kind)
        return found


def _built_on(change: Change, refused: Collection[bytes]) -> bool:
    return any(
        stamps and all(stamp in refused for stamp in stamps)
        for stamps in (change.replaced(name) for name in change.values)
    )


def _provisional(header: Header, one: _Laid) -> Refused | None:
    """Only headquarters changes the directory itself (``domain.md`` 10.11)."""
    kind = one.kind.name
    if kind not in policy.PROVISIONAL_ONLY or header.role in {policy.ADMINISTRATOR, policy.SYSTEM}:
        return None
    stays = one.before is None or one.before["provisional"]
    return None if stays and one.after["provisional"] else Refused("not_provisional", kind=kind)
