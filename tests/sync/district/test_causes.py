"""A box that is refused again and again is named, in a line a minute."""

import pytest

from sync.district.causes import AGAIN_S, Causes


def test_who_asks_without_end_is_named_once_a_minute_with_how_often(caplog: pytest.LogCaptureFixture) -> None:
    now_s = 100.0
    causes = Causes(lambda: now_s)
    for _ in range(1000):
        causes.name("box aa", "over its day")
    causes.name("box bb", "over its day")
    now_s += AGAIN_S
    causes.name("box aa", "over its day")
    assert [record.getMessage() for record in caplog.records] == [
        "box aa is refused, 1 times since it was named last: over its day",
        "box bb is refused, 1 times since it was named last: over its day",
        "box aa is refused, 1000 times since it was named last: over its day",
    ]
