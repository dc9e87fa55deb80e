"""Photos and files: added whichever button is pressed, refused kindly, seen only by their owner, sent with the report."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from factories.files import photo
from factories.reporter import Reporter, expire
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import check_file
from upstander.intake.models import Attachment, DraftFile

pytestmark = pytest.mark.django_db

PATH = "/report/files"


def upload(amina: Reporter, *files: tuple[str, bytes], query: str = "", **typed: str) -> Any:
    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    return amina.client.post(PATH + query, {"files": chosen, **typed})


def page(amina: Reporter) -> str:
    return unescape(amina.client.get(PATH).content.decode())


def kept() -> int:
    with viewing(system("tests")):
        return DraftFile.objects.count()


def test_a_chosen_photo_is_kept_also_when_continue_is_pressed() -> None:
    amina = Reporter()
    amina.begin()
    assert upload(amina, ("door.jpg", photo()))["Location"] == reverse("public:step", args=["whose"])
    assert upload(amina, ("car.jpg", photo((100, 90))), go="more")["Location"] == PATH
    assert upload(amina, ("fence.heic", photo((90, 80), form="HEIC")), go="end")["Location"] == reverse(
        "public:check"
    )
    assert upload(amina, ("cat.gif", photo((80, 70), form="GIF")), query="?from=check")[
        "Location"
    ] == reverse("public:check")
    for name in ("door.jpg", "car.jpg", "fence.heic", "cat.gif"):
        assert name in page(amina) and name in amina.check()


def test_nothing_need_be_chosen() -> None:
    amina = Reporter()
    amina.begin()
    assert upload(amina)["Location"] == reverse("public:step", args=["whose"])


def test_good_files_are_kept_beside_bad_ones_which_are_named() -> None:
    amina = Reporter()
    amina.begin()
    answer = upload(
        amina, ("door.jpg", photo()), ("holiday.jpg", b"MZ\x90\0" + b"\0" * 99), ("empty.txt", b"")
    )
    content = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“holiday.jpg” was not added. It is a program" in content and "“empty.txt” is empty." in content
    assert "door.jpg" in content and kept() == 1
    assert 'href="#files"' in content and 'id="files"' in content


def test_a_file_is_shown_to_its_owner_alone_and_taken_off_again() -> None:
    amina, stranger = Reporter(), Reporter()
    amina.begin()
    stranger.begin()
    upload(amina, ("door.jpg", photo()))
    found = re.search(r'src="(/report/files/[^"]+)"', page(amina))
    assert found is not None
    answer = amina.client.get(found[1])
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert stranger.client.get(found[1]).status_code == 404
    removed = re.search(r'name="remove" value="([^"]+)"', page(amina))
    assert removed is not None
    assert stranger.client.post(PATH, {"remove": removed[1]}).status_code == 302 and kept() == 1
    assert amina.client.post(PATH, {"remove": removed[1]})["Location"] == PATH and kept() == 0
    assert amina.client.post(PATH, {"remove": "not one of ours"}).status_code == 404


def test_they_go_with_the_report() -> None:
    amina = Reporter()
    amina.begin()
    upload(amina, ("door.jpg", photo()), ("notes.txt", b"what I wrote down"))
    amina.send()
    assert "All 2 files came with it." in amina.received()
    with viewing(system("tests")):
        assert Attachment.objects.count() == 2 and DraftFile.objects.count() == 0


def test_a_photo_sent_after_the_hour_is_kept() -> None:
    amina = Reporter()
    amina.begin()
    expire()
    assert (
        upload(amina, ("door.jpg", photo()))["Location"]
        == reverse("public:step", args=["what"]) + "?note=gone"
    )
    assert "door.jpg" in page(amina)


def test_too_many_at_once_is_a_message_and_not_a_broken_page() -> None:
    amina = Reporter()
    amina.begin()
    answer = upload(amina, *[(f"{number}.txt", b"x") for number in range(25)])
    assert (
        answer.status_code == 413 and "That was too much at once" in answer.content.decode() and kept() == 0
    )
    answer = upload(amina, *[(f"{number}.txt", b"%d" % number) for number in range(11)])
    assert answer.status_code == 422 and kept() == 10
    assert "a report can carry 10 files" in unescape(answer.content.decode())
    assert "That is as many files as one report can carry." in page(amina) and 'type="file"' not in page(
        amina
    )


def test_a_body_over_the_limit_is_answered_by_the_page_before_anything_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("upstander.sites.public.uploads.MOST_BYTES", 10_000)
    monkeypatch.setattr("upstander.sites.public.uploads._AROUND", 1_000)
    amina = Reporter()
    amina.begin()
    upload(amina, ("small.txt", b"kept"))
    answer = upload(amina, ("film.mp4", b"\0" * 20_000))
    content = answer.content.decode()
    assert answer.status_code == 413 and "small.txt" in content
    assert "up to 50 MB, all together up to 100 MB, and 10 files" in content


def test_an_upload_has_no_name_on_disk(tmp_path: Any) -> None:
    amina = Reporter()
    amina.begin()
    seen: list[list[str]] = []
    with override_settings(FILE_UPLOAD_TEMP_DIR=str(tmp_path), FILE_UPLOAD_MAX_MEMORY_SIZE=1000):

        def check(name: str, content: Any) -> Any:
            seen.append([each.name for each in tmp_path.iterdir()])
            return check_file(name, content)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("upstander.sites.public.views.files.check_file", check)
            assert upload(amina, ("long.txt", b"word " * 5000)).status_code == 302
    assert seen == [[]] and kept() == 1


def test_a_file_that_came_by_half_is_not_kept_and_the_page_says_so() -> None:
    amina = Reporter()
    amina.begin()
    whole = encode_multipart(BOUNDARY, {"files": SimpleUploadedFile("door.jpg", photo())})
    for cut in (len(whole) // 2, len(whole) - len(BOUNDARY)):
        answer = amina.client.generic("POST", PATH, whole[:cut], MULTIPART_CONTENT)
        assert answer.status_code == 422 and "The line broke" in unescape(answer.content.decode()), cut
    assert kept() == 0
    assert upload(amina, ("door.jpg", photo())).status_code == 302 and kept() == 1
