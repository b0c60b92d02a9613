"""What the first start of a box hands in beside its plan, typed once for both ends: keys of devices, and what is left to do.

For administrators of the box alone (`handbell first-boot`); each is answered by a Reply. Knows no seed.
"""

import enum

from appliance.api.ask import AdministratorAsk, Reply
from appliance.api.discreet import Discreet
from appliance.plan.ids import KeyId
from appliance.words import troubles


class SetUp(enum.StrEnum):
    """What can stand against a box being set up, as a trouble on every screen."""

    SEED_NOT_APPLIED = troubles.SEED_NOT_APPLIED.word
    NOT_SET_UP = troubles.NOT_SET_UP.word
    BUTTONS_UNTESTED = troubles.BUTTONS_UNTESTED.word


class KeepCredential(Discreet, AdministratorAsk[Reply], frozen=True, kw_only=True, tag="keep-credential"):
    """Keep a device's secret under the name the plan has for it, in place of an older one."""

    key: KeyId
    secret: bytes

    def __repr__(self) -> str:
        return f"KeepCredential(request={self.request}, key={self.key!r})"


class TellSetUp(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="tell-set-up"):
    """What is left to do, in a sentence for every screen; empty where nothing is. What was said before is replaced."""

    what: SetUp
    says: str


class ReplaceBox(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="replace-box"):
    """This box goes on in place of `box` (16 bytes) of `building` (16 bytes), of which it has nothing. Refused (`BEGINS`) until it does."""

    building: bytes
    box: bytes


BEGINS = "begins-anew"
"""Code of the answer while nothing stands against it but that a call is open, or the moment it takes."""

type FromDeskOfProvisioning = KeepCredential | TellSetUp | ReplaceBox
