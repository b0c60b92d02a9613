"""Judges when the certificate of pages ends, and says it. Pure: the time is an argument."""

import enum
from datetime import UTC, datetime

DAY_MS = 86_400_000

AUTHORITY_VALID_DAYS = 3653
"""Ten years. A new authority has to reach every computer and telephone of the school, so it is rare; and a key that leaks stays harmful for
no longer than this. It certifies nothing but the exact addresses and names in it.
"""
PAGE_VALID_DAYS = 398
"""A year and a month: it is renewed once a year, in the same week, with a month to spare. Apple's systems refuse a server's certificate
that is valid for more than 825 days, also from an authority of one's own (support.apple.com/en-us/103769).
"""
SOON_DAYS = 30
"""When people are told. It is longer than any holiday in the school year, so that whoever renews it is at work before the end."""
BACKDATED_DAYS = 1
"""How long before now a certificate begins: a computer whose clock is some hours behind takes it too."""


class Standing(enum.Enum):
    """How a certificate stands."""

    GOOD = enum.auto()
    SOON = enum.auto()
    """It ends within SOON_DAYS."""
    ENDED = enum.auto()


def standing(until_ms: int, now_ms: int) -> Standing:
    """Judge a certificate that ends at `until_ms`; both in milliseconds since the Unix epoch."""
    if now_ms >= until_ms:
        return Standing.ENDED
    return Standing.SOON if until_ms - now_ms <= SOON_DAYS * DAY_MS else Standing.GOOD


def ends_in_words(until_ms: int, now_ms: int) -> str:
    """Say when it ends or ended, without a full stop: `ends on 2027-08-30 (UTC), in 12 days`."""
    on = datetime.fromtimestamp(until_ms / 1000, UTC).strftime("%Y-%m-%d (UTC)")
    if standing(until_ms, now_ms) is Standing.ENDED:
        return f"ended on {on}"
    days = (until_ms - now_ms) // DAY_MS
    return f"ends on {on}, in {days} {'day' if days == 1 else 'days'}"
