"""Following a province or a case from headquarters, and following it no more."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models import scopes
from desktop.models.subscriptions import Subscription, followed, may_follow


@dataclass(frozen=True, slots=True)
class FollowProvince:
    """Ask headquarters for all cases of a province, for this vault."""

    code: str

    def __call__(self, session: Session, desk: Desk) -> None:
        """Refused beyond what the role may read."""
        _follow(session, desk, scopes.province(self.code))


@dataclass(frozen=True, slots=True)
class FollowCase:
    """Ask headquarters for one case as far as it is open, for this vault."""

    record: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        """Refused beyond what the role may read."""
        _follow(session, desk, scopes.opened(self.record))


@dataclass(frozen=True, slots=True)
class Unfollow:
    """End a subscription; what came with it leaves this vault at the next exchange."""

    id: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        """Refused where it is not this vault's."""
        found = session.get(Subscription, self.id)
        if found is None or found.vault != desk.journal.vault:
            raise Refused("subscription_unknown")
        found.deleted_at = desk.now


def _follow(session: Session, desk: Desk, scope: str) -> None:
    if not may_follow(desk.role, desk.province, scope):
        raise Refused("subscription_beyond")
    vault = desk.journal.vault
    if any(one.scope == scope for one in followed(session, vault)):
        raise Refused("subscription_there")
    session.add(Subscription(id=desk.new_id(), vault=vault, person_id=desk.person, scope=scope))
