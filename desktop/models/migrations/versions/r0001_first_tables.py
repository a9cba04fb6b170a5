"""The tables of the first version."""

from __future__ import annotations

from desktop.models.migrations import (
    first_delegations,
    first_directory,
    first_evidence,
    first_identities,
    first_inspections,
    first_local,
    first_misconduct,
    first_papers,
    first_personnel,
    first_programmes,
    first_snapshots,
    first_subscriptions,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    first_evidence.create()
    first_directory.create()
    first_inspections.create()
    first_papers.create()
    first_personnel.create()
    first_programmes.create()
    first_misconduct.create()
    first_local.create()
    first_snapshots.create()
    first_subscriptions.create()
    first_delegations.create()
    first_identities.create()
