"""Defines for which addresses and names an authority may certify, and which of them a box asks for: each is exact. Pure; knows no key and
no certificate.
"""

import ipaddress
import re
from collections.abc import Iterable

import msgspec

NAME_LEN_MAX = 253
"""The longest name that DNS can carry (RFC 1035, section 2.3.4)."""
BOX_NAMES_MAX = 16
"""A box has an address in each of its networks, perhaps a second one by IPv6, and one or two names."""
AUTHORITY_NAMES_MAX = 400
"""Forty buildings with ten each. Every computer of the district reads them whenever it opens a page; 400 take 8 KB."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ScopeError(ValueError):
    """This is no exact address or name; the text says why and what to do."""


class Scope(msgspec.Struct, frozen=True):
    """Exact addresses and names, each once, in a fixed order. `addresses` are written in their shortest form, `names` in small letters."""

    addresses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.addresses or self.names)

    @property
    def said(self) -> str:
        """All of it in one line."""
        return ", ".join((*self.addresses, *self.names))

    def outside(self, allowed: "Scope") -> "Scope":
        """Give what is in this scope and not in the allowed one. A name below an allowed name is outside."""
        return Scope(
            tuple(each for each in self.addresses if each not in allowed.addresses),
            tuple(each for each in self.names if each not in allowed.names),
        )


def scope(addresses: Iterable[str], names: Iterable[str], most: int) -> Scope:
    """Read exact addresses and names, as people write them. Raises ScopeError for one that is not exact, for none, and for more than
    `most`.
    """
    # numbers are sorted as numbers, so that one scope is always written in one way
    read = sorted({_address(each) for each in addresses}, key=lambda each: (each.version, int(each)))
    found = Scope(tuple(map(str, read)), tuple(sorted({_name(each) for each in names})))
    if not found:
        raise ScopeError("No address and no name is given. Write at least one: --address 10.4.7.20")
    many = len(found.addresses) + len(found.names)
    if many > most:
        raise ScopeError(f"{many} addresses and names are too many: {most} at most.")
    return found


def _address(text: str) -> Address:
    try:
        read = ipaddress.ip_address(text.strip())
    except ValueError:
        wrong = "a whole network" if "/" in text else "no address"
        raise ScopeError(f"{text!r} is {wrong}. Write one exact address, such as 10.4.7.20 or fd00::7.") from None
    if isinstance(read, ipaddress.IPv6Address) and (read.scope_id or read.ipv4_mapped):
        raise ScopeError(
            f"{text!r} is no address that another computer can use. Write it without a zone, and IPv4 as IPv4."
        )
    if read.is_unspecified or read.is_loopback or read.is_multicast:
        raise ScopeError(f"{text!r} is no address at which another computer reaches a box. Write the box's own.")
    return read


def _name(text: str) -> str:
    name = text.strip().lower()
    if "*" in name:
        raise ScopeError(f"{text!r} stands for many names. Write each exact name.")
    labels = name.split(".")
    if len(name) > NAME_LEN_MAX or not all(map(_LABEL.fullmatch, labels)):
        raise ScopeError(
            f"{text!r} is no name of a computer. Write one exact name, such as handbell.foxhollow.example."
        )
    if labels[-1].isdecimal():
        raise ScopeError(f"{text!r} looks like an address. Write an address as --address.")
    if labels[-1] == "localhost":
        raise ScopeError(f"{text!r} is every computer's name for itself. Write the box's own.")
    return name
