"""Finds the key that access tokens are verified with, once, at start.

A configured secret or public key; else, on loopback only, a secret made here and kept in the data
folder: development mode.
"""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from handlers.access import AccessSettings, Key, is_loopback

# RFC 7518 section 3.2: an HS256 key is 256 bits or more.
_SHORTEST_SECRET = 32


class BadKey(Exception):
    """Raised when there is no usable key; the text names the setting and says what to do."""


def find_key(access: AccessSettings, host: str, data_dir: Path) -> tuple[Key, bool]:
    """The key tokens are verified with, and whether this is development mode.

    Raises BadKey.
    """
    if access.public_key_file:
        return _public_key(Path(access.public_key_file)), False
    secret = access.secret
    if access.secret_file:
        secret = _read_file(Path(access.secret_file), "access.secret_file").strip()
        if not secret:
            raise BadKey(f"access.secret_file: {access.secret_file} is empty")
    if secret:
        if len(secret) < _SHORTEST_SECRET:
            raise BadKey(f"access.secret: needs {_SHORTEST_SECRET} characters or more")
        return Key(secret, ("HS256",)), False
    if not is_loopback(host):
        raise BadKey(
            f"--host {host} lets others in, so it needs a secret that tokens are signed with: "
            "set VIVAVOZ_ACCESS_SECRET, access.secret_file or access.public_key_file"
        )
    return Key(_development_secret(data_dir), ("HS256",)), True


def _public_key(path: Path) -> Key:
    pem = _read_file(path, "access.public_key_file")
    if "PRIVATE KEY" in pem or "PUBLIC KEY" not in pem:
        raise BadKey(f"access.public_key_file: {path} isn't a PEM public key")
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadKey(f"access.public_key_file: {path}: {error}") from error
    if isinstance(key, RSAPublicKey):
        return Key(pem, ("RS256",))
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return Key(pem, ("ES256",))
    raise BadKey(f"access.public_key_file: {path}: only RSA and P-256 keys verify tokens")


def _read_file(path: Path, setting: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadKey(f"{setting}: {error}") from error


def _development_secret(data_dir: Path) -> str:
    """Made once and kept, so that pages stay signed in over a restart."""
    path = data_dir / "development-secret"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise BadKey(f"--data-dir {data_dir}: {error}") from error
    secret = _read_file(path, "--data-dir").strip()
    if len(secret) >= _SHORTEST_SECRET:
        return secret
    try:
        path.unlink()  # a start was cut off while writing it
    except OSError as error:
        raise BadKey(f"--data-dir {data_dir}: {error}") from error
    return _development_secret(data_dir)
