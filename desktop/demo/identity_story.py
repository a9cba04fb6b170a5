"""Two requests of a public meeting whose citizens are named: sealed, opened for a call, listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.commands.contact_groups import FormContactGroup
from desktop.commands.identities import OpenIdentity, RecordIdentity
from desktop.demo.players import Player
from desktop.models.identities.opening import opened
from desktop.models.identities.queries import openings
from desktop.models.identities.sealing import Particulars
from desktop.models.identities.vault_hands import hands_of
from desktop.models.text import persian_digits

CITIZENS = (
    Particulars("شهروند نمونهٔ یک", "09120000001", "قزوین، خیابان نمونه، پلاک ۷", "0499370899"),
    Particulars("شهروند نمونهٔ دو", "09120000002", "قزوین، کوچهٔ نمونه، پلاک ۱۲"),
)


@dataclass
class Identities:
    """A custodian and an intake operator of one office."""

    custodian: Player
    operator: Player
    tell: Callable[[str], None]
    requests: Sequence[bytes]
    """The requests of a public meeting that they made."""

    def happens(self) -> dict[str, object]:
        """The whole of it; what the summary keeps."""
        keeper, clerk = self.custodian, self.operator
        self._meet()
        vaults = [clerk.vault.slot.vault]
        keeper.does(FormContactGroup(vaults, hands_of(keeper.vault)))
        self._meet()
        made = []
        for citizen, subject in zip(CITIZENS, self.requests, strict=True):
            key, hands = clerk.desk.new_id(), hands_of(clerk.vault)
            clerk.does(RecordIdentity("meeting_requests", subject, citizen, hands, id=key))
            made.append(key)
        self._meet()
        opening, hands = keeper.desk.new_id(), hands_of(keeper.vault)
        keeper.does(OpenIdentity(made[0], "mobile", "call", hands, id=opening))
        with keeper.vault.database.reading() as session:
            value = opened(session, hands, opening, keeper.person, keeper.desk.now)
            listed = len(openings(session))
        if value != CITIZENS[0].mobile or listed != 1:
            raise RuntimeError("an identity did not open as it was sealed")
        self._meet()
        self.tell(
            f"هویت {persian_digits(len(made))} شهروند نمونه مهر شد؛ شمارهٔ یکی برای تماس گشوده و "
            "در دفتر گشودن‌ها ثبت شد"
        )
        return {"identities": len(made), "openings": listed}

    def _meet(self) -> None:
        for player in (self.custodian, self.operator, self.custodian, self.operator):
            player.syncs()
