import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.limits.proxies import Proxies, customer_of

OURS = Proxies(["10.0.0.0/8", "::1", "192.0.2.7"])


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("198.51.100.1", None, "198.51.100.1"),
        ("198.51.100.1", "203.0.113.9", "198.51.100.1"),  # a stranger says so
        ("10.1.2.3", None, "10.1.2.3"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # 1.2.3.4 may be made up
        ("10.1.2.3", "203.0.113.9, 192.0.2.7, 10.9.9.9", "203.0.113.9"),
        ("10.1.2.3", "10.4.4.4, 10.5.5.5", "10.4.4.4"),  # somebody inside
        ("10.1.2.3", "203.0.113.9, unknown, 192.0.2.7", "192.0.2.7"),
        ("10.1.2.3", "nobody", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "203.0.113.9:4711", "203.0.113.9"),
        ("::1", "[2001:db8::5]:80", "2001:db8::5"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.1.2.3", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_client_is_who_the_last_trusted_proxy_was_called_by(peer, forwarded_for, client):
    assert OURS.client_of(peer, forwarded_for) == client


@given(st.text(max_size=60))
def test_nobody_else_says_who_they_are(said):
    assert OURS.client_of("198.51.100.1", said) == "198.51.100.1"
    assert OURS.scheme_of("198.51.100.1", said) is None


@given(st.lists(st.ip_addresses().map(str), max_size=4), st.ip_addresses().map(str))
def test_what_a_client_makes_up_changes_nothing(made_up, client):
    believed = OURS.client_of("10.1.2.3", ", ".join([*made_up, client]))
    if not OURS.trusts(client):
        assert believed == OURS.client_of("10.1.2.3", client)


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("https", "https"), ("http", "http"), (" HTTPS ", "https"), ("wss", None), ("", None)]
    + [("https, http", "http"), ("https\0", None)],
)
def test_the_scheme_is_one_of_two_or_not_said(said, scheme):
    assert OURS.scheme_of("10.1.2.3", said) == scheme


def test_a_proxy_on_this_machine_that_nobody_named_is_told_of_once():
    proxies = Proxies(["192.0.2.7"])
    assert not proxies.is_missing("127.0.0.1", None)
    assert not proxies.is_missing("198.51.100.1", "203.0.113.9")
    assert not proxies.is_missing("192.0.2.7", "203.0.113.9")
    assert [proxies.is_missing("127.0.0.1", "203.0.113.9") for _ in range(2)] == [True, False]


def test_without_any_nobody_is_trusted():
    assert not Proxies().trusts("127.0.0.1")


@pytest.mark.parametrize("wrong", ["proxy", "10.0.0.0/33", ""])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(ValueError, match="does not appear"):
        Proxies([wrong])


def test_what_counts_as_one_is_an_ipv4_address_or_an_ipv6_network():
    assert customer_of("203.0.113.9") == "203.0.113.9"
    assert customer_of("2001:db8:0:1::5") == customer_of("2001:db8:0:1:ffff::9")
    assert customer_of("2001:db8:0:1::5") != customer_of("2001:db8:0:2::5")
    assert customer_of("::ffff:203.0.113.9") == "203.0.113.9"
    assert customer_of("fe80::1%eth0") == customer_of("fe80::2")
    assert customer_of("::what") == "::what"
