"""Text that ships inside the package: editions, word lists, templates of letters. Read-only, works from a wheel."""

from importlib.resources import files


def packaged_text(package: str, path: str) -> str:
    """The text of a file inside `package`, such as ("upstander.policy", "editions/ovh-2021.yaml").

    Raises FileNotFoundError when it does not ship.
    """
    return files(package).joinpath(*path.split("/")).read_text(encoding="utf-8")


def packaged_names(package: str, folder: str, suffix: str) -> tuple[str, ...]:
    """The names, without suffix and in order, of the files in a folder of `package` that end in `suffix`."""
    found = files(package).joinpath(*folder.split("/")).iterdir()
    return tuple(sorted(item.name.removesuffix(suffix) for item in found if item.name.endswith(suffix)))
