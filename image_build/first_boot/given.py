"""What a seed gives the running box, kept in the generation it made; and which sources were read. Pure; knows no file."""

import msgspec

from appliance.plan.ids import KeyId


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """`plan` is a plan's document, empty for none; `keys` has the secrets; `office` and `server` are empty for none.

    `copy` is the replica's file, `recovery` the public half of the recovery phrase; both are empty for none.
    `replaces` is building and box, in hex, that this one goes on for without anything of its record; empty for none.
    `token` and `hand` are SHA-256, in hex: of the token, and of every secret that only whoever prepares this building's seeds can have.
    """

    digest: str
    name: str
    office: str = ""
    plan: bytes = b""
    keys: dict[KeyId, bytes] = {}
    server: str = ""
    token: str = ""
    hand: tuple[str, ...] = ()
    copy: bytes = b""
    recovery: bytes = b""
    replaces: str = ""

    def __repr__(self) -> str:
        return f"Given({self.name!r}, {self.digest[:12]})"

    def is_of_the_same_hand(self, other: "Given") -> bool:
        """Whether both hold a secret that only whoever prepares this building's seeds can have: a device's key, or the token."""
        return bool(set(self.hand) & set(other.hand))


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of the seed taken last from each place, empty before the first."""

    card: str = ""
    stick: str = ""
