"""Which addresses may be called on behalf of somebody else: public ones, and no others. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MOST_URL = 1_000
_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_LOCALLY = ip_network("64:ff9b:1::/48")  # RFC 8215: the same inside one network
# Not public either, though Python did not always know (IANA's registries of special addresses).
_SPECIAL = tuple(
    ip_network(one)
    for one in ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "3fff::/20", "5f00::/16")
)
_COMPATIBLE = ip_network("::/96")  # RFC 4291, given up, but some systems still follow it


def may_reach(address: str, besides: Iterable[Network] = ()) -> bool:
    """Whether an address is public, or in one of the networks that are allowed besides."""
    found = ip_address(address.partition("%")[0])
    if any(found.version == one.version and found in one for one in besides):
        return True
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return all(_is_public(one) for one in (found, *_inside(found)))


def problem_of(url: str) -> str | None:
    """What is wrong with the address of an endpoint, as a code; None where nothing is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "bad_url"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return "bad_url"
    if len(url) > MOST_URL or not url.isascii() or any(one <= " " for one in url):
        return "bad_url"
    if parts.username is not None or parts.password is not None:
        return "url_with_password"
    return None


def literal_may_be_reached(url: str, besides: Iterable[Network] = ()) -> bool:
    """Whether an address written as numbers may be called; names are looked up when they are."""
    host = urlsplit(url).hostname or ""
    try:
        return may_reach(host, besides)
    except ValueError:
        return True


def _is_public(address: Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or any(address.version == one.version and address in one for one in _SPECIAL)
    )


def _inside(address: Address) -> Iterable[Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _TRANSLATED or address in _LOCALLY or address in _COMPATIBLE:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
