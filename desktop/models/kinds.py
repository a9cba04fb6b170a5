"""Imports every module that registers kinds; import this before opening a database."""

from desktop.models import (
    attachments,
    bases,
    capture,
    conflicts,
    directory,
    disposal,
    drafts,
    entries,
    form_batches,
    people,
    subscriptions,
    sync_state,
    transitions,
)
from desktop.models.delegations import kinds as delegations
from desktop.models.inspections import kinds as inspections
from desktop.models.letters import kinds as letters

MODULES = (
    capture,
    entries,
    conflicts,
    transitions,
    directory,
    people,
    attachments,
    disposal,
    inspections,
    letters,
    delegations,
    drafts,
    form_batches,
    sync_state,
    bases,
    subscriptions,
)
