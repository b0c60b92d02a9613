"""Events become bytes and come back; what cannot come back says what it was."""

import msgspec
import pytest

from appliance.core import codec
from appliance.core.events import NoteAdded
from appliance.core.moment import Moment
from appliance.core.words import Actor
from appliance.plan.ids import DeskId, IncidentId

AT = Moment(5, 1_800_000_000_000, None)
NOTE = NoteAdded(incident=IncidentId("x-1"), by=Actor(DeskId("front")), text="Tür zu")


def test_there_and_back():
    assert codec.decode(codec.encode(AT, NOTE)) == (AT, NOTE)


def test_an_unknown_tag_is_named():
    data = codec.encode(AT, NOTE).replace(b"note-added-1", b"note-added-9")
    with pytest.raises(codec.CodecError, match="note-added-9"):
        codec.decode(data)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01", msgspec.msgpack.encode([1, 2]), b"\x91" * 5000])
def test_rubbish_is_refused(data):
    with pytest.raises(codec.CodecError):
        codec.decode(data)
