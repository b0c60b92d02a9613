"""Makes matters and tellings for these tests."""

from sync.office.telling.matter import Kind, Matter, State, Telling

NOW_MS = 1_795_500_000_000


def matter(number: int = 1, kind: Kind = Kind.DOUBT, *, name: str = "Cedar Creek", stands_ms: int = 0) -> Matter:
    return Matter(f"id-{number}", kind, f"{name}: thing {number}.", "Call.", None, stands_ms, "ab" * 16, name)


def telling(number: int = 1, kind: Kind = Kind.DOUBT, state: State = State.BEGUN) -> Telling:
    return Telling(matter(number, kind), state, NOW_MS, NOW_MS)
