import base64
import json
from datetime import datetime
from typing import cast
from unittest.mock import Mock

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from handlers import access
from handlers.access import Key, Origins, Purpose, Tickets, Tokens, User, bearer_of
from state.errors import ForeignHost, ForeignOrigin, NotAuthenticated, NotPermitted
from tests.handlers.conftest import FOREVER, SECRET, token

NOW = 1_000_000.0
TOKENS = Tokens(Key(SECRET, ("HS256",)))


# Tokens


def test_a_token_is_verified_once_and_again_when_it_has_expired(monkeypatch):
    tokens, decode = Tokens(Key(SECRET, ("HS256",))), Mock(wraps=jwt.decode)
    monkeypatch.setattr(jwt, "decode", decode)
    signed = token(exp=FOREVER)
    users = [tokens.verify(signed, now=now) for now in (NOW, NOW + 1, FOREVER - 1)]
    assert decode.call_count == 1 and len(set(users)) == 1
    tokens.verify(signed, now=FOREVER)
    assert decode.call_count == 2


def test_a_token_that_was_good_is_refused_once_it_has_expired(monkeypatch):
    tokens = Tokens(Key(SECRET, ("HS256",)))
    signed = token(exp=FOREVER)
    tokens.verify(signed, now=NOW)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(FOREVER, tz)

    monkeypatch.setattr("jwt.api_jwt.datetime", Later)
    with pytest.raises(NotAuthenticated, match="expired"):
        tokens.verify(signed, now=FOREVER)


def test_of_verified_tokens_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr(access, "_MOST_VERIFIED", 2)
    tokens = Tokens(Key(SECRET, ("HS256",)))
    for user in range(5):
        tokens.verify(token(user=user + 1), now=NOW)
    assert len(tokens._verified) == 2


@pytest.mark.parametrize(
    ("claims", "user"),
    [
        ({"user_id": 7}, 7),
        ({"user_id": "ana"}, "ana"),
        ({"sub": "ana"}, "ana"),
        ({"sub": 7}, 7),
        ({"user_id": 7, "sub": "ana"}, 7),
    ],
)
def test_the_user_is_the_claim_user_id_or_else_sub(claims, user):
    signed = jwt.encode({"exp": FOREVER, **claims}, SECRET, algorithm="HS256")
    assert TOKENS.verify(signed, now=NOW).id == user


@pytest.mark.parametrize("scope", ["a b", ["a", "b"]])
def test_scopes_are_text_or_a_list(scope):
    user = TOKENS.verify(token(scope=scope), now=NOW)
    assert user.scopes == {"a", "b"}
    user.require("a")
    with pytest.raises(NotPermitted, match="'c'"):
        user.require("c")


def signed(claims, secret=SECRET, algorithm="HS256", **options):
    return jwt.encode(claims, secret, algorithm=algorithm, **options)


def by_hand(header, payload, signature=b""):
    parts = (json.dumps(header).encode(), payload, signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


VALID = {"user_id": 7, "exp": FOREVER}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "a",
        "a.b",
        "a.b.c",
        "x" * 1_000_000,
        signed(VALID, secret="another secret of thirty-two characters"),
        signed({"user_id": 7}),
        signed({**VALID, "exp": 1}),
        by_hand({"alg": "HS256"}, b'{"user_id": 7, "exp": "soon"}'),
        by_hand({"alg": "HS256"}, b'{"exp": 1e999}'),
        signed({**VALID, "nbf": FOREVER}),
        signed(VALID, secret=SECRET * 2, algorithm="HS512"),
        by_hand({"alg": "none"}, json.dumps(VALID).encode()),
        by_hand({"alg": "None"}, json.dumps(VALID).encode()),
        signed(VALID, headers={"crit": ["unheard-of"]}),
        by_hand({"alg": "ES256"}, json.dumps(VALID).encode()),
        signed({"exp": FOREVER}),
        signed({"exp": FOREVER, "user_id": True}),
        signed({"exp": FOREVER, "user_id": ""}),
        signed({"exp": FOREVER, "user_id": {"id": 7}}),
        signed({**VALID, "scope": 5}),
        signed({**VALID, "scope": ["a", 5]}),
    ],
)
def test_any_other_token_is_refused(wrong):
    with pytest.raises(NotAuthenticated):
        TOKENS.verify(wrong, now=NOW)


