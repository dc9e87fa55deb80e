"""The database engine of the settings, under the name that Django looks for (`base.DatabaseWrapper`)."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

# The driver keeps 100 and forgets the oldest; what a web process asks has more shapes than that, and forgetting one costs a
# round trip and its planning anew. A plan takes some 50 KB of the server's memory.
MOST_PREPARED = 300


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # Any: as Django has it
        """As Django's, with room for our statements."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PREPARED
        return connection
