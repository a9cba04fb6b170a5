"""What an administrator does with Setads: form one, change who sits in it (``domain.md`` 10.11)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, required
from desktop.errors import Refused
from desktop.models.people import Person
from desktop.models.setads import Setad


@dataclass(frozen=True, slots=True)
class FormSetad:
    """Form a Setad, or change its composition. ``quorum`` of those who vote must be present."""

    name: str
    chair: bytes
    secretary: bytes
    members: tuple[bytes, ...]
    clerks: tuple[bytes, ...] = ()
    quorum: int = 3
    level: str = "province"
    province: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        voters = {self.chair, self.secretary, *self.members}
        if not 1 <= self.quorum <= len(voters):
            raise Refused("quorum_impossible", field="quorum", voters=len(voters))
        sitting = {key: get(session, Person, key).name for key in (*voters, *self.clerks)}
        setad = session.get(Setad, self.id) if self.id else None
        if setad is None:
            setad = Setad(id=self.id or desk.new_id())
            session.add(setad)
        setad.name = required(self.name, "name_missing", "name")
        setad.level, setad.province = self.level, self.province or desk.province
        setad.chair_id, setad.secretary_id = self.chair, self.secretary
        setad.member_ids = [one.hex() for one in self.members]
        setad.clerk_ids = [one.hex() for one in self.clerks]
        setad.names = {key.hex(): name for key, name in sitting.items()}
        setad.quorum = self.quorum
