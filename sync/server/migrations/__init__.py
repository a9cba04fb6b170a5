"""The history of headquarters' own tables; those of the domain have theirs with the models."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

import sync.server.audit_tables
import sync.server.bundle_tables  # its tables are in the same metadata
import sync.server.relay_tables  # its tables are in the same metadata
import sync.server.review_tables  # its tables are in the same metadata
import sync.server.standing_tables  # noqa: F401  # its tables are in the same metadata
from desktop.errors import Problem
from desktop.models.database import Database
from sync.server.tables import ServerBase

VERSION_TABLE = "hq_alembic_version"
REVISIONS = ("0001",)
"""Every revision that this version knows, in order."""

metadata = ServerBase.metadata


def upgrade(database: Database) -> None:
    """Run what is missing, in one transaction. Raises Problem ``vault_newer``."""
    with database.engine.connect() as connection:
        current = None
        if inspect(connection).has_table(VERSION_TABLE):
            query = text("SELECT version_num FROM hq_alembic_version")
            current = connection.execute(query).scalar_one_or_none()
    if current == REVISIONS[-1]:
        return
    if current is not None and current not in REVISIONS:
        raise Problem("vault_newer")
    # Alembic takes 0.2 s to import and most starts have nothing to upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", Path(__file__).parent.as_posix())
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
