"""Defines what a plan says about telephones and texts: the phone system, phones that anybody may answer, and the modem. Knows no call.

A telephone number is written in the form of ITU-T E.164. An extension is a short number inside the building.
"""

import enum
import re
from typing import Final

import msgspec

from appliance.plan.ids import KeyId, PhoneId, ZoneId
from appliance.plan.span import Hours

NUMBER = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
"""ITU-T E.164, section 6.2: no number has more than 15 digits, with the country's, which never begins with 0. Ours: none that a person
is reached at has fewer than 8.
"""
EXTENSION = re.compile(r"[0-9]{2,8}", re.ASCII)
"""Ours: one digit is a menu of the phone system, and nine digits or more are an outside number."""

EMERGENCY = "911"
"""No extension holds these digits: who is in fear dials them, and must get 911 and nothing else."""

CALLED_BY_PHONE, CALLED_BY_TEXT = "phone", "text"
"""The families of the ways by a telephone call, and by a text."""


class Transport(enum.StrEnum):
    """How the box speaks SIP to the phone system."""

    TLS = "tls"
    TCP = "tcp"
    UDP = "udp"


USUAL_PORT = {Transport.TLS: 5061, Transport.TCP: 5060, Transport.UDP: 5060}
"""RFC 3261, section 19.1.2."""


PIN_KEY: Final = KeyId("texts.pin")
"""The name under which the box keeps the PIN of the SIM card in the modem for texts, beside the keys of devices."""


class Telephone(msgspec.Struct, frozen=True, omit_defaults=True):
    """The phone system (PBX) of the building, and the `extension` that every phone dials for help.

    `pbx`: its private IPv4 address. `port` 0: the usual port of the `transport`. `user` "": the account is named as the extension. The
    secret of the account is in no plan.
    """

    pbx: str
    extension: str
    port: int = 0
    transport: Transport = Transport.TLS
    user: str = ""

    @property
    def at_port(self) -> int:
        """The port of the phone system."""
        return self.port or USUAL_PORT[self.transport]

    @property
    def account(self) -> str:
        """The name of the box's account at the phone system."""
        return self.user or self.extension


class SharedPhone(msgspec.Struct, frozen=True, omit_defaults=True):
    """A desk phone that anybody may answer. `hours`: when it is rung; empty means always."""

    phone: PhoneId
    name: str
    extension: str
    zone: ZoneId
    hours: tuple[Hours, ...] = ()


class Texts(msgspec.Struct, frozen=True):
    """The modem for texts: the serial `port` that it is at, and its own `number`, to which people text."""

    port: str
    number: str
