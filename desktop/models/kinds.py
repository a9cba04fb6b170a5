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
    parties,
    people,
    setads,
    subscriptions,
    sync_state,
    transitions,
)
from desktop.models.delegations import kinds as delegations
from desktop.models.identities import kinds as identities
from desktop.models.inspections import kinds as inspections
from desktop.models.letters import kinds as letters
from desktop.models.meetings import kinds as meetings
from desktop.models.personnel_actions import kinds as personnel_actions
from desktop.models.programmes import kinds as programmes

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
    setads,
    parties,
    personnel_actions,
    meetings,
    programmes,
    drafts,
    form_batches,
    sync_state,
    bases,
    subscriptions,
    identities,
)
