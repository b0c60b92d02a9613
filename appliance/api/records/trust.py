"""Defines the questions whether the record is whole, and which safety office is believed. Pure values; knows no socket."""

from appliance.api.ask import AdministratorAsk, Answer, HouseAsk, Reply
from appliance.api.contents import holds


@holds("request head verified_from complete findings")
class Verified(Answer, frozen=True, kw_only=True, tag="verified"):
    """Answer to AskVerify."""

    head: int
    verified_from: int
    complete: bool
    findings: tuple[str, ...]


class AskVerify(HouseAsk[Verified], frozen=True, kw_only=True, tag="ask-verify"):
    """Ask how far the chain has been verified, and what was found."""


class BelieveOffice(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="believe-office"):
    """`handbell trust`: believe the safety office with this fingerprint, `instead_of` another. Needs the administrators' group or root."""

    fingerprint: str
    instead_of: str = ""
