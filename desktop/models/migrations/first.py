"""What the tables of the first revision share. A revision never changes once it is released."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def synced() -> tuple[sa.Column[Any], ...]:
    """The columns of every journalled kind."""
    return (
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("office_id", sa.LargeBinary(16)),
        sa.Column("sensitivity", sa.String(16), nullable=False),
        sa.Column("deleted_at", sa.String(24)),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.Column("created_by", sa.LargeBinary(16), nullable=False),
        sa.Column("updated_at", sa.String(24), nullable=False),
        sa.Column("updated_by", sa.LargeBinary(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.LargeBinary(), nullable=False),
        sa.Column("extra", sa.LargeBinary()),
    )
