"""Who signed a webhook, and when."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.roleplay.outside.signature import check_signature, signature_of
from state.contract import WEBHOOK_SECONDS
from state.errors import NotAuthenticated, ServiceError

NOW = 1_000_000.0
SECRET = "wsec_one"


def digest(body, *, time="1000000", secret=SECRET):
    return hmac.new(secret.encode(), f"{time}.".encode() + body, hashlib.sha256).hexdigest()


def check(header, body, *, now=NOW):
    check_signature(signature_of(header, now=now), body, secret=SECRET)


@given(st.binary())
def test_who_has_the_secret_signs_any_body(body):
    check(f"t=1000000,v0={digest(body)}", body)


def test_one_of_several_signatures_will_do():
    right, wrong = digest(b"a"), digest(b"a", secret="wsec_another")
    check(f"t=1000000,v0={wrong},v0={right}", b"a")
    check(f"t=1000000, v0={right}, v0={wrong}, v1=x", b"a")


@pytest.mark.parametrize("signed", ["body", "time", "secret"])
def test_a_signature_of_something_else_is_refused(signed):
    changes = {"time": {"time": "999999"}, "secret": {"secret": "wsec_another"}}
    wrong = digest(b"b" if signed == "body" else b"a", **changes.get(signed, {}))
    with pytest.raises(NotAuthenticated, match="wrong"):
        check(f"t=1000000,v0={wrong}", b"a")


@pytest.mark.parametrize("off", [WEBHOOK_SECONDS, -WEBHOOK_SECONDS])
def test_a_signature_is_good_for_half_an_hour(off):
    header = f"t=1000000,v0={digest(b'a')}"
    check(header, b"a", now=NOW + off)
    with pytest.raises(NotAuthenticated, match="old"):
        check(header, b"a", now=NOW + off * 1.01)


@pytest.mark.parametrize(
    "header",
    [None, "", "v0=00", "t=1000000", "t=1000000,v0=", "t=,v0=00", "t=-1,v0=00", "t=1e6,v0=00"]
    + ["t=1000000,t=1000000,v0=00", "t=" + "9" * 5_000 + ",v0=00", "t=\u0661,v0=00"],
    ids=lambda header: repr(header)[:30],
)
def test_what_is_no_signature_is_refused(header):
    with pytest.raises(NotAuthenticated):
        check(header, b"a")


@given(st.text(), st.binary())
def test_any_header_is_a_signature_or_refused(header, body):
    for written in (header, f"t=1000000,v0={header}"):
        with pytest.raises(ServiceError):
            check(written, body)
