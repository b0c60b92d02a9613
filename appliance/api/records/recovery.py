"""Defines what administrators of the box say and ask about its recovery phrase, for both ends. Only public halves travel."""

import enum

from appliance.api.ask import AdministratorAsk, Answer, Reply
from appliance.api.contents import holds


class UseRecoveryKey(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="use-recovery-key"):
    """From now on, seal what a new box needs for the phrase with this public half (1,216 bytes), in place of any other. `vouched`: the
    signed word of the person who typed the phrase here that this box's bundles count (`envelope.vouching`); empty if nobody did.
    """

    public: bytes
    vouched: bytes = b""


class CheckRecoveryKey(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="check-recovery-key"):
    """Ask whether a phrase that somebody typed is the right one; this is its public half. The question and its answer become an entry.

    `vouched` as above.
    """

    public: bytes
    vouched: bytes = b""


@holds("request fingerprint set_ms checked_ms office bundle says for_phrase at_copy to_vouch vouched")
class RecoveryKnown(Answer, frozen=True, kw_only=True, tag="recovery-known"):
    """Answer to AskRecovery. `fingerprint`: of the phrase's public half, empty if there is none. `set_ms`: since when it exists;
    `checked_ms`: when it was last typed; both by the wall clock, 0 for never. `office`: how many recovery recipients the safety
    office named. `bundle`: the serial of the newest bundle, 0 if there is none; `says` tells why there is none, or no newer one.

    `for_phrase`: bundles from this serial on are known to be for this phrase, 0 while none is. `at_copy`: the serial of the bundle
    that the replica saw beside the copy, 0 for none. So the phrase opens what is copied if `at_copy` is no less than `for_phrase`.
    `to_vouch`: what the person who types the phrase signs about this box; `vouched`: somebody has signed it.
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
    """Ask about the state of the phrase and of the bundle."""


class WantOfCopy(enum.StrEnum):
    """What somebody can ask of the replica, because nobody else at the box may do it."""

    TRIAL = "drill-asked"
    """Try out that the copy gives back the record, as soon as no call is open."""
    FORGET_EARLIER = "forget-earlier"
    """Remove the copies of the record that were made before it was put back."""


class AskOfReplica(AdministratorAsk[Reply], frozen=True, kw_only=True, tag="ask-of-replica"):
    """Ask the replica to do this. It hears of it within seconds."""

    what: WantOfCopy


type FromDeskOfRecovery = UseRecoveryKey | CheckRecoveryKey | AskRecovery | AskOfReplica
