"""Turns on their way to the database: gathered, so that many share a commit.

On the embedded database a whole turn goes in one transaction with its neighbours. On PostgreSQL
only what is written under the writer lock does; the feed is read beside it.
"""

from __future__ import annotations

from functools import partial

from sync.protocol.messages import ExchangeAnswer
from sync.server import exchange
from sync.server.exchange import Asked, Done
from sync.server.hq import Headquarters
from sync.server.meters import Meters
from sync.server.push import Taken
from sync.server.work import Together, Work


class Turns:
    """Carries out turns of one application."""

    def __init__(self, hq: Headquarters, work: Work, meters: Meters) -> None:
        self._hq = hq
        self._work = work
        self._meters = meters
        seen = meters.group.observe
        self._whole: Together[Asked, Done] = Together(
            work.writer, partial(exchange.turns, hq), _weight, seen
        )
        self._pushes: Together[Asked, Taken] = Together(
            work.writer, partial(exchange.pushes, hq), _weight, seen
        )

    async def do(self, asked: Asked) -> ExchangeAnswer:
        """The answer to one turn. Raises Declined, ProtocolError."""
        if self._hq.embedded:
            taken, answer = await self._whole.do(asked)
        else:
            taken = await self._pushes.do(asked) if asked.runs else Taken()
            answer = await self._work.do(lambda: exchange.pulled(self._hq, asked, taken))
        self._count(asked, taken, answer)
        return answer

    def _count(self, asked: Asked, taken: Taken, answer: ExchangeAnswer) -> None:
        brought = sum(len(run) for run in asked.runs)
        refused = len(taken.refusals)
        if brought:
            self._meters.entries.labels("taken").inc(brought - refused)
            self._meters.entries.labels("refused").inc(refused)
        if answer.items:
            self._meters.fed.inc(len(answer.items))


def _weight(asked: Asked) -> int:
    return asked.size
