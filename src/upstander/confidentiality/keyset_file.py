"""The file with the master keys: as it is, or sealed by a key service (AWS KMS, Google Cloud KMS, HashiCorp Vault) through Tink.

Sealed, the file opens only for whoever the service lets use its key, and the service's own log shows each use. The program asks it
once for each process and each change of the file.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import tink

from upstander.confidentiality.errors import MasterKeysMissing

_BOUND_TO = b"upstander master keys"
_PURPOSES = ("wrapping", "index", "audit")


def read_keyset(path: Path) -> dict[str, Any]:  # Any: Tink's JSON
    """The keysets by purpose, in clear. Raises MasterKeysMissing."""
    content, _ = read_with_service(path)
    return content


def read_with_service(path: Path) -> tuple[dict[str, Any], str]:
    """The keysets, and the address of the key that seals the file; empty when none does. Raises MasterKeysMissing."""
    try:
        content: dict[str, Any] = json.loads(path.read_text())
        service = str(content.get("service", ""))
        if service:
            plain = _aead(service).decrypt(base64.b64decode(content["sealed"]), _BOUND_TO)
            content = json.loads(plain)
        if not all(purpose in content for purpose in _PURPOSES):
            raise KeyError("a purpose is missing")
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise MasterKeysMissing(
            f"The master keys could not be read ({type(error).__name__}). Restore the file named by"
            " UPSTANDER_MASTER_KEYSET from its backup; a new one cannot open what the old one sealed."
        ) from error
    except MasterKeysMissing:
        raise
    except Exception as error:  # each service's client has its own errors
        raise MasterKeysMissing(
            f"The key service did not open the master keys ({type(error).__name__}). Check that it can be reached and that this"
            " host may use the key; or restore the file from its shares, which needs no service."
        ) from error
    return content, service


def keyset_bytes(content: dict[str, Any], service: str = "") -> bytes:
    """What to write into the file: sealed by the service's key where one is given. Raises MasterKeysMissing."""
    plain = json.dumps(content).encode()
    if not service:
        return plain
    try:
        sealed: bytes = _aead(service).encrypt(plain, _BOUND_TO)
    except MasterKeysMissing:
        raise
    except Exception as error:
        raise MasterKeysMissing(
            f"The key service did not seal the master keys ({type(error).__name__}). Nothing was changed."
        ) from error
    return json.dumps({"service": service, "sealed": base64.b64encode(sealed).decode()}).encode()


def write_keyset(path: Path, content: bytes) -> None:
    """Write a file that only this account can read, and wait until the disk has it."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _aead(service: str) -> Any:  # Any: Tink ships no types
    """The service's key, ready to seal and open. A client registered with Tink comes first."""
    try:
        return tink.kms_client_from_uri(service).get_aead(service)
    except tink.TinkError:
        pass
    kind, _, rest = service.partition(":")
    try:
        if kind == "aws-kms":
            from tink.integration import awskms

            return awskms.AwsKmsClient(service, None).get_aead(service)
        if kind == "gcp-kms":
            from tink.integration import gcpkms

            return gcpkms.GcpKmsClient(service, None).get_aead(service)
        if kind == "hcvault":
            import hvac  # type: ignore[import-untyped,unused-ignore]  # an extra
            from tink.integration import hcvault

            return hcvault.new_aead(
                rest.lstrip("/"), hvac.Client()
            )  # VAULT_ADDR and VAULT_TOKEN say where and as whom
    except ImportError as error:
        raise MasterKeysMissing(
            "The client of this key service is not installed. Install upstander[aws], upstander[gcp] or upstander[vault]."
        ) from error
    raise MasterKeysMissing(
        "No key service of that kind. Give aws-kms://arn:…, gcp-kms://projects/… or hcvault:transit/keys/NAME."
    )
