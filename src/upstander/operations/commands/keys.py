"""`upstander keys`: make them, look at them, change them while everything runs, and keep a copy that no one person can open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from upstander.operations import startup
from upstander.operations.commands.keys_reindex import STEPS, index_under_way, take_steps
from upstander.operations.errors import OperatorError

P = ParamSpec("P")


@click.group(invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Make, rotate, back up and restore the keys. Alone, the same as `create`."""
    if context.invoked_subcommand is None:
        context.invoke(create)


@command.command()
def create() -> None:
    """Make the signing key and the master keys, where they are missing. Then run `upstander keys backup`."""
    data = startup.data_directory()
    startup.make_secret(data)
    startup.set_up_django()
    startup.make_master_keys()
    startup.check_keys()
    click.echo(f"Master keys: {_path()}. Without them nothing that is sealed can be read again.")


def _with_keys(step: Callable[P, None]) -> Callable[P, None]:
    @wraps(step)
    def ready(*args: P.args, **kwargs: P.kwargs) -> None:
        startup.data_directory()
        startup.set_up_django()
        startup.check_keys()
        step(*args, **kwargs)

    return ready


@command.command()
@_with_keys
def status() -> None:
    """The numbers of the keys, which of them seal, and how much older keys still wrap. Shows no secret."""
    from upstander.confidentiality.api import (
        key_service,
        key_states,
        left_to_reindex,
        left_to_rewrap,
        system,
    )

    click.echo(f"Sealed by {key_service(_path()) or 'no key service'}.")
    for each in key_states(_path()):
        click.echo(
            f"{each.purpose:<9} {each.number:>10}  {'seals and opens' if each.sealing else 'opens only'}"
        )
    with startup.database(startup.data_directory()):
        startup.check_database()
        left = left_to_rewrap(_path(), system("keys status"))
        old = left_to_reindex(system("keys status"))
    click.echo(f"{left} wrapped by an older key." if left else "Everything is wrapped by the newest key.")
    if old or index_under_way(_path()):
        click.echo(f"A new index key is under way, {old} rows to go. Go on with `upstander keys reindex`.")


@command.command()
@click.option("--add-only", is_flag=True, help="Several hosts, first: add the new keys; they only open yet.")
@click.option("--use-added", is_flag=True, help="Several hosts, second: seal with the keys added before.")
@_with_keys
def rotate(add_only: bool, use_added: bool) -> None:
    """Seal with new master keys from now on. Running processes notice by themselves. Then run `upstander keys rewrap`.

    The keys of the search index and of digests have a command of their own: `upstander keys reindex`.
    """
    from upstander.confidentiality.api import add_keys, use_new_keys

    if not use_added:
        add_keys(_path())
    if add_only:
        click.echo("Added. Bring the file to every host, then run this again with --use-added.")
        return
    if not use_new_keys(_path()):
        raise OperatorError("The newest keys are in use already. Add new ones first: leave --use-added out.")
    click.echo(
        "New keys seal from now on. Back them up now, with `upstander keys backup`: older backups lack them."
    )


@command.command()
@click.option("--batch", default=500, show_default=True, type=click.IntRange(1, 10_000))
@_with_keys
def rewrap(batch: int) -> None:
    """Wrap all data keys anew under the newest master key, in batches. May be stopped and begun again."""
    from django.utils import timezone

    from upstander.confidentiality.api import rewrap_some, system

    done = 0
    with startup.database(startup.data_directory()):
        startup.check_database()
        while some := rewrap_some(path=_path(), by=system("keys rewrap"), now=timezone.now(), at_most=batch):
            done += some
    click.echo(
        f"{done} wrapped anew. Backups of the keyring made before need the old keys; both stay in the file."
    )


