"""Tests how much one address may ask and hold. Pure: the time is an argument."""

from appliance.page.limits import ADDRESSES_MAX, CONNECTS_BURST, CONNECTS_PER_S, Connections, Measure


def test_an_address_has_so_many_at_once_and_so_many_a_second_after_that() -> None:
    measure = Measure(3, 2.0)
    assert [measure.takes("a", 10.0) for _ in range(4)] == [True, True, True, False]
    assert measure.takes("b", 10.0)
    assert [measure.takes("a", 10.5), measure.takes("a", 10.5)] == [True, False]
    assert [measure.takes("a", 99.0) for _ in range(4)] == [True, True, True, False]


def test_a_clock_that_stands_still_gives_nothing() -> None:
    measure = Measure(1, 1000.0)
    assert measure.takes("a", 5.0)
    assert not measure.takes("a", 5.0) and not measure.takes("a", 4.0)


def test_only_so_many_addresses_are_remembered_and_the_quiet_ones_are_forgotten() -> None:
    measure = Measure(1, 0.001)
    assert measure.takes("quiet", 0.0) and measure.takes("asks on", 0.0)
    for number in range(ADDRESSES_MAX):
        measure.takes(f"stranger {number}", 1.0)
        measure.takes("asks on", 1.0)
    assert measure.takes("quiet", 1.0), "forgotten, so it begins anew"
    assert not measure.takes("asks on", 1.0)


def test_one_address_does_not_hold_all_connections() -> None:
    connections = Connections(most=4, each=2)
    assert [connections.comes("a") for _ in range(3)] == [True, True, False]
    assert [connections.comes(name) for name in ("b", "c", "d")] == [True, True, False]
    connections.goes("a")
    assert connections.comes("d") and not connections.comes("a")


def test_ten_computers_behind_one_small_router_load_their_pages_together() -> None:
    connections, connects = Connections(), Measure(CONNECTS_BURST, CONNECTS_PER_S)
    for _ in range(10 * 6):
        assert connects.takes("the router", 0.0) and connections.comes("the router")
    assert not connections.comes("the router") and connections.comes("another address")
