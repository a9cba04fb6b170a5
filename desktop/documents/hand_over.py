"""The signatures of a hand-over on paper: drawn, photographed, refused, or still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from desktop.documents.signatures import Signature, Signed
from desktop.documents.wording import joined
from desktop.models.inspections.rows import SignatureRow, VisitDetail
from resources.words import _

_SIGNED: Final = {"drawn": Signed.DRAWN, "paper": Signed.PHOTOGRAPHED, "refused": Signed.REFUSED}


def signatures_of(
    visit: VisitDetail, pictures: Mapping[bytes, bytes], sides: Sequence[str]
) -> tuple[Signature, ...]:
    """A box for each side, in the order given."""
    rows = {row.side: row for row in visit.signatures}
    leader = next((one.name for one in visit.members if one.leader), "")
    roles = {
        "inspector": (_("بازرس"), ""),
        "leader": (_("سرگروه بازرسی"), leader),
        "unit_head": (_("مسئول واحد"), visit.present_name or ""),
    }
    return tuple(
        _signature(*roles[side], rows.get(side), pictures, side == "unit_head") for side in sides
    )


def _signature(
    role: str,
    name: str,
    row: SignatureRow | None,
    pictures: Mapping[bytes, bytes],
    of_unit: bool,
) -> Signature:
    note = _("رؤیت شد؛ امضا به معنی پذیرش نیست") if of_unit else ""
    if row is None:
        return Signature(role, name, note=note)
    image = pictures.get(row.image_sha256) if row.image_sha256 else None
    if row.image_sha256 and image is None:
        note = _("تصویر امضا هنوز نرسیده است")
    return Signature(
        role=role,
        name=joined((row.name, row.post or "")),
        signed=_SIGNED[row.way],
        at=row.signed_at,
        image=image,
        witness=joined((row.witness_name or "", row.witness_post or "")),
        words=row.words or "",
        note=note,
    )
