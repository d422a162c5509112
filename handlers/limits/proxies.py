"""Who calls, behind a reverse proxy: the client's address and the scheme it came by. Pure.

Only what a proxy named in the settings says is believed. Tornado's own `xheaders` believes whoever
connects: anybody could have another address with each request, and so no limit at all, or put
somebody else's into the log.
"""

import ipaddress
from collections.abc import Iterable
from typing import Literal

Scheme = Literal["http", "https"]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_SCHEMES: dict[str, Scheme] = {"http": "http", "https": "https"}
#: One household or server has a whole network of this many bits (RFC 6177): each of its addresses
#: by itself would be no limit.
_IPV6_CUSTOMER_BITS = 64


class Proxies:
    """The proxies in front of this server."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """`trusted`: addresses and networks (10.0.0.0/8). Raises ValueError."""
        self._networks = [ipaddress.ip_network(each, strict=False) for each in trusted]
        # A few proxies connect over and over.
        self._known: dict[str, bool] = {}
        self._is_told = False

    def trusts(self, peer: str) -> bool:
        """Whether `peer` is one of them."""
        if not self._networks:
            return False
        known = self._known.get(peer)
        if known is None:
            address = _parsed(peer)
            known = address is not None and self._has(address)
            if len(self._known) < 1_000:
                self._known[peer] = known
        return known

    def client_of(self, peer: str, forwarded_for: str | None) -> str:
        """Who calls: `peer`, or whoever the nearest proxy that isn't ours was called by.

        `forwarded_for`: all of X-Forwarded-For. Each proxy adds at its right whom it was called by,
        so what is left of the first one not trusted may be made up.
        """
        client = peer
        if forwarded_for is None or not self.trusts(peer):
            return client
        for entry in reversed(forwarded_for.split(",")):
            address = _parsed(_without_port(entry.strip()))
            if address is None:  # the proxy to the right of it is the last that is known
                return client
            client = str(address)
            if not self._has(address):
                return client
        return client

    def scheme_of(self, peer: str, forwarded_proto: str | None) -> Scheme | None:
        """What a proxy of ours says the client came by, of several the last; None where none says
        it."""
        if forwarded_proto is None or not self.trusts(peer):
            return None
        return _SCHEMES.get(forwarded_proto.rpartition(",")[2].strip().lower())

    def is_missing(self, peer: str, forwarded_for: str | None) -> bool:
        """Whether a proxy on this machine, it seems, isn't one of them. Said once."""
        if self._is_told or forwarded_for is None or self.trusts(peer):
            return False
        address = _parsed(peer)
        self._is_told = address is not None and address.is_loopback
        return self._is_told

    def _has(self, address: _Address) -> bool:
        return any(address in network for network in self._networks)


def customer_of(address: str) -> str:
    """What is counted as one: an IPv4 address, or the network of an IPv6 address."""
    if ":" not in address:
        return address
    parsed = _parsed(address)
    if not isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed or address)
    return str(ipaddress.ip_network((parsed.packed, _IPV6_CUSTOMER_BITS), strict=False))


def _parsed(text: str) -> _Address | None:
    """The address; an IPv4 one in IPv6's clothes (::ffff:192.0.2.1) as IPv4."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _without_port(entry: str) -> str:
    """Some proxies add the port: 192.0.2.1:80, [2001:db8::1]:80."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
