"""The history of headquarters' own tables; those of the domain have theirs with the models."""

from __future__ import annotations

from pathlib import Path

from desktop.models.database import Database
from sync.server.tables import ServerBase

VERSION_TABLE = "hq_alembic_version"
metadata = ServerBase.metadata


def upgrade(database: Database) -> None:
    """Run what is missing, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", Path(__file__).parent.as_posix())
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
