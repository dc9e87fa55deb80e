"""What is wrong with one form of the staff's pages: words that its writer would lose, or an answer that does not say what to do.
`test_url_sweep.py` asks it of every form there is."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from sites.staff.pages import errors_of, form_of, text_of

# An area to write in, and nothing kept: why (0225).
KEEPS_NOTHING = {
    "staff:quiet",  # only when its writer presses for it
    "staff:taking",  # its own draft, which is offered again (0055)
    "staff:glass",  # seconds count
    "policy:try",  # nothing of it is stored
    "access:page",  # the note of one page, beside buttons that put words back
}
HOSTILE = ("9" * 30_001, "\x00 \U0001f9ff \u202e\u0634\u0643\u0631\u0627 <b>{{")
OURS = ("version", "opened", "step", "once", "number", "fold", "mark", "edition", "rows")
_DJANGO = ("Ensure this", "Null characters", "Enter a", "Select a valid", "This field")


def faults_of(client: Client, name: str, address: str, value: str) -> list[str]:
    """In a sentence each, when `value` is typed everywhere; empty when nothing is. Nothing that is sent here stays."""
    page = client.get(address)
    content = "" if page.streaming else page.content.decode(errors="replace")
    start = content.find('<form method="post"')
    while start >= 0 and 'id="form"' not in content[start : content.find(">", start)]:
        start = content.find('<form method="post"', start + 1)
    if start < 0:
        return []
    form = content[start : content.find("</form>", start)]
    fields, found, typed, files = form_of(page), [], *_typed(form)
    keeps = " data-keep" in form[: form.find(">")]
    if "<textarea" in form and not keeps and name not in KEEPS_NOTHING:
        found.append("what is written there is lost with the browser")
    if keeps and typed and "/cases/" not in address:  # those go one way (test_kept_forms.py)
        found += _kept(client, address, fields, typed[0])
    with transaction.atomic():
        sent = {**fields, **{each: [value] for each in typed}, **{each: _no_picture() for each in files}}
        answer = client.post(address, sent)
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        found.append(f"{answer.status_code} for {value[:9]!r}")
    if answer.status_code == 422:
        said, there = errors_of(answer), form_of(answer)
        found += [f"{each!r} is lost" for each in typed if there.get(each) != [value]]
        found += [f"it says {each!r}: {said}" for each in _DJANGO if each in said]
        found += [] if said else ["it does not say what is wrong"]
    return found


def _typed(form: str) -> tuple[list[str], list[str]]:
    """The fields that are typed rather than chosen, and those that take files."""
    typed, files = [], []
    for tag in re.findall(r"<(?:input|textarea)[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, kind = given.get("name", ""), given.get("type")
        if kind == "file":
            files.append(name)
        elif name not in ("", *OURS) and kind not in ("radio", "checkbox", "hidden"):
            typed.append(name)
    return typed, files


def _no_picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("\u202egpj.exe", b"MZ\x90\x00\xff\xfe" * 100, content_type="image/jpeg")


def _kept(client: Client, address: str, fields: dict[str, Any], field: str) -> list[str]:
    sent = {**fields, field: ["What I meant"], "step": "keep"}
    if client.post(address, sent, headers={"X-Kept": "yes"}).status_code != 204:
        return ["it is not kept while it is typed"]
    again = client.get(address)
    found = (
        [] if form_of(again).get(field) == ["What I meant"] else ["what was kept does not stand there again"]
    )
    found += [] if "stands here again" in text_of(again) else ["it does not say that it stands there again"]
    client.post(address, {"step": "forget"})
    return (
        found if form_of(client.get(address)) == fields else [*found, "what was given up stands there still"]
    )
