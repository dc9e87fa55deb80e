"""The database engine of the settings, under the name that Django looks for (`base.DatabaseWrapper`)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

# The driver keeps 100 and forgets the oldest; what a web process asks has more shapes than that, and forgetting one costs a
# round trip and its planning anew. A plan takes some 50 KB of the server's memory.
MOST_PREPARED = 300


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's. The time zone is UTC, which the driver's own reader of times gives; Django's takes six times as long for the
    same, and a page reads hundreds."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # Any: as Django has it
        """As Django's, with room for our statements."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        if self.timezone is UTC:
            connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, which asks for its own reader of times."""
        if self.timezone is not UTC:
            return super().create_cursor(name)
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)
