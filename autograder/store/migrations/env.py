"""Run by Alembic: on the connection it is given, with a version table of our own."""

from __future__ import annotations

from alembic import context

from autograder.store.desk import tables  # noqa: F401  # they are part of the metadata
from autograder.store.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