@command.command()
@click.option(
    "--step", type=click.Choice(STEPS), help="Several hosts: one step at a time, in this order; else all."
)
@click.option("--batch", default=500, show_default=True, type=click.IntRange(1, 10_000))
@click.option(
    "--wait", default=600, show_default=True, help="Seconds to wait for what began by the old file."
)
@_with_keys
def reindex(step: str | None, batch: int, wait: int) -> None:
    """Give the search index and digests a new key each, while everything runs. May be stopped and begun again.

    Steps: `add` puts the new key into the file; `fill` brings everything stored up to it; `use` searches with it; `clear` takes out
    what the old one made. With several hosts bring the file to all of them after `add` and after `use`.
    """
    with startup.database(startup.data_directory()):
        startup.check_database()
        click.echo(take_steps(_path(), step, batch, wait))


@command.command()
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help="A directory for file and shares."
)
@click.option("--shares", default=3, show_default=True, help="How many people get a share.")
@click.option("--need", default=2, show_default=True, help="How many of them restore together.")
@_with_keys
def backup(folder: Path, shares: int, need: int) -> None:
    """Back up the master keys: a sealed file, and shares of which any NEED open it. Give each share to another person."""
    from upstander.confidentiality.api import plain_keyset, split_backup, write_keyset

    try:
        sealed, lines = split_backup(plain_keyset(_path()), shares=shares, need=need)
    except ValueError as error:
        raise OperatorError(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = lines[0].partition("-")[0].lower()
    write_keyset(folder / f"master-keys-{name}.backup", sealed)
    for number, line in enumerate(lines, 1):
        write_keyset(folder / f"share-{name}-{number}-of-{shares}.txt", f"{line}\n".encode())
    click.echo(
        f"In {folder}: one file and {shares} shares; any {need} open it. Give each share to another person, on paper or on a"
        " stick of their own, and delete it here. Keep the file apart from the back-ups of the database."
    )


@command.command()
@click.argument("uri", default="")
@click.option("--none", "leave", is_flag=True, help="Put the keys back into a file that no service seals.")
@_with_keys
def service(uri: str, leave: bool) -> None:
    """Have a key service seal the file of master keys: aws-kms://arn:…, gcp-kms://projects/… or hcvault:transit/keys/NAME.

    Make a backup in shares first: it opens without the service. Alone, says what seals the file now.
    """
    from upstander.confidentiality.api import MasterKeysMissing, key_service, seal_keyset

    if not uri and not leave:
        click.echo(key_service(_path()) or "No key service: the file opens by itself.")
        return
    try:
        seal_keyset(_path(), "" if leave else uri)
    except MasterKeysMissing as error:
        raise OperatorError(str(error)) from error
    click.echo(
        "The file opens by itself again. chmod 600 it."
        if leave
        else "Sealed by the service. Delete older copies of the file: they open without it. Running processes notice by themselves."
    )


@command.command()
@click.argument("backup_file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--share",
    "files",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A file with a share.",
)
def restore(backup_file: Path, files: tuple[Path, ...]) -> None:
    """Put master keys back from BACKUP_FILE and shares. Asks for the shares when no file is given. Overwrites nothing."""
    startup.data_directory()
    startup.set_up_django()
    from upstander.confidentiality.api import WrongShares, join_backup, write_keyset

    path = _path()
    if path.exists():
        raise OperatorError(
            f"{path} is there. Move it away first, and keep it: it may open what the backup cannot."
        )
    lines = [file.read_text() for file in files] or _asked()
    try:
        content = join_backup(backup_file.read_bytes(), lines)
    except WrongShares as error:
        raise OperatorError(str(error)) from error
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_keyset(path, content)
    startup.check_keys()
    click.echo(f"The master keys are back at {path}. Start web and worker, and open a case.")


def _asked() -> list[str]:
    lines = []
    while line := click.prompt("Share (empty when that was the last)", default="", show_default=False):
        lines.append(line)
    return lines


def _path() -> Path:
    from django.conf import settings

    path: Path = settings.UPSTANDER_MASTER_KEYSET
    return path
