"""Defines what the first start of a box hands in besides its plan: keys of devices, and what is left to do. Both ends use these types.

Only administrators of the box send them (`handbell first-boot`), and a Reply answers each. Knows no seed.
"""

import enum

from appliance.api.ask import AdministratorAsk, Reply
from appliance.api.discreet import Discreet
from appliance.plan.ids import KeyId
from appliance.words import troubles


class SetUp(enum.StrEnum):
    """Reasons why a box is not set up yet. Each is a trouble on every screen."""

    SEED_NOT_APPLIED = troubles.SEED_NOT_APPLIED.word
    NOT_SET_UP = troubles.NOT_SET_UP.word
    BUTTONS_UNTESTED = troubles.BUTTONS_UNTESTED.word


class KeepCredential(Discreet, AdministratorAsk[Reply], frozen=True, kw_only=True, tag="keep-credential"):
    """Keep a device's secret under its name in the plan, in place of an older secret."""

    key: KeyId
    secret: bytes

    def __repr__(self) -> str:
        return f"KeepCredential(request={self.request}, key={self.key!r})"


class TellSetUp(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="tell-set-up"):
    """Say what is left to do, in a sentence for every screen; empty if nothing is. It replaces what was said before."""

    what: SetUp
    says: str


class ReplaceBox(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="replace-box"):
    """This box takes the place of `box` (16 bytes) of `building` (16 bytes), of whose record it has nothing. Refused with `BEGINS` until
    the box can do it.
    """

    building: bytes
    box: bytes


BEGINS = "begins-anew"
"""The code of the answer "not now": a call is open, or the box still needs a moment. Nothing else prevents it."""

type FromDeskOfProvisioning = KeepCredential | TellSetUp | ReplaceBox
