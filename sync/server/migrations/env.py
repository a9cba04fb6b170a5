"""Alembic's entry point; run by ``migrations.upgrade`` with the connection of its transaction."""

from __future__ import annotations

from alembic import context

from sync.server.migrations import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
