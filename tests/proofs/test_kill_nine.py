"""What was shown as received survives kill -9 of every process a moment later, database included. Run by `make proof`."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page

from factories.files import photo
from harness import browser as browsers
from upstander.operations.supervisor import free_port

pytestmark = pytest.mark.proof

LOOK = """
import hashlib, json
from upstander.operations import startup
startup.set_up_django()
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import attachment_content, reports_of_case
from upstander.intake.models import Attachment, Report
from django.utils import timezone
found = {}
with viewing(system("proof")):
    for row in Report.objects.all():
        (content,) = reports_of_case(system("proof"), row.case_id, [row.id])
        files = []
        for each in Attachment.objects.filter(report=row):
            _, pieces = attachment_content(system("proof"), each.id, variant="original", now=timezone.now())
            files.append(hashlib.sha256(b"".join(pieces)).hexdigest())
        found[row.reference] = [content.narrative, files]
print(json.dumps(found))
"""


@contextmanager
def upstander(data: Path, port: int) -> Iterator[psutil.Process]:
    """`upstander run` on its own embedded database, serving."""
    process = subprocess.Popen(
        [sys.executable, "-m", "upstander", "run", "--port", str(port), "--data", str(data)],
        env=environment(data),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Ready:"):
            break
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def environment(data: Path) -> dict[str, str]:
    hidden = ("DATABASE_URL", "DATABASE_OWNER_URL", "UPSTANDER_DATA", "DJANGO_ALLOW_ASYNC_UNSAFE")
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in hidden and not key.startswith("UPSTANDER_")
    }
    return {**kept, "UPSTANDER_DATA": str(data), "DJANGO_SETTINGS_MODULE": "upstander.settings"}


def kill_everything(root: psutil.Process, data: Path) -> None:
    """As a power cut would: no process of the program or its database gets another instruction."""
    family = [root, *root.children(recursive=True)]
    family += [
        p
        for p in psutil.process_iter(["cmdline"])
        if str(data / "postgres") in " ".join(p.info["cmdline"] or [])
    ]
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family, timeout=20)


def send_a_report(page: Page, story: str, picture: bytes) -> str:
    """Until the page says that it was received; answers with the reference it shows."""
    page.goto("/report")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("What happened?").fill(story)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.goto("/report/files")
    page.get_by_label("Choose files").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    page.get_by_role("button", name="Add these, then choose more", exact=True).click()
    page.goto("/report/check")
    page.get_by_role("button", name="Send it", exact=True).click()
    return page.locator(".up-code__value").inner_text()


def test_what_was_received_survives_kill_nine_of_every_process(tmp_path: Path) -> None:
    executable = browsers.chromium()
    if executable is None:
        pytest.skip("Chromium is not installed (Debian package chromium)")
    data, port, sent = tmp_path / "data", free_port("127.0.0.1"), {}
    with browsers.running_browser(executable) as browser:
        for number in range(3):
            with upstander(data, port) as root:
                page = browser.new_page(base_url=f"http://127.0.0.1:{port}", java_script_enabled=False)
                story, picture = (
                    f"Report number {number}, told a moment before the lights went out",
                    photo() + bytes([number]),
                )
                reference = send_a_report(page, story, picture)
                kill_everything(root, data)
                sent[reference] = [story, [hashlib.sha256(picture).hexdigest()]]
                page.context.close()
    with upstander(data, port):
        look = subprocess.run(
            [sys.executable, "-c", LOOK], env=environment(data), capture_output=True, text=True, check=True
        )
    assert json.loads(look.stdout.splitlines()[-1]) == sent
