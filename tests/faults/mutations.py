"""Mistakes planted on purpose, each of which a named test must catch (``sync.md`` 3, no. 10)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

from tests.faults.fault import Fault, Scale, timed
from tests.faults.mutant import STALE, Edit, Mutation

SIMULATOR = "tests/sync/simulator/"
EXCHANGE = "tests/sync/test_exchange.py"
CHAIN = "tests/sync/server/test_chain.py"
SECONDS = 420

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(
        "merge: the earlier of two wins",
        (Edit("sync.protocol.merge", "winner = heads[-1]", "winner = heads[0]"),),
        ("tests/sync/protocol/test_merge.py",),
    ),
    Mutation(
        "merge: of two equal ranks the one that came first wins",
        (Edit("sync.protocol.merge", "write.rank, write.stamp),", "write.rank),"),),
        ("tests/sync/protocol/test_merge.py",),
    ),
    Mutation(
        "merge: > to >= where unsent entries begin",
        (
            Edit(
                "desktop.models.sync_state",
                "Entry.counter > counter)",
                "Entry.counter >= counter)",
            ),
        ),
        (f"{EXCHANGE}::test_what_one_laptop_wrote_reaches_the_other",),
    ),
    Mutation(
        "cursor saved outside the transaction",
        (
            Edit(
                "sync.client.keep",
                "cursor.advance(session, server, turn.cursors, answer.cursors, answer.removed)",
                "session.flush()",
            ),
            Edit(
                "sync.client.session",
                "            kept = self.store.write(job)\n",
                "            told = (turn.cursors, answer.cursors, answer.removed)\n"
                "            self.store.write(\n"
                "                lambda session: cursor.advance(session, enrolment.server, *told)\n"
                "            )\n"
                "            kept = self.store.write(job)\n",
            ),
        ),
        (f"{SIMULATOR}test_crashes.py",),
    ),
    Mutation(
        "journal row skipped",
        (
            Edit(
                "desktop.models.capture",
                "changes = list(pending.changes.values())",
                "changes = list(pending.changes.values())[:1]",
            ),
        ),
        ("tests/models/test_journal.py", f"{SIMULATOR}test_true_conflicts.py"),
    ),
    Mutation(
        "scope check dropped on blobs",
        (
            Edit(
                "sync.server.blobs",
                "blob.asked_of != device.vault and not _named_in_scope(session, held, sha256)",
                "False",
            ),
        ),
        ("tests/sync/server/test_blobs.py::test_another_province_gets_nothing_of_it",),
    ),
    Mutation(
        "receipt not verified",
        (
            Edit(
                "sync.client.push",
                "if not verify(signed.message, signed.signature) or _text(signed).vault != vault:",
                "if _text(signed).vault != vault:",
            ),
        ),
        (f"{EXCHANGE}::test_a_receipt_that_headquarters_did_not_sign_is_not_counted",),
    ),
    Mutation(
        "epoch check removed at headquarters",
        (
            Edit(
                "sync.server.chain",
                "if first.header.epoch > _LAST_EPOCH or first.previous not in known:",
                "if False:",
            ),
        ),
        (f"{CHAIN}::test_a_new_epoch_that_names_an_unknown_head_is_declined",),
    ),
    Mutation(
        "epoch check removed on the laptop",
        (
            Edit(
                "sync.client.epoch",
                "return None if session.execute(known).scalar_one() else held",
                "return None",
            ),
        ),
        (f"{EXCHANGE}::test_a_restored_vault_goes_on_in_a_new_epoch_and_loses_nothing",),
    ),
    Mutation(
        "refusals of a lost answer forgotten",
        (Edit("sync.server.exchange", "    if known is not None:\n", "    if False:\n"),),
        (f"{SIMULATOR}test_simulator.py::test_what_once_broke_stays_mended",),
    ),
    Mutation(
        "scope check dropped in the feed",
        (
            Edit(
                "sync.server.pull",
                "start = {scope: min(max(cursors.get(scope, 0), 0), top) for scope in held.scopes}",
                "start = {scope: min(max(cursors.get(scope, 0), 0), top)"
                ' for scope in held.scopes | {"province/30"}}',
            ),
        ),
        (f"{SIMULATOR}test_simulator.py::test_seeded_schedules_hold",),
    ),
    Mutation(
        "no conflict is kept",
        (Edit("desktop.models.conflicts", "    for write in others:\n", "    for write in ():\n"),),
        (f"{SIMULATOR}test_true_conflicts.py",),
    ),
)


def faults(_scale: Scale) -> Iterator[Fault]:
    """Each mistake in a process of its own, under the tests that are said to see it."""
    told, caught = [], 0

    def run() -> None:
        nonlocal caught
        for mutation in MUTATIONS:
            by = catcher(mutation)
            caught += by is not None
            told.append(f"{mutation.name}: {by or 'NOT CAUGHT'}")
            print(told[-1], file=sys.stderr, flush=True)

    _, seconds = timed(run)
    count = len(MUTATIONS)
    yield Fault(
        "mutations",
        count,
        planted=count,
        planted_caught=caught,
        seconds=seconds,
        told=tuple(told),
    )


def catcher(mutation: Mutation) -> str | None:
    """The test that failed over a mutation, or None where all passed or it is stale."""
    line = [sys.executable, "-m", "tests.faults.mutant", mutation.name]
    try:
        ended = subprocess.run(line, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "a test that never ended"
    if ended.returncode in {0, STALE}:
        return None
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", ended.stdout, re.MULTILINE)
    return failed[1] if failed else None