@given(st.text())
def test_no_text_breaks_the_verifier(text):
    with pytest.raises(NotAuthenticated):
        TOKENS.verify(text, now=NOW)


def test_a_public_key_is_no_secret():
    """The classic confusion: a token signed with the public key's text as if it were a secret."""
    private = rsa.generate_private_key(65_537, 2_048)
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    verifier = Tokens(Key(pem.decode(), ("RS256",)))
    assert verifier.verify(jwt.encode(VALID, private, algorithm="RS256"), now=NOW).id == 7
    header, payload = {"alg": "HS256", "typ": "JWT"}, json.dumps(VALID).encode()
    signing = by_hand(header, payload).rpartition(".")[0].encode()
    forged = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    mac = forged.sign(signing, pem)
    with pytest.raises(NotAuthenticated):
        verifier.verify(by_hand(header, payload, mac), now=NOW)


# Tickets


def test_a_ticket_stands_for_its_user_once():
    tickets = Tickets(seconds=30)
    ticket = tickets.issue(User(7, FOREVER, frozenset({"a"})), "voice", now=100.0)
    assert tickets.redeem(ticket, "voice", now=129.9) == User(7, FOREVER, frozenset({"a"}))
    with pytest.raises(NotAuthenticated, match="used"):
        tickets.redeem(ticket, "voice", now=129.9)


def test_a_ticket_expires():
    tickets = Tickets(seconds=30)
    ticket = tickets.issue(User(7, FOREVER), "voice", now=100.0)
    with pytest.raises(NotAuthenticated, match="expired"):
        tickets.redeem(ticket, "voice", now=130.0)


def test_a_ticket_is_for_its_purpose():
    tickets, other = Tickets(seconds=30), cast(Purpose, "other")
    with pytest.raises(NotAuthenticated):
        tickets.redeem(tickets.issue(User(7, FOREVER), "voice", now=0.0), other, now=0.0)


def test_tickets_of_another_process_are_refused():
    ticket = Tickets(seconds=30).issue(User(7, FOREVER), "voice", now=0.0)
    with pytest.raises(NotAuthenticated):
        Tickets(seconds=30).redeem(ticket, "voice", now=0.0)


def test_used_tickets_are_forgotten_when_they_would_have_expired():
    tickets = Tickets(seconds=30)
    for now in range(0, 3_000, 10):
        tickets.redeem(tickets.issue(User(7, FOREVER), "voice", now=now), "voice", now=now)
    assert len(tickets._used) <= 4


@given(st.text())
def test_no_text_breaks_the_tickets(text):
    with pytest.raises(NotAuthenticated):
        Tickets(seconds=30).redeem(text, "voice", now=0.0)


# Origins


HOST = "vivavoz.example:8000"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "http://vivavoz.example:8000",
        "https://vivavoz.example:8000",
        "HTTP://VIVAVOZ.EXAMPLE:8000",
        "http://localhost:3000",
        "http://[::1]:3000",
        "https://app.example",
    ],
)
def test_its_own_local_and_listed_pages_are_allowed(origin):
    Origins(["https://app.example/"], loopback_only=False).check(origin, HOST)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://app.example",
        "https://app.example.evil.example",
        "https://evil.example/https://app.example",
        "http://vivavoz.example",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "null",
        "",
        "file://",
        "http://[::1",
        "javascript://localhost",
    ],
)
def test_any_other_page_is_refused(origin):
    with pytest.raises(ForeignOrigin):
        Origins(["https://app.example"], loopback_only=False).check(origin, HOST)


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1:8000", "127.0.0.2", "[::1]:8000", "localhost"]
)
def test_in_development_mode_this_machine_s_names_are_served(host):
    Origins([], loopback_only=True).check_host(host)


@pytest.mark.parametrize("host", ["evil.example", "192.168.0.2:8000", "", "[::1", "localhost.evil"])
def test_in_development_mode_no_other_name_is_served(host):
    with pytest.raises(ForeignHost):
        Origins([], loopback_only=True).check_host(host)
    Origins([], loopback_only=False).check_host(host)


# The header


def test_the_bearer_token_is_what_follows_the_word():
    assert bearer_of("Bearer abc") == "abc"
    assert bearer_of("bearer  abc ") == "abc"
    assert bearer_of(None) is None


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "abc"])
def test_another_kind_of_header_is_refused(header):
    with pytest.raises(NotAuthenticated):
        bearer_of(header)
