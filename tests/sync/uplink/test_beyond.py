"""Tests what the former box had beyond the copy: it is asked for where the district signed for it, and not again and again where it did
not.
"""

import pytest

from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Countersigned, Succession
from sync.uplink.for_another_box import is_beyond

FORMER, OTHER = b"f" * 16, b"o" * 16
SAID = Succession(b"b" * 16, FORMER, b"n" * 16, b"d" * 32, b"e" * 16, 20, b"h" * 32)


@pytest.mark.parametrize(("box", "last", "beyond"), [(FORMER, 21, True), (FORMER, 20, False), (OTHER, 21, False)])
def test_a_receipt_for_more_of_the_former_box_alone_is_handed_in(box: bytes, last: int, beyond: bool) -> None:
    statement = Countersigned(SAID.building, box, SAID.epoch, 1, last, SAID.digest, 1).pack()
    assert is_beyond(Signed(statement, b"k" * 32, b"s" * 64), SAID) == beyond


def test_what_is_no_receipt_is_handed_in_to_nobody() -> None:
    assert not is_beyond(Signed(b"rubbish", b"k" * 32, b"s" * 64), SAID)
