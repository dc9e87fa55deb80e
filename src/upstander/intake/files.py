"""Which files are taken, decided by what is in them and never by what they are called, and the copy that is safe to look at.

Nothing here touches the database. The original is kept as it came; the copy of a picture carries no metadata, so that opening it
tells nobody where it was taken or on whose phone.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import IO

import pillow_heif
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageCms, ImageOps

from upstander.intake.errors import FileRefused
from upstander.intake.told import FileTold

MOST_FILES = 10
LARGEST_FILE = 50_000_000
MOST_BYTES = 100_000_000
PIECE = 1024 * 1024
VIEW_EDGE = 2400  # pixels; enough to read a number plate, small enough to open anywhere
LONGEST_NAME = 120
# A photograph of 120 megapixels is the most that phones make by themselves; other pictures take far more memory to open.
_MOST_PIXELS = {"image/jpeg": 120_000_000}
_MOST_PIXELS_OTHERWISE = 64_000_000
Image.MAX_IMAGE_PIXELS = 120_000_000

pillow_heif.register_heif_opener()

TAKEN_IN_WORDS = gettext_lazy("photos, screenshots, PDFs, videos, sound recordings and plain text")
# For the file chooser; what comes back is checked all the same.
ACCEPT = "image/*,video/*,audio/*,application/pdf,text/plain,.heic,.heif,.amr,.3gp"

_ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "application/pdf": ("pdf",),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov", "qt"),
    "video/3gpp": ("3gp", "3gpp", "3g2"),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "m4b"),
    "audio/wav": ("wav",),
    "audio/amr": ("amr", "awb"),
    "audio/ogg": ("ogg", "oga", "opus", "ogv"),
    "text/plain": ("txt", "text", "log", "md", "csv"),
}
_KINDS = {
    "image": gettext_lazy("Photo"),
    "video": gettext_lazy("Video"),
    "audio": gettext_lazy("Sound"),
    "text": gettext_lazy("Text"),
    "application": "PDF",
}


def kind_of(media_type: str) -> str:
    """`Photo`, `Video`, `Sound`, `Text` or `PDF`, for people."""
    return str(_KINDS.get(media_type.split("/")[0], gettext_lazy("File")))


def megabytes(size: int) -> str:
    """`50 MB`."""
    return f"{size // 1_000_000} MB"


def check_file(name: str, content: IO[bytes]) -> FileTold:
    """The file as a channel hands it over. `content` must be seekable and stay open while it is read.

    Raises FileRefused with a message that names the file and says what to do.
    """
    filename = safe_filename(name)
    size = content.seek(0, io.SEEK_END)
    if size == 0:
        raise FileRefused(
            _("“%(file)s” is empty. Choose it again, or choose another file.") % {"file": filename}
        )
    if size > LARGEST_FILE:
        raise FileRefused(
            _(
                "“%(file)s” is too large. A file can be up to %(most)s. "
                "Send a shorter video or a smaller photo, or tell us about it and we will arrange another way."
            )
            % {"file": filename, "most": megabytes(LARGEST_FILE)}
        )
    content.seek(0)
    head = content.read(4096)
    media_type = _recognise(head) or _as_text(content)
    if media_type is None:
        raise FileRefused(
            _("“%(file)s” was not added. %(why)s") % {"file": filename, "why": _why_not(head, name)}
        )
    view = _view(content, media_type, filename) if media_type.startswith("image/") else None
    return FileTold(
        filename=_with_true_ending(filename, media_type),
        media_type=media_type,
        size=size,
        sha256=_digest(content),
        original=partial(_pieces, content),
        view=partial(_pieces, io.BytesIO(view[1])) if view else None,
        view_media_type=view[0] if view else "",
        view_size=len(view[1]) if view else 0,
    )


# Names ---------------------------------------------------------------------------------------------------------------


def safe_filename(name: str) -> str:
    """The name alone, without folders, control characters, or letters that reverse the reading direction; at most 120 long."""
    last = re.split(r"[\\/]", name)[-1]
    # Cc control, Cf invisible marks (direction overrides among them), Cs half a character, Co private use, Zl and Zp line ends. The
    # joiner that holds an emoji together is the one mark that stays.
    shown = "".join(
        c
        for c in last
        if c == "\u200d" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    )
    shown = re.sub(r"\s+", " ", shown).strip(" .") or "file"
    if len(shown) <= LONGEST_NAME:
        return shown
    path = PurePosixPath(shown)
    ending = path.suffix if len(path.suffix) <= 10 else ""
    return shown[: LONGEST_NAME - len(ending)].rstrip() + ending


def _with_true_ending(filename: str, media_type: str) -> str:
    """A name whose ending says what the file is, so that nobody opens a photograph called `.exe` as a program."""
    endings = _ENDINGS[media_type]
    if PurePosixPath(filename).suffix.lower().lstrip(".") in endings:
        return filename
    return safe_filename(f"{filename[: LONGEST_NAME - 5]}.{endings[0]}")


# What it is ----------------------------------------------------------------------------------------------------------

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"OggS", "audio/ogg"),
)
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_ISO = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_MP4 = {
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
    b"mmp4",
}


def _recognise(head: bytes) -> str | None:
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "application/pdf"
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "video/quicktime"  # from before the format had a brand
    if _is_mpeg_audio(head):
        return "audio/mpeg"
    return None


def _iso_media(head: bytes) -> str | None:
    """The family of formats that begin with a brand and a list of brands they are compatible with."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brand = head[8:12]
    if brand in _HEIF:
        return "image/heic"
    if brand in _ISO:
        return _ISO[brand]
    if brand[:3] in (b"3gp", b"3g2"):
        return "video/3gpp"
    compatible = {head[at : at + 4] for at in range(16, length - 3, 4)}
    return "video/mp4" if brand in _MP4 or compatible & _MP4 else None


