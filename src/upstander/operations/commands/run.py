"""`upstander run`: everything one machine needs, under one process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from upstander.operations import startup
from upstander.operations.errors import OperatorError
from upstander.operations.supervisor import Child, Supervisor, check_port, stoppable

Say = Callable[[str], None]


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; put a TLS proxy before it."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data", type=click.Path(path_type=Path), help="Data directory (default: UPSTANDER_DATA, or ./data)."
)
def command(host: str, port: int, data: Path | None) -> None:
    """Start web and worker, and the embedded database unless DATABASE_URL is set."""
    directory = startup.data_directory(data)
    with alone(directory), stoppable_quietly():
        check_port(host, port)
        if host in {"127.0.0.1", "localhost"}:
            os.environ.setdefault("UPSTANDER_BASE_URL", f"http://{host}:{port}")
        if startup.uses_embedded_database():
            startup.make_secret(directory)
        startup.set_up_django()
        startup.refuse_kept_messages()
        startup.refuse_unsafe_settings()
        with startup.database(directory) as server:
            if startup.uses_embedded_database():
                startup.prepare_database(directory, click.echo)
                startup.make_master_keys()
            startup.check_policy()
            startup.check_keys()
            startup.check_database()
            startup.refuse_unsafe_database()
            supervisor = Supervisor(children(host, port), server, click.echo)
            with supervised(supervisor):
                supervisor.wait_until_serving(port)
                click.echo(f"Ready: http://{host}:{port}")
                supervisor.run()


def children(host: str, port: int) -> list[Child]:
    """What serves: pages, and jobs."""
    return [Child("web", ["web", "--host", host, "--port", str(port)]), Child("worker", ["worker"])]


@contextmanager
def supervised(supervisor: Supervisor) -> Iterator[None]:
    """Started now, stopped at the end, whatever the end is."""
    try:
        supervisor.start()
        yield
    finally:
        supervisor.stop()


@contextmanager
def stoppable_quietly() -> Iterator[None]:
    """Stopping on request is not an error."""
    from upstander.operations.supervisor import Stopped

    with stoppable():
        try:
            yield
        except Stopped:
            click.echo("Stopped.")


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """One supervisor a data directory. The kernel gives the lock back when its holder ends, however it ends."""
    with (data / "upstander.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise OperatorError(
                f"Upstander already runs on {data} (process {file.read().strip() or 'unknown'}). Stop it, or use another --data."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
