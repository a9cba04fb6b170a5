"""The two roads to headquarters: itself, and the relay of the province."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

from sqlalchemy.orm import Session

from desktop.models import relays
from desktop.models.relays import HEADQUARTERS
from desktop.models.text import ltr_isolate
from desktop.models.vault_facts import enrolment
from desktop.views.navigation import Workplace
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.side_panel import Facts
from resources.words import _

_HQ = "hq"


@dataclass(frozen=True, slots=True)
class Servers:
    """The addresses that are known; relays as (id, name, address), ids in hexadecimal digits."""

    headquarters: str
    relays: tuple[tuple[str, str, str], ...]
    last: str
    preferred: str


class ServersCard(Card):
    """«راه‌های رسیدن به ستاد»; hidden where headquarters told of no relay."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(_("راه‌های رسیدن به ستاد"))
        self._work = work
        self.hide()

    @cached_property
    def facts(self) -> Facts:
        """Both addresses; made when there is a second one."""
        made = Facts()
        self.body.addWidget(made)
        return made

    @cached_property
    def first(self) -> ChoiceField:
        """Which of them is asked first."""
        made = ChoiceField(
            _("نخست پرسیده شود"), [], empty=_("آن که آخرین بار پاسخ داد"), search=False
        )
        self.body.addWidget(made)
        made.edited.connect(self._prefer)
        return made

    def refresh(self) -> None:
        """Read again what is known."""
        self._work.tasks.read(self, servers, self._show)

    def _show(self, found: Servers) -> None:
        self.setVisible(bool(found.relays))
        if not found.relays:
            return
        names = {_HQ: _("ستاد")} | {key: name for key, name, _url in found.relays}
        lines = [(_("ستاد"), ltr_isolate(found.headquarters))]
        lines += [(name, ltr_isolate(url)) for _key, name, url in found.relays]
        lines.append((_("آخرین پاسخ از"), names.get(found.last, "")))
        self.facts.set_facts(lines)
        self.first.set_options(list(names.items()))
        self.first.set_value(found.preferred)

    def _prefer(self) -> None:
        self._work.tasks.write(self, partial(_prefer, key=self.first.value()))


def servers(session: Session) -> Servers:
    """What the card shows."""
    held = enrolment(session)
    chosen = relays.preferred(session)
    return Servers(
        "" if held is None else held.server_url,
        tuple(
            (one.relay.hex(), one.name, ", ".join(one.urls)) for one in relays.known_relays(session)
        ),
        _key(relays.last_server(session)),
        "" if chosen is None else _key(chosen),
    )


def _key(server: bytes) -> str:
    return server.hex() or _HQ


def _prefer(session: Session, key: str) -> None:
    chosen = HEADQUARTERS if key == _HQ else bytes.fromhex(key)
    relays.prefer(session, chosen if key else None)
