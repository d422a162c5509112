import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from handlers.access import AccessSettings, Key
from handlers.keys import BadKey, find_key

SECRET = "a secret of at least thirty-two characters"


def test_a_configured_secret_serves_everywhere(tmp_path):
    found = find_key(AccessSettings(secret=SECRET), "0.0.0.0", tmp_path)
    assert found == (Key(SECRET, ("HS256",)), False)


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    key, development = find_key(AccessSettings(secret_file=str(file)), "127.0.0.1", tmp_path)
    assert (key.material, development) == (SECRET, False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.2", "vivavoz.example", ""])
def test_without_a_secret_nobody_else_is_let_in(tmp_path, host):
    with pytest.raises(BadKey, match="VIVAVOZ_ACCESS_SECRET"):
        find_key(AccessSettings(), host, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_on_loopback_a_secret_is_made_and_kept(tmp_path, host):
    key, development = find_key(AccessSettings(), host, tmp_path / "data")
    assert development and len(key.material) >= 32
    assert find_key(AccessSettings(), host, tmp_path / "data") == (key, True)
    kept = tmp_path / "data" / "development-secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_cut_off_while_writing_is_made_anew(tmp_path):
    (tmp_path / "development-secret").write_text("abc")
    assert len(find_key(AccessSettings(), "localhost", tmp_path)[0].material) >= 32


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (AccessSettings(secret="short"), "32 characters"),
        (AccessSettings(secret_file="/nonexistent"), "access.secret_file"),
        (AccessSettings(public_key_file="/nonexistent"), "access.public_key_file"),
    ],
)
def test_what_is_no_key_says_which_setting(tmp_path, settings, complaint):
    with pytest.raises(BadKey, match=complaint):
        find_key(settings, "0.0.0.0", tmp_path)


def test_an_empty_secret_file_makes_no_development_mode(tmp_path):
    path = tmp_path / "secret"
    path.write_text("\n")
    with pytest.raises(BadKey, match=r"access\.secret_file: .* is empty"):
        find_key(AccessSettings(secret_file=str(path)), "127.0.0.1", tmp_path)


def pem_of(private, tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return AccessSettings(public_key_file=str(path))


def test_a_public_key_fixes_the_algorithm(tmp_path):
    rs = find_key(pem_of(rsa.generate_private_key(65_537, 2_048), tmp_path), "0.0.0.0", tmp_path)
    assert rs[0].algorithms == ("RS256",) and rs[1] is False
    es = find_key(pem_of(ec.generate_private_key(ec.SECP256R1()), tmp_path), "0.0.0.0", tmp_path)
    assert es[0].algorithms == ("ES256",)


@pytest.mark.parametrize("garbage", [b"hello", b"-----BEGIN PUBLIC KEY-----\nx\n"])
def test_a_file_without_a_public_key_is_refused(tmp_path, garbage):
    (tmp_path / "key.pem").write_bytes(garbage)
    with pytest.raises(BadKey, match="public_key_file"):
        find_key(AccessSettings(public_key_file=str(tmp_path / "key.pem")), "::", tmp_path)


@pytest.mark.parametrize(
    "private", [ec.generate_private_key(ec.SECP384R1()), ed25519.Ed25519PrivateKey.generate()]
)
def test_a_key_of_another_kind_is_refused(tmp_path, private):
    with pytest.raises(BadKey, match="RSA and P-256"):
        find_key(pem_of(private, tmp_path), "::", tmp_path)


def test_a_private_key_is_not_taken_for_a_public_one(tmp_path):
    private = rsa.generate_private_key(65_537, 2_048)
    (tmp_path / "key.pem").write_bytes(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    with pytest.raises(BadKey):
        find_key(AccessSettings(public_key_file=str(tmp_path / "key.pem")), "::", tmp_path)
