"""The history of headquarters' own tables ends where the program stands, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from desktop.errors import Problem
from sync.server import migrations
from sync.server.hq import prepare
from tests.hq import Hq


def test_the_history_gives_the_tables_that_the_program_maps(hq: Hq) -> None:
    ours = set(migrations.metadata.tables)
    with hq.server.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": migrations.VERSION_TABLE,
                "include_name": lambda name, kind, _: kind != "table" or name in ours,
            },
        )
        assert compare_metadata(context, migrations.metadata) == []


def test_every_revision_is_listed_in_order() -> None:
    config = Config()
    config.set_main_option("script_location", Path(migrations.__file__).parent.as_posix())
    walked = ScriptDirectory.from_config(config).walk_revisions()
    assert [script.revision for script in walked][::-1] == list(migrations.REVISIONS)


def test_tables_of_a_newer_version_are_left_alone(hq: Hq) -> None:
    with hq.server.database.engine.begin() as connection:
        connection.execute(text("UPDATE hq_alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem, match="vault_newer"):
        prepare(hq.server.database)
