"""Which machines the server may be sent to: never itself, nor those beside it in a private network.

Whoever may register an address could otherwise make the server ask machines that only it can reach, such as
the database, the cloud's metadata service or a printer.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_LOWEST_32_BITS = 0xFFFF_FFFF


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet; one that wraps another is judged by that one."""
    wrapped = _wrapped(address)
    if wrapped is not None:
        return is_public(wrapped)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _wrapped(address: Address) -> ipaddress.IPv4Address | None:
    """The address of the old kind to which one of the new kind leads, through a translator or a tunnel."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & _LOWEST_32_BITS)
    return address.ipv4_mapped or address.sixtofour
