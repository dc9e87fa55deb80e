"""`upstander web`: one web server, with processes and threads of its own."""

from __future__ import annotations

import os
import traceback

import click

from upstander.operations import startup
from upstander.operations.errors import OperatorError

_PROCESSES = 2
# Each holds a database connection, and waits for it more than it computes.
_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--processes", default=_PROCESSES, show_default=True, type=click.IntRange(1, 64))
def command(host: str, port: int, processes: int) -> None:
    """Start a web process only."""
    startup.data_directory()
    _check_ready()
    os.environ["UPSTANDER_WEB_PARENT"] = str(os.getpid())

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "upstander.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=_THREADS,
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


def _check_ready() -> None:
    """In a process of its own: the server must not fork with Django's connections and threads in it."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit(os.waitstatus_to_exitcode(status))
        return
    status = 1
    try:
        startup.set_up_django()
        startup.check_policy()
        startup.check_keys()
        startup.refuse_unsafe_settings()
        startup.check_database()
        startup.refuse_unsafe_database()

        from django.urls import get_resolver

        from upstander.operations.static_files import collect

        collect()
        _ = get_resolver().url_patterns  # a page that cannot be loaded is found here, not by a visitor
        status = 0
    except OperatorError as error:
        click.echo(f"upstander: {error}", err=True)
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)
