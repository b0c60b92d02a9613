"""Holds what a seed gives the running box, as the generation keeps it, and which seeds were read. Pure; knows no file."""

import msgspec

from appliance.plan.ids import KeyId


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What one seed gives. `plan` is a plan's document, empty for none; `keys` has the secrets; `office` and `server` are empty for
    none.

    `copy` is the replica's file, `recovery` the public half of the recovery phrase; both are empty for none. `replaces` is the
    building and the box, in hex, which this box replaces without any of its record; empty for none.

    `token` and `hand` are SHA-256, in hex: of the token, and of every secret that only the person who prepares this building's seeds
    can have.
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
        """Return whether both have a secret that only the person who prepares this building's seeds can have: a device's key, or the
        token.
        """
        return bool(set(self.hand) & set(other.hand))


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of the seed that was taken last from each place; empty before the first."""

    card: str = ""
    stick: str = ""
