"""A real OpenID Connect provider in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from upstander.operations.supervisor import free_port


@contextmanager
def provider_of(people: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Its address, while it runs; it knows these people by `sub`."""
    port = free_port("127.0.0.1")
    told = [
        part
        for sub, claims in people.items()
        for part in ("--user-claims", json.dumps({"sub": sub, **claims}))
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *told],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                requests.get(f"{url}/.well-known/openid-configuration", timeout=2)
                break
            except requests.ConnectionError:
                assert process.poll() is None, "the provider ended"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)
