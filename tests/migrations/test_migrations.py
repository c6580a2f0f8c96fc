"""The schema is built and taken down by its migrations, and is exactly what the rows say."""

import flask_migrate
import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.models.base import Base, db


def market_on(url: str) -> Flask:
    return create_app(Config(database_url=with_driver(url), secret_key="a secret of the tests"))


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def objects_in(url: str) -> set[tuple[str, str]]:
    query = """
        SELECT 'relation', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION SELECT 'function', proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        UNION SELECT 'words', cfgname FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace
    """
    with psycopg.connect(url) as connection:
        return {(str(kind), str(name)) for kind, name in connection.execute(query).fetchall()}


def test_up_and_down_again_leaves_nothing(empty_database_url: str) -> None:
    app = market_on(empty_database_url)
    with app.app_context():
        flask_migrate.upgrade()
        built = objects_in(empty_database_url)
        flask_migrate.downgrade(revision="base")
        left = objects_in(empty_database_url)
        flask_migrate.upgrade()
        db.engine.dispose()
    assert ("relation", "lots") in built
    assert {name for _kind, name in left} <= {"alembic_version", "alembic_version_pkc"}
    assert objects_in(empty_database_url) == built


def test_the_schema_is_what_the_rows_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _parents: (
                    not (kind == "table" and name.startswith("procrastinate_"))
                ),
            },
        )
        difference = compare_metadata(context, Base.metadata)
    assert difference == []


def test_every_check_of_the_rows_is_in_the_database(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        present = {
            row[0] for row in connection.exec_driver_sql("SELECT conname FROM pg_constraint WHERE contype = 'c'")
        }
    wanted = {
        str(constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.__visit_name__ == "check_constraint" and constraint.name
    }
    assert wanted - present == set()
