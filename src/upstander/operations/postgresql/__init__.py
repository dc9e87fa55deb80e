"""Django's PostgreSQL, with one thing more: how many prepared statements a connection keeps."""
