"""Says times, sizes and lists as a person does. Pure."""

_MIN, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
LISTED_MAX = 3  # names in a line of eighty columns; the commands named beside them list all


def span(ms: float) -> str:
    """Write a length of time in its largest fitting unit, never two units: "3 days"."""
    ms = max(0, ms)
    if ms < 2 * _MIN:
        return f"{ms / 1000:.0f} s"
    if ms < 2 * _HOUR:
        return f"{ms / _MIN:.0f} min"
    return f"{ms / _HOUR:.0f} h" if ms < 2 * _DAY else f"{ms / _DAY:,.0f} days"


def size(length: float) -> str:
    """Write bytes in MiB or GiB."""
    mib = length / (1 << 20)
    return f"{mib:.0f} MiB" if mib < 1024 else f"{mib / 1024:.1f} GiB"


def digits(key: bytes) -> str:
    """Give the first sixteen digits of a public key, as they are on the label of a box and in the district's list."""
    text = key.hex()[:16]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def some(names: list[str]) -> str:
    """Give the first few names, and how many more there are."""
    more = len(names) - LISTED_MAX
    return ", ".join(names[:LISTED_MAX]) + (f" and {more} more" if more > 0 else "")


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: "1 button", "2 buttons"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
