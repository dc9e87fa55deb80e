"""A file is taken for what is in it, never for what it is called; the copy for looking at says nothing beyond the picture."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from factories.files import SECRET_PLACE, endless_png, iso_media, mp3, photo
from upstander.intake.api import LARGEST_FILE, FileRefused, FileTold, check_file, kind_of, safe_filename


def checked(name: str, content: bytes) -> FileTold:
    return check_file(name, io.BytesIO(content))


def view_of(file: FileTold) -> Image.Image:
    assert file.view is not None
    content = b"".join(file.view())
    assert len(content) == file.view_size
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.jpg", photo(), "image/jpeg"),
        ("a.png", photo(form="PNG"), "image/png"),
        ("a.gif", photo(form="GIF"), "image/gif"),
        ("a.webp", photo(form="WEBP"), "image/webp"),
        ("IMG_0001.HEIC", photo(form="HEIC"), "image/heic"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "application/pdf"),
        ("a.pdf", b"\xef\xbb\xbf\r\n%PDF-1.4\n", "application/pdf"),
        ("a.mp4", iso_media(b"isom", b"isom", b"avc1"), "video/mp4"),
        ("a.mp4", iso_media(b"XYZW", b"mp42"), "video/mp4"),
        ("a.mov", iso_media(b"qt  ", b"qt  "), "video/quicktime"),
        ("a.mov", b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
        ("a.3gp", iso_media(b"3gp5", b"isom"), "video/3gpp"),
        ("a.m4a", iso_media(b"M4A ", b"M4A ", b"mp42"), "audio/mp4"),
        ("a.mp3", b"ID3\x04\0\0\0\0\0\0" + mp3(), "audio/mpeg"),
        ("a.mp3", mp3(), "audio/mpeg"),
        ("a.wav", b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        ("a.amr", b"#!AMR\n" + b"\0" * 20, "audio/amr"),
        ("a.ogg", b"OggS\0\x02" + b"\0" * 20, "audio/ogg"),
        ("a.txt", "Er schrie: „geh weg“. 😟\n".encode(), "text/plain"),
        ("a.txt", "He said 2 < 3 and left".encode("utf-16"), "text/plain"),
    ],
)
def test_what_people_send_is_taken(name: str, content: bytes, media_type: str) -> None:
    file = checked(name, content)
    assert file.media_type == media_type
    assert file.filename == name
    assert file.size == len(content) and file.sha256 == hashlib.sha256(content).digest()
    assert b"".join(file.original()) == content, "the original is kept as it came"
    assert (file.view is not None) == media_type.startswith("image/")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("holiday.jpg", b"MZ\x90\0\x03\0\0\0" + b"\0" * 200, "program"),
        ("holiday.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 60, "program"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /\n", "program"),
        ("photos.zip", b"PK\x03\x04\x14\0\0\0" + b"\0" * 40, "one by one"),
        ("photos.tgz", b"\x1f\x8b\x08\0" + b"\0" * 40, "one by one"),
        ("diary.docx", b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", "PDF"),
        ("diary.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, "PDF"),
        ("page.txt", b"<!DOCTYPE html><title>x</title>", "screenshot"),
        ("page.txt", b"hello <script>alert(1)</script>", "screenshot"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "screenshot"),
        ("drawing.png", b'<?xml version="1.0"?><svg/>', "screenshot"),
        ("what.bin", bytes(range(256)), "We can take photos"),
        ("sound.mp3", b"\xff\xfb" + b"\x01" * 50, "We can take photos"),
        ("broken.jpg", b"\xff\xd8\xff\xe0 this is not a picture", "could not be opened"),
        ("empty.jpg", b"", "is empty"),
    ],
)
def test_what_could_harm_or_cannot_be_opened_is_refused_by_name_with_a_way_on(
    name: str, content: bytes, says: str
) -> None:
    with pytest.raises(FileRefused, match=f"“{name}”.*{says}"):
        checked(name, content)


def test_a_file_over_the_limit_is_refused_without_being_read() -> None:
    class Endless(io.RawIOBase):
        def seekable(self) -> bool:
            return True

        def seek(self, offset: int, whence: int = 0) -> int:
            return LARGEST_FILE + 1 if whence == io.SEEK_END else offset

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read although it is too large")

    with pytest.raises(FileRefused, match=r"“film\.mp4” is too large.*50 MB"):
        check_file("film.mp4", Endless())  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "HEIC"])
def test_the_copy_carries_no_metadata(form: str) -> None:
    content = photo(form=form)
    assert SECRET_PLACE.encode() in content or form == "HEIC"
    file = checked("photo", content)
    assert file.view is not None
    copy = b"".join(file.view())
    assert SECRET_PLACE.encode() not in copy
    shown = Image.open(io.BytesIO(copy))
    assert shown.format in ("JPEG", "PNG")
    assert not shown.getexif() and not {"exif", "comment", "Comment", "icc_profile", "xmp"} & set(shown.info)


def test_the_copy_stands_upright() -> None:
    shown = view_of(checked("photo.jpg", photo((640, 480), turned=True)))
    assert shown.size == (480, 640)
    red = shown.convert("RGB").getpixel((240, 30))
    assert isinstance(red, tuple) and red[0] > 200, "what was left is now on top"


def test_the_copy_is_no_larger_than_needed() -> None:
    shown = view_of(checked("photo.jpg", photo((6000, 3000))))
    assert shown.size == (2400, 1200)


def test_a_heic_photo_gets_a_copy_that_every_browser_shows() -> None:
    file = checked("IMG_2.heic", photo(form="HEIC"))
    assert file.view_media_type == "image/jpeg" and view_of(file).size == (640, 480)


def test_a_see_through_picture_stays_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")
    file = checked("mark.png", out.getvalue())
    assert file.view_media_type == "image/png" and view_of(file).mode == "RGBA"


def test_a_picture_with_too_many_pixels_is_refused_kindly() -> None:
    with pytest.raises(FileRefused, match="more pixels than we can open"):
        checked("sky.png", endless_png())
    with pytest.raises(FileRefused, match="more pixels than we can open"):
        checked("sky.png", endless_png(9_000, 9_000))


def test_a_photo_that_was_cut_short_on_the_way_is_kept_without_a_copy() -> None:
    content = photo((1200, 900))
    file = checked("photo.jpg", content[: len(content) // 2])
    assert file.media_type == "image/jpeg" and file.view is None and file.view_size == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\amina\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("pho\x00to\n.jpg", "photo.jpg"),
        ("  two   spaces.jpg ", "two spaces.jpg"),
        ("sunflower 🌻👩🏽‍🌾.jpg", "sunflower 🌻👩🏽‍🌾.jpg"),
        ("fête.jpg", "fête.jpg"),
        ("...", "file"),
        ("", "file"),
        ("a" * 300 + ".jpeg", "a" * 115 + ".jpeg"),
    ],
)
def test_names_are_made_harmless_and_stay_recognisable(given: str, kept: str) -> None:
    assert safe_filename(given) == kept


def test_a_name_says_what_the_file_is() -> None:
    assert checked("photo.exe", photo()).filename == "photo.exe.jpg"
    assert checked("photo", photo()).filename == "photo.jpg"
    assert len(checked("p" * 400, photo()).filename) <= 120


def test_kinds_have_plain_names() -> None:
    assert [
        kind_of(each) for each in ("image/heic", "video/mp4", "audio/amr", "text/plain", "application/pdf")
    ] == [
        "Photo",
        "Video",
        "Sound",
        "Text",
        "PDF",
    ]
