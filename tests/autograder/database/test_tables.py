"""nbgrader's tables as this course describes them are nbgrader's own."""

from __future__ import annotations

import pytest
from nbgrader import api
from sqlalchemy import Table

from autograder.database.tables import metadata


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_is_nbgraders(table: Table) -> None:
    theirs = api.Base.metadata.tables[table.name]
    for column in table.columns:
        there = theirs.columns[column.name]
        assert type(column.type) is type(there.type)
        assert getattr(column.type, "length", None) == getattr(there.type, "length", None)
        assert column.primary_key == there.primary_key
        assert {key.target_fullname for key in column.foreign_keys} == {
            key.target_fullname for key in there.foreign_keys
        }
