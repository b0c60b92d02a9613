"""Tests who may ask the sealed feed for what: only the replica, root and the daemon's own user get the building's own wraps."""

import pytest

from appliance.doors.feed.rights import FeedRights, Right
from appliance.doors.peer import Peer

ALERT, REPLICA, UPLINK, BUNDLE = 850, 856, 852, 855
BOX = FeedRights(ALERT, REPLICA, UPLINK)
TRIAL = FeedRights(1000, None, None)


@pytest.mark.parametrize(
    ("rights", "uid", "may"),
    [
        (BOX, REPLICA, {Right.OWN_WRAPS, Right.COPY}),
        (BOX, UPLINK, {Right.UPLINK}),
        (BOX, BUNDLE, set()),
        (BOX, 0, {Right.OWN_WRAPS}),
        (BOX, ALERT, {Right.OWN_WRAPS}),
        (TRIAL, 1000, {Right.OWN_WRAPS, Right.COPY, Right.UPLINK}),
        (TRIAL, 1001, set()),
        (TRIAL, 0, {Right.OWN_WRAPS}),
    ],
)
def test_each_user_has_its_own_rights(rights: FeedRights, uid: int, may: set[Right]) -> None:
    assert rights.of(Peer(1, uid, uid)) == may
