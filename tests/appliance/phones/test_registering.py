"""A PBX that was away for a moment knows no line any more. Each registers anew, soon after it is back. Real processes."""

import time

import pytest

from appliance.api.phones.messages import CALLS_MAX, Dialled, Registration
from appliance.phones.account import REGISTERED_S, REGISTERS_AFTER_PERCENT
from tests.appliance.phones.conftest import Begins
from tests.phones_rig.rig import HANDBELL, HELP

pytestmark = pytest.mark.proof

USUAL_S = 0.9 * REGISTERED_S
"""When a line would register anew by itself, if nothing was done for it."""
AGAIN_S = 30.0
"""After so long at least baresip tries again, once registering failed (RFC 5626, 4.5)."""


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_pbx_that_was_restarted_has_every_line_again_before_anybody_notices(at_pbx: Begins, transport: str) -> None:
    box = at_pbx()
    box.begin(transport=transport)
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    box.rig.pbx.kill()
    box.rig.pbx.start()
    began = time.monotonic()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    assert time.monotonic() - began < USUAL_S / 2
    phone = box.rig.registered("2204")
    phone.dial(HELP)
    box.daemon.until(Dialled)


def test_lines_that_could_not_register_while_a_pbx_was_away_do_so_as_soon_as_it_is_back(at_pbx: Begins) -> None:
    box = at_pbx()
    box.begin(transport="tcp")
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    box.rig.pbx.kill()
    time.sleep(REGISTERED_S * REGISTERS_AFTER_PERCENT / 100 + 3)  # each line tried, and was refused at once
    box.rig.pbx.start()
    began = time.monotonic()
    box.rig.pbx.until_registered(HANDBELL, CALLS_MAX)
    assert time.monotonic() - began < AGAIN_S / 2
    assert [each.why for each in box.daemon.heard if isinstance(each, Registration)] == [None], "too short to be told"
