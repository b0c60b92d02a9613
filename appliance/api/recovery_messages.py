"""What administrators of the box say and ask about its recovery phrase, typed once for both ends. Public halves alone travel."""

import msgspec


class UseRecoveryKey(msgspec.Struct, frozen=True, kw_only=True, tag="use-recovery-key"):
    """Seal what a new box needs for the phrase with this public half (1,216 bytes) from now on, in place of any other."""

    request: int
    public: bytes


class CheckRecoveryKey(msgspec.Struct, frozen=True, kw_only=True, tag="check-recovery-key"):
    """Somebody typed a phrase, and this is its public half: was it the one? That it was asked is an entry, and the answer with it."""

    request: int
    public: bytes


class AskRecovery(msgspec.Struct, frozen=True, kw_only=True, tag="ask-recovery"):
    """How it stands with the phrase and with the bundle."""

    request: int


class RecoveryKnown(msgspec.Struct, frozen=True, kw_only=True, tag="recovery-known"):
    """Answer to AskRecovery. `fingerprint` of the phrase's public half, empty where there is none; `set_ms` since when, `checked_ms` when
    it was last typed, by the wall clock, 0 for never. `office`: how many recovery recipients the safety office named. `bundle`: serial of
    the newest bundle, 0 where there is none, and `says` why.
    """

    request: int
    fingerprint: bytes
    set_ms: int
    checked_ms: int
    office: int
    bundle: int
    says: str = ""


type FromDeskOfRecovery = UseRecoveryKey | CheckRecoveryKey | AskRecovery
