"""Whether the record is whole, and which safety office is believed. Pure values; knows no socket."""

import msgspec


class Verified(msgspec.Struct, frozen=True, kw_only=True, tag="verified"):
    """Answer to AskVerify."""

    request: int
    head: int
    verified_from: int
    complete: bool
    findings: tuple[str, ...]


class AskVerify(msgspec.Struct, frozen=True, kw_only=True, tag="ask-verify"):
    """How far the chain has been verified, and what was found."""

    request: int


class BelieveOffice(msgspec.Struct, frozen=True, kw_only=True, tag="believe-office"):
    """`handbell trust`: believe the safety office with this fingerprint, `instead_of` another. Needs the administrators' group or root."""

    request: int
    fingerprint: str
    instead_of: str = ""
