"""Tests when a desk in a browser counts as attended, when it is locked, and that the touch which opens it is no act."""

from tui.browser.presence import HEARD_MS, LOCKED_AFTER_MS, ONE_TOUCH_MS, Presence


def at_desk(now_ms: int = 0) -> Presence:
    presence = Presence(now_ms)
    presence.told(now_ms, seen=True, touched=True)
    return presence


def test_a_page_that_nobody_touched_is_seen_and_locked() -> None:
    presence = Presence(0)
    assert not presence.seen(0) and presence.locked(0)
    presence.told(0, seen=True, touched=False)
    assert presence.seen(0) and presence.locked(0)


def test_the_touch_that_opens_a_desk_is_no_act_and_the_next_one_is() -> None:
    presence = at_desk()
    assert not presence.locked(0) and not presence.acts(0)
    assert not presence.acts(ONE_TOUCH_MS - 1) and presence.acts(ONE_TOUCH_MS)
    presence.told(ONE_TOUCH_MS, seen=True, touched=True)
    assert presence.acts(ONE_TOUCH_MS)


def test_it_locks_by_itself_when_nobody_touches_it() -> None:
    presence = at_desk()
    for now_ms in range(0, LOCKED_AFTER_MS + 1, 5000):
        presence.told(now_ms, seen=True, touched=now_ms == 0)
    assert not presence.locked(LOCKED_AFTER_MS - 1)
    assert presence.locked(LOCKED_AFTER_MS) and not presence.acts(LOCKED_AFTER_MS)
    assert presence.seen(LOCKED_AFTER_MS)


def test_another_page_in_front_of_it_locks_it_at_once_and_it_stays_locked_until_touched() -> None:
    presence = at_desk()
    presence.told(1000, seen=False, touched=False)
    assert not presence.seen(1000) and presence.locked(1000)
    presence.told(2000, seen=True, touched=False)
    assert presence.seen(2000) and presence.locked(2000)
    assert not presence.touched_since(0)


def test_a_computer_that_sleeps_is_nobody_at_a_desk() -> None:
    presence = at_desk()
    assert presence.seen(HEARD_MS - 1)
    assert not presence.seen(HEARD_MS) and presence.locked(HEARD_MS)
