"""Lists that headquarters reads for us, page by page; nothing of them stays in the vault."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.errors import AppError, Problem
from desktop.models.listings import Listing
from desktop.models.vault_facts import Enrolment
from desktop.runtime.store import TasksStore
from desktop.runtime.tasks import Tasks
from sync.client.http import Connect, connect
from sync.client.rows import OnlinePage, access, online_page

__all__ = ["OnlineLists", "OnlinePage"]


class Enrolled(Protocol):
    """What is needed of an open vault."""

    @property
    def enrolment(self) -> Enrolment | None:
        """Where its headquarters is."""
        ...


class OnlineLists:
    """Asks headquarters on a thread of its own, beside the window and the exchange."""

    def __init__(self, vault: Enrolled, tasks: Tasks, *, connect: Connect = connect) -> None:
        self._vault = vault
        self._tasks = tasks
        self._connect = connect

    def read(
        self,
        owner: QObject,
        listing: Listing,
        wanted: object,
        after: object,
        size: int,
        then: Callable[[OnlinePage], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Hand one page to its owner, or why there is none."""

        def ask() -> OnlinePage:
            enrolment = self._vault.enrolment
            if enrolment is None:
                raise Problem("vault_not_enrolled")
            token = TasksStore(self._tasks).read(access)
            with contextlib.closing(self._connect(enrolment.server_url, enrolment.tls_pin)) as http:
                return online_page(http, token, listing, wanted, after, size)

        self._tasks.aside(owner, ask, then, failed=failed)
