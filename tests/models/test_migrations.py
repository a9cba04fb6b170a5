"""One history of tables for vaults and headquarters, run whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.schema import SchemaItem

from desktop.errors import Problem
from desktop.models import migrations
from desktop.models.database import Database, open_encrypted, open_postgresql
from desktop.models.migrations import VERSION_TABLE, metadata, revision_of, upgrade


@pytest.fixture(
    params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))]
)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlcipher":
        database = open_encrypted(tmp_path / "vault.db", os.urandom(32), create=True)
        yield database
        database.close()
        return
    database = open_postgresql(request.getfixturevalue("postgres").new_database())
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


@pytest.mark.filterwarnings(
    "ignore:autogenerate skipping metadata-specified expression-based index"
)
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrated_tables_are_those_of_the_program(empty: Database) -> None:
    assert upgrade(empty)

    with empty.engine.connect() as connection:
        here = connection.dialect.name

        def belongs(thing: SchemaItem, name: str, *_told: object) -> bool:
            return name != "ix_letters_searched" and thing.info.get("only", here) == here

        told = {"compare_type": True, "version_table": VERSION_TABLE, "include_object": belongs}
        context = MigrationContext.configure(connection, opts=told)
        assert compare_metadata(context, metadata()) == []
        assert revision_of(connection) == migrations.HEAD
    assert not upgrade(empty)


def test_a_revision_that_fails_leaves_the_tables_as_they_were(empty: Database) -> None:
    with empty.engine.begin() as connection:
        connection.execute(text("CREATE TABLE visits (something_else INTEGER)"))
        connection.execute(text("CREATE INDEX ix_visits_day ON visits (something_else)"))
    before = tables(empty)

    with pytest.raises(DBAPIError):
        upgrade(empty)

    assert tables(empty) == before


def test_a_database_of_a_newer_version_is_refused_and_left_alone(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Problem, match="vault_newer"):
        upgrade(empty)

    with empty.engine.connect() as connection:
        assert revision_of(connection) == "9999"


def test_the_list_of_revisions_is_that_of_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", Path(migrations.__file__).parent.as_posix())
    script = ScriptDirectory.from_config(config)

    found = [revision.revision for revision in script.walk_revisions()]

    assert tuple(reversed(found)) == migrations.REVISIONS
    assert script.get_current_head() == migrations.HEAD


def test_a_start_with_nothing_to_upgrade_does_not_import_alembic(tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.vaults import PASSWORD, new_vault

    vault = new_vault(tmp_path)
    vault.close()
    unlock = (
        "import sys; from pathlib import Path; from desktop.models.vault import unlock;"
        "unlock(Path(sys.argv[1]), sys.argv[2], None).close();"
        "print('alembic' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", unlock, str(vault.folder), PASSWORD],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "False"
