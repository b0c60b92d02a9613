"""Tests which addresses and names are exact, and how they are written."""

import pytest

from appliance.page_authority.scope import Scope, ScopeError, scope


def test_a_scope_is_written_in_one_way_whatever_the_order_and_the_letters() -> None:
    found = scope(["10.4.7.100", "FD00:0::0007", "10.4.7.20", "10.4.7.20"], ["Box.School.example", "a.example"], 9)
    assert found == Scope(("10.4.7.20", "10.4.7.100", "fd00::7"), ("a.example", "box.school.example"))
    assert found.said == "10.4.7.20, 10.4.7.100, fd00::7, a.example, box.school.example"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("10.4.7.0/24", "a whole network"),
        ("10.4.7", "no address"),
        ("10.4.7.020", "no address"),
        ("box", "no address"),
        ("", "no address"),
        ("0.0.0.0", "at which another computer"),
        ("127.0.0.1", "at which another computer"),
        ("::1", "at which another computer"),
        ("224.0.0.251", "at which another computer"),
        ("fe80::1%eth0", "without a zone"),
        ("::ffff:10.4.7.20", "IPv4 as IPv4"),
    ],
)
def test_an_address_that_is_not_exact_or_reaches_no_box_is_refused(address: str, says: str) -> None:
    with pytest.raises(ScopeError, match=says):
        scope([address], [], 9)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("*.school.example", "many names"),
        (".school.example", "no name"),
        ("school.example.", "no name"),
        ("", "no name"),
        ("box_1.example", "no name"),
        ("-box.example", "no name"),
        ("schüle.example", "no name"),
        ("a.example\nb.example", "no name"),
        (f"{'a' * 64}.example", "no name"),
        (".".join(["abcdefg"] * 32), "no name"),
        ("10.4.7.20", "looks like an address"),
        ("localhost", "for itself"),
        ("a.localhost", "for itself"),
    ],
)
def test_a_name_that_is_not_exact_is_refused(name: str, says: str) -> None:
    with pytest.raises(ScopeError, match=says):
        scope([], [name], 9)


def test_none_and_too_many_are_refused() -> None:
    with pytest.raises(ScopeError, match="Write at least one"):
        scope([], [], 9)
    assert len(scope(["10.0.0.1", "10.0.0.2"], ["a.example"], 3).addresses) == 2
    with pytest.raises(ScopeError, match="3 addresses and names are too many: 2 at most"):
        scope(["10.0.0.1", "10.0.0.2"], ["a.example"], 2)


def test_a_name_below_an_allowed_one_is_outside_as_is_one_above_it() -> None:
    allowed = Scope(("10.4.7.20",), ("school.example",))
    assert not allowed.outside(allowed)
    asked = Scope(("10.4.7.20", "10.4.7.21"), ("a.school.example", "example", "school.example"))
    assert asked.outside(allowed) == Scope(("10.4.7.21",), ("a.school.example", "example"))
