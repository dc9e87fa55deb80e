"""Small files of every kind that people send, and some that nobody should."""

from __future__ import annotations

import io
import struct
import zlib

import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

SECRET_PLACE = "Larkfield Walk camera"


def photo(size: tuple[int, int] = (640, 480), *, turned: bool = False, form: str = "JPEG") -> bytes:
    """A photograph whose left half is red, with a camera, a comment and a place in its metadata. `turned`: lies on its side."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = SECRET_PLACE
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    if form == "HEIC":
        pillow_heif.from_pillow(picture).save(out, quality=60, exif=exif.tobytes())
    elif form == "PNG":
        notes = PngInfo()
        notes.add_text("Comment", SECRET_PLACE)
        picture.save(out, form, exif=exif, pnginfo=notes)
    elif form == "GIF":
        picture.save(out, form, comment=SECRET_PLACE.encode())
    elif form == "WEBP":
        picture.save(out, form, exif=exif)
    else:
        picture.save(out, form, exif=exif, comment=SECRET_PLACE.encode())
    return out.getvalue()


def endless_png(width: int = 40_000, height: int = 40_000) -> bytes:
    """A few kilobytes that say they are 1,600 megapixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 5000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def iso_media(brand: bytes, *compatible: bytes) -> bytes:
    """The beginning of a video, a recording or a photograph of the MP4 family."""
    brands = b"".join(compatible)
    return (
        struct.pack(">I", 16 + len(brands))
        + b"ftyp"
        + brand
        + b"\0\0\0\0"
        + brands
        + b"\0\0\0\x08mdat"
        + b"\0" * 64
    )


def mp3() -> bytes:
    """Two silent frames of 128 kbit/s at 44.1 kHz."""
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413
    return frame * 2


def hostile_pdf(*lines: str, password: str = "") -> bytes:
    """A PDF file, a page for each line of text, with a script, an embedded file and a link that calls out. `password`: locked."""
    made = PdfWriter()
    letters = DictionaryObject(
        {NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}.items()}
    )  # fmt: skip
    for line in lines:
        page = made.add_blank_page(595, 842)
        drawn = StreamObject()
        drawn.set_data(f"BT /F1 40 Tf 60 700 Td ({line}) Tj ET".encode())
        page[NameObject("/Contents")] = made._add_object(drawn)
        fonts = DictionaryObject({NameObject("/F1"): letters})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert('calls')"),
    }
    made._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    made.add_attachment("inside.txt", b"calls out")
    made.add_annotation(0, Link(rect=(0, 0, 500, 500), url="https://calls.out/"))
    if password:
        made.encrypt(password)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()
