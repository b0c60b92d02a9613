"""What administrators of the box say and ask about its recovery phrase, typed once for both ends. Public halves alone travel."""

import enum

from appliance.api.ask import AdministratorAsk, Answer, Reply
from appliance.api.contents import holds


class UseRecoveryKey(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="use-recovery-key"):
    """Seal what a new box needs for the phrase with this public half (1,216 bytes) from now on, in place of any other. `vouched`: by who
    typed the phrase here, that this box's bundles count (`envelope.vouching`); empty where nobody did.
    """

    public: bytes
    vouched: bytes = b""


class CheckRecoveryKey(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="check-recovery-key"):
    """Somebody typed a phrase, and this is its public half: was it the one? That it was asked is an entry, and the answer with it.
    `vouched` as above.
    """

    public: bytes
    vouched: bytes = b""


@holds("request fingerprint set_ms checked_ms office bundle says for_phrase at_copy to_vouch vouched")
class RecoveryKnown(Answer, frozen=True, kw_only=True, tag="recovery-known"):
    """Answer to AskRecovery. `fingerprint` of the phrase's public half, empty where there is none; `set_ms` since when, `checked_ms` when
    it was last typed, by the wall clock, 0 for never. `office`: how many recovery recipients the safety office named. `bundle`: serial of
    the newest bundle, 0 where there is none, and `says` why, also why there is no newer one.

    `for_phrase`: from this serial on bundles are known to be for this phrase, 0 while none is; `at_copy`: serial of the one that the
    replica saw beside the copy, 0 for none. So the phrase opens what is copied where `at_copy` is no less than `for_phrase`.
    `to_vouch`: what whoever types the phrase signs about this box; `vouched`: somebody has.
    """

    fingerprint: bytes
    set_ms: int
    checked_ms: int
    office: int
    bundle: int
    says: str = ""
    for_phrase: int = 0
    at_copy: int = 0
    to_vouch: bytes = b""
    vouched: bool = False

    @property
    def copied(self) -> bool:
        """Whether the bundle beside the copy is known to be for this phrase."""
        return 0 < self.for_phrase <= self.at_copy


class AskRecovery(AdministratorAsk[RecoveryKnown], frozen=True, kw_only=True, tag="ask-recovery"):
    """How it stands with the phrase and with the bundle."""


class WantOfCopy(enum.StrEnum):
    """What the replica can be asked for, which nobody else at the box may do."""

    DRILL = "drill-asked"
    """Try out that the copy gives back the record, as soon as no call is open."""
    FORGET_EARLIER = "forget-earlier"
    """Remove copies of the record as it was before it was put back."""


class AskOfReplica(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="ask-of-replica"):
    """Have the replica do this. It hears of it within seconds."""

    what: WantOfCopy


type FromDeskOfRecovery = UseRecoveryKey | CheckRecoveryKey | AskRecovery | AskOfReplica
