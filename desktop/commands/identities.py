"""What people do with identities: record, open, ask a second officer, refer, note consent.

Values that a command carries have no ``repr`` and go nowhere but under a seal.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as part

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, tidy
from desktop.errors import Refused
from desktop.models.identities import rules
from desktop.models.identities.hands import Hands, newest_group
from desktop.models.identities.opening import keys_of
from desktop.models.identities.queries import group_of
from desktop.models.identities.records import (
    ContactGroup,
    IdentityKey,
    IdentityOpening,
    IdentityRecord,
    SealRequest,
)
from desktop.models.identities.sealing import (
    Particulars,
    indexes,
    rewrapped,
    sealed,
    wrap_for_group,
    wrap_for_officers,
)


@dataclass(frozen=True, slots=True)
class RecordIdentity:
    """Seal a citizen's particulars to the office's contact group, or to the officers."""

    subject_kind: str
    subject_id: bytes
    particulars: Particulars = part(repr=False)
    hands: Hands = part(repr=False)
    identity_class: str = rules.CONTACT
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        contact = self.identity_class == rules.CONTACT
        if desk.role not in (rules.RECORDERS if contact else rules.SEALERS):
            raise Refused("identity_not_for_role", role=desk.role)
        tidied = self.particulars.tidied()
        key = self.id or desk.new_id()
        made = sealed(key, tidied, self.hands)
        group = newest_group(session, desk.office) if contact else None
        if contact and group is None:
            raise Refused("contact_group_missing")
        found = self.hands.index_key(session, desk.province) if contact else None
        session.add(
            IdentityRecord(
                id=key,
                identity_class=self.identity_class,
                handler=desk.office if contact else None,
                province=desk.province,
                subject_kind=self.subject_kind,
                subject_id=self.subject_id,
                **made.columns,
                **indexes(found, tidied),
            )
        )
        wrapped = (
            wrap_for_group(key, made.keys, group)
            if group is not None
            else wrap_for_officers(key, made.keys, self.hands.officers)
        )
        _add_key(session, key, group, self.hands.keep_file(session, wrapped))


@dataclass(frozen=True, slots=True)
class OpenIdentity:
    """Write down that one field is opened for one purpose; the value is shown after this.

    ``request`` names the first officer's request that a second one answers.
    """

    identity: bytes
    field: str
    purpose: str
    hands: Hands = part(repr=False)
    reason: str | None = None
    request: bytes | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        identity = get(session, IdentityRecord, self.identity)
        reason = tidy(self.reason)
        require(rules.check_opening(desk.role, _facts(identity), self.field, self.purpose, reason))
        group = None
        if identity.identity_class == rules.CONTACT:
            group = group_of(session, self.hands, identity)
            if group is None:
                raise Refused("not_in_contact_group")
        elif self.purpose == rules.SECOND:
            self._check_second(session, desk)
        session.add(
            IdentityOpening(
                id=self.id or desk.new_id(),
                identity_id=identity.id,
                identity_class=identity.identity_class,
                subject_kind=identity.subject_kind,
                subject_id=identity.subject_id,
                field=self.field,
                purpose=self.purpose,
                reason=reason,
                person=desk.person,
                person_name=desk.name,
                role=desk.role,
                group_id=group,
                request_id=self.request,
            )
        )

    def _check_second(self, session: Session, desk: Desk) -> None:
        asked = session.get(SealRequest, self.request) if self.request else None
        if asked is None or (asked.identity_id, asked.field) != (self.identity, self.field):
            raise Refused("identity_needs_two")
        if asked.first == desk.person or asked.second_key != self.hands.key_id:
            raise Refused("identity_needs_two")


@dataclass(frozen=True, slots=True)
class AskSecondOfficer:
    """Open the outer seal of this officer's pair, and hand on what only the second one opens.

    ``opening`` is the first officer's own, written before.
    """

    opening: bytes
    hands: Hands = part(repr=False)
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        opening = session.get(IdentityOpening, self.opening)
        if opening is None or (opening.person, opening.purpose) != (desk.person, rules.FIRST):
            raise Refused("opening_over")
        key = keys_of(session, opening.identity_id, None)
        wrapped = self.hands.read_file(session, key.key_sha256)
        inner, second = self.hands.outer_opened(opening.identity_id, opening.field, wrapped)
        session.add(
            SealRequest(
                id=self.id or desk.new_id(),
                identity_id=opening.identity_id,
                opening_id=opening.id,
                field=opening.field,
                reason=opening.reason or "",
                first=desk.person,
                first_name=desk.name,
                second_key=second,
                key_sha256=self.hands.keep_file(session, {opening.field: inner}),
            )
        )


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """The citizen agrees to be known to one agency, or takes it back (None)."""

    identity: bytes
    agency: str | None

    def __call__(self, session: Session, desk: Desk) -> None:
        if desk.role not in rules.OPENERS:
            raise Refused("identity_not_for_role", role=desk.role)
        get(session, IdentityRecord, self.identity).consent_agency = tidy(self.agency)


@dataclass(frozen=True, slots=True)
class ReferIdentity:
    """Wrap an identity for the next handler's office; this one cannot open it any more then."""

    identity: bytes
    office: bytes
    hands: Hands = part(repr=False)

    def __call__(self, session: Session, desk: Desk) -> None:
        if desk.role not in rules.REFERRERS:
            raise Refused("identity_not_for_role", role=desk.role)
        identity = get(session, IdentityRecord, self.identity)
        if identity.identity_class != rules.CONTACT:
            raise Refused("identity_needs_two")
        if identity.handler != desk.office or self.office == desk.office:
            raise Refused("identity_of_another_office")
        there = newest_group(session, self.office)
        here = group_of(session, self.hands, identity)
        if there is None:
            raise Refused("contact_group_missing")
        if here is None:
            raise Refused("not_in_contact_group")
        secret = self.hands.group_secret(session, here)
        key = keys_of(session, identity.id, here)
        sha256 = rewrapped(session, self.hands, key, secret, there)
        identity.handler = self.office
        _add_key(session, identity.id, there, sha256)


def _add_key(session: Session, identity: bytes, group: ContactGroup | None, sha256: bytes) -> None:
    session.add(
        IdentityKey(
            id=rules.key_row_id(identity, group.id if group else None),
            identity_id=identity,
            group_id=group.id if group else None,
            holder=group.holder if group else None,
            key_sha256=sha256,
        )
    )


def _facts(identity: IdentityRecord) -> dict[str, object]:
    names = ("identity_class", "consent_agency", *rules.FIELDS)
    return {name: getattr(identity, name) for name in names}
