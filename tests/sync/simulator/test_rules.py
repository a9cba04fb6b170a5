"""The simulator under Hypothesis: rules in any order, cut down by it where they break something."""

from __future__ import annotations

from contextlib import ExitStack
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.sync.simulator.moves import play
from tests.sync.simulator.op import Op
from tests.sync.simulator.oracles import Sight, chains
from tests.sync.simulator.run import Simulator, ended
from tests.sync.simulator.world import World

WHO = st.integers(0, 2)
NUMBER = st.integers(0, 2**16 - 1)


class Laptops(RuleBasedStateMachine):
    """Three laptops of one office, and what may happen to them."""

    shared: ClassVar[list[Simulator]] = []
    world: World

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()

    @initialize()
    def begins(self) -> None:
        """A fresh installation."""
        if not self.shared:
            self.shared.append(Simulator())
        self.world = self._stack.enter_context(self.shared[0].world(0, (0, 1, 2)))

    @rule(who=WHO, a=NUMBER, b=NUMBER, c=NUMBER, name=st.sampled_from(["unit", "visit", "person"]))
    def makes(self, who: int, a: int, b: int, c: int, name: str) -> None:
        """A new record."""
        play(self.world, Op(name, who, a, b, c))

    @rule(who=WHO, a=NUMBER, b=NUMBER, c=NUMBER, name=st.sampled_from(["edit", "mark", "step"]))
    def changes(self, who: int, a: int, b: int, c: int, name: str) -> None:
        """A record that is there changes."""
        play(self.world, Op(name, who, a, b, c))

    @rule(who=WHO, a=NUMBER, b=NUMBER, c=NUMBER)
    def exchanges(self, who: int, a: int, b: int, c: int) -> None:
        """An exchange, well or not."""
        play(self.world, Op("sync", who, a, b, c))

    @rule(who=WHO, a=NUMBER, name=st.sampled_from(["jump", "restart", "decide", "tray", "save"]))
    def befalls(self, who: int, a: int, name: str) -> None:
        """What else happens to a laptop."""
        play(self.world, Op(name, who, a, a, a))

    @invariant()
    def every_chain_is_whole(self) -> None:
        """At every moment, not only when all is quiet."""
        if not hasattr(self, "world"):
            return
        for device in self.world.devices:
            with device.database.reading() as session:
                assert list(chains(Sight(session), device.vault.new.vault)) == []

    def teardown(self) -> None:
        """Everybody exchanges, and the oracles are asked."""
        if hasattr(self, "world"):
            try:
                assert ended(self.world) == []
            finally:
                self._stack.close()


TestLaptops = Laptops.TestCase
TestLaptops.settings = settings(
    max_examples=20,
    stateful_step_count=14,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
