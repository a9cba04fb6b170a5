"""What the form of a delegation holds before it is good enough to sign. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.commands.delegations import Terms
from desktop.models import scopes
from desktop.models.delegations.rows import DelegationDetail
from resources.words import _


@dataclass(frozen=True, slots=True)
class DelegationDraft:
    """``to`` is an id in hex; ``whole`` is the whole role, else ``steps`` are named."""

    to: str = ""
    post: str = ""
    whole: bool = False
    steps: tuple[str, ...] = ()
    in_province: bool = True
    starts: date | None = None
    ends: date | None = None
    reason: str = ""
    note: str = ""
    letter_number: str = ""
    letter_date: date | None = None

    @classmethod
    def of(cls, detail: DelegationDetail) -> DelegationDraft:
        """A draft as it was kept."""
        row = detail.row
        return cls(
            to=row.to_id.hex(),
            post=detail.post,
            whole=not row.steps,
            steps=row.steps,
            in_province=any(scope.startswith(scopes.province("")) for scope in row.lent),
            starts=row.starts,
            ends=row.ends,
            reason=row.reason,
            note=detail.note or "",
            letter_number=detail.letter_number or "",
            letter_date=detail.letter_date,
        )

    def problems(self) -> dict[str, str]:
        """What is missing, by field."""
        needed = {
            "to": (self.to, _("جانشین را انتخاب کنید.")),
            "post": (self.post.strip(), _("سمت خود را بنویسید.")),
            "lent": (
                self.whole or self.steps,
                _("دست‌کم یک کار را برگزینید، یا همهٔ کارهای این نقش را."),
            ),
            "starts": (self.starts, _("روز آغاز را بنویسید.")),
            "ends": (self.ends, _("روز پایان را بنویسید.")),
            "reason": (self.reason, _("دلیل را انتخاب کنید.")),
        }
        return {name: words for name, (value, words) in needed.items() if not value}

    def terms(self, office: bytes, province: str | None) -> Terms | None:
        """What is signed; None where something is missing."""
        if self.problems() or self.starts is None or self.ends is None:
            return None
        lent = [scopes.office(office)]
        if province and self.in_province:
            lent.append(scopes.province(province))
        return Terms(
            bytes.fromhex(self.to),
            self.post,
            () if self.whole else self.steps,
            tuple(lent),
            self.starts,
            self.ends,
            self.reason,
            self.note or None,
            self.letter_number or None,
            self.letter_date,
        )
