"""Tests that no user takes every place of the desk line: the kiosk has a place of its own, and each other user has a share."""

import os

import msgspec

from appliance.doors.connection_limits import (
    CONSOLES_A_USER,
    CONSOLES_MAX,
    CONSOLES_OF_OTHERS,
    ConnectionLimits,
    of_whoever_has_most,
)
from appliance.doors.peer import Peer

KIOSK, IT, ROOT, HELPER = 851, 854, 0, 1000
PLACES = ConnectionLimits(kiosk_uid=KIOSK)


class Line(msgspec.Struct, frozen=True):
    peer: Peer
    number: int = 0


def lines_of(uid: int, count: int) -> list[Line]:
    return [Line(Peer(number, uid, uid), number) for number in range(count)]


def of(uid: int) -> Peer:
    return Peer(1, uid, uid)


def test_a_user_who_is_not_the_kiosk_has_a_share_and_is_told_so() -> None:
    taken = lines_of(IT, CONSOLES_A_USER - 1)
    assert PLACES.why_full(of(IT), taken) is None
    full = PLACES.why_full(of(IT), lines_of(IT, CONSOLES_A_USER))
    assert full is not None
    assert full.uid == IT
    assert full.says == (
        "12 consoles of user 854 are connected, and no more are taken. Close one that nobody uses, then connect again."
    )
    assert PLACES.why_full(of(ROOT), lines_of(IT, CONSOLES_A_USER)) is None, "another user has their own"


def test_whatever_all_others_take_the_kiosk_finds_a_place() -> None:
    taken = [line for uid in (IT, ROOT, HELPER) for line in lines_of(uid, CONSOLES_A_USER)]
    assert len(taken) == CONSOLES_OF_OTHERS
    full = PLACES.why_full(of(1001), taken)
    assert full is not None
    assert full.uid in {IT, ROOT, HELPER}, "a user who has places is named, not the one who has none"
    for more in range(CONSOLES_A_USER):
        assert PLACES.why_full(of(KIOSK), [*taken, *lines_of(KIOSK, more)]) is None


def test_the_kiosk_may_have_all_and_no_more() -> None:
    assert PLACES.why_full(of(KIOSK), lines_of(KIOSK, CONSOLES_MAX - 1)) is None
    full = PLACES.why_full(of(KIOSK), lines_of(KIOSK, CONSOLES_MAX))
    assert full is not None
    assert full.uid == KIOSK


def test_where_there_is_no_kiosk_the_daemons_own_user_may_have_all() -> None:
    assert ConnectionLimits.here().kiosk_uid in {os.geteuid(), KIOSK}


def test_who_crowds_a_door_makes_room_in_it_with_their_oldest() -> None:
    honest, crowd = lines_of(KIOSK, 1), lines_of(IT, 3)
    assert of_whoever_has_most([*honest, *crowd]) is crowd[0]
    assert of_whoever_has_most(honest) is honest[0]
