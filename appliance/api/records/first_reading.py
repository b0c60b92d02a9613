"""Defines what is told on the desk line of an account that somebody reads first. Pure values; knows no socket."""

import msgspec

from appliance.record.words import ItemId


class FirstReading(msgspec.Struct, frozen=True, kw_only=True):
    """An account that its first reader reads before others now. `reader` says who that is, as far as it may be read here. `until_ms` is
    when it ends at the latest. `may_end`: whoever sits here may end it.
    """

    account: ItemId
    reader: str
    until_ms: int
    may_end: bool = False


class FirstReaderOffered(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom a reporter may choose as first reader. `first_reader` is what `TellAccount` takes for them."""

    first_reader: str
    says: str
