"""What the tests stand on: a database that binds, a running server, a browser."""