def _is_mpeg_audio(head: bytes) -> bool:
    """Two frames of MPEG layer III in a row: one alone is found in all kinds of files."""
    length = _frame_length(head)
    return length is not None and _frame_length(head[length:]) is not None


def _frame_length(head: bytes) -> int | None:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    first = head[1] & 0x08 == 0x08  # MPEG 1, otherwise 2 or 2.5
    rates = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320) if first else _RATES_2
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    if rate in (0, 15) or frequency == 3:
        return None
    hertz = (44_100, 48_000, 32_000)[frequency] // {0x18: 1, 0x10: 2, 0x00: 4}.get(head[1] & 0x18, 1)
    return (144 if first else 72) * rates[rate] * 1000 // hertz + (head[2] >> 1 & 1)


_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _as_text(content: IO[bytes]) -> str | None:
    """Plain words in UTF-8 or UTF-16, without a control character, and nothing that a browser or a computer would run."""
    content.seek(0)
    head = content.read(4)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    beginning = ""
    content.seek(0)
    try:
        while piece := content.read(PIECE):
            words = decoder.decode(piece)
            if _NOT_TEXT.search(words):
                return None
            beginning = beginning or words[:4096]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return None if _RUNS.search(beginning) else "text/plain"


_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_RUNS = re.compile(
    r"\A\s*(#!|<\?|<!doctype|<!--|@echo|\[InternetShortcut\])|<\s*(html|head|body|script|svg|iframe|object)\b",
    re.IGNORECASE,
)

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"dex\n",
    b"L\0\0\0",
)
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
)
_DOCUMENTS = {
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "pages",
    "numbers",
    "key",
    "doc",
    "xls",
    "ppt",
    "msg",
    "rtf",
}


def _why_not(head: bytes, name: str) -> str:
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if head.startswith(_PROGRAMS):
        return _(
            "It is a program, whatever its name says, and we cannot take programs. If you meant a photo, choose it again."
        )
    if ending in _DOCUMENTS or head.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return _("We cannot take office documents. Save it as a PDF, or copy its words into what happened.")
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return _("It is a bundle of files packed into one. Add the files inside it one by one.")
    if _RUNS.search(head.decode("latin-1")):
        return _(
            "It is a web page or a script, and those can do harm when opened. A screenshot of it works well."
        )
    return _("We can take %(these)s. A screenshot or a photo of it works well.") % {"these": TAKEN_IN_WORDS}


# Pictures ------------------------------------------------------------------------------------------------------------


def _view(content: IO[bytes], media_type: str, filename: str) -> tuple[str, bytes] | None:
    """Type and content of the copy: turned upright, at most 2400 pixels long, no metadata. None when the file is cut short."""
    too_many = FileRefused(
        _(
            "“%(file)s” has more pixels than we can open. Take a screenshot of it, or make it smaller, and add that."
        )
        % {"file": filename}
    )
    content.seek(0)
    try:
        picture = Image.open(content, formats=["JPEG", "PNG", "GIF", "WEBP", "HEIF", "MPO"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise FileRefused(
            _("“%(file)s” could not be opened. It may be damaged. Send it again, or a screenshot of it.")
            % {"file": filename}
        ) from error
    with picture:
        if picture.width * picture.height > _MOST_PIXELS.get(media_type, _MOST_PIXELS_OTHERWISE):
            raise too_many
        try:
            picture.draft(
                "RGB", (VIEW_EDGE, VIEW_EDGE)
            )  # a large photograph is read at a fraction of its size
            return _clean_copy(picture)
        except (OSError, SyntaxError, ValueError, EOFError):
            return None  # cut short, and still evidence: the original is kept as it is


def _clean_copy(picture: Image.Image) -> tuple[str, bytes]:
    profile = picture.info.get("icc_profile")
    shown: Image.Image = ImageOps.exif_transpose(picture)
    shown.thumbnail((VIEW_EDGE, VIEW_EDGE))
    see_through = shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info
    shown = _to_screen_colours(shown.convert("RGBA" if see_through else "RGB"), profile)
    shown.info.clear()  # Pillow would write comments, text and colour profiles from here
    out = io.BytesIO()
    if see_through:
        shown.save(out, "PNG", optimize=False)
        return "image/png", out.getvalue()
    shown.save(out, "JPEG", quality=85)
    return "image/jpeg", out.getvalue()


def _to_screen_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours of the picture's own profile as every screen shows them; the profile itself is left out."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


# Bytes ---------------------------------------------------------------------------------------------------------------


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece


def _digest(content: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in _pieces(content):
        digest.update(piece)
    return digest.digest()
