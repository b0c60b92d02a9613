"""Tests frames: in whatever pieces they arrive, the same messages come out; whatever is no frame is refused and kept nowhere."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.api.ask import Reply
from appliance.api.desk.entries import Follow
from appliance.api.desk.frames import ASK_LEN_MAX, from_desk, to_desk
from appliance.api.desk.line import Act, Attach, Present
from appliance.api.framing import FrameTooLong, LineError, frame
from appliance.core.calls.commands import Acknowledge
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import DeskId, IncidentId, RoomId

SAID = [
    Attach(desk=DeskId("front"), client="console"),
    Present(),
    Act(request=7, command=Acknowledge(incident=IncidentId("i1"))),
    Follow(request=8, after=0),
]


@given(st.lists(st.integers(1, 40), min_size=1))
def test_messages_survive_any_cutting_of_the_stream(cuts: list[int]) -> None:
    stream = b"".join(frame(each) for each in SAID)
    reader = from_desk()
    heard = []
    start = 0
    for cut in [*cuts, len(stream)]:
        heard += list(reader.feed(stream[start : start + cut]))
        start += cut
    assert heard == SAID


def test_a_drill_over_every_room_of_a_large_school_fits() -> None:
    rooms = tuple(RoomId(f"building-a-floor-2-room-{number:04}-east-wing") for number in range(1000))
    drill = Act(request=1, command=StartDrill(name="Autumn drill", rooms=rooms))
    assert list(from_desk().feed(frame(drill))) == [drill]


def test_a_frame_too_long_is_refused_at_its_length_and_before_its_bytes_come() -> None:
    with pytest.raises(FrameTooLong, match=r"65,537 bytes; this line takes 1 to 65,536"):
        list(from_desk().feed((ASK_LEN_MAX + 1).to_bytes(4)))


def test_an_empty_frame_is_refused() -> None:
    with pytest.raises(FrameTooLong):
        list(from_desk().feed(bytes(4)))


def test_a_flood_of_frames_in_one_read_is_refused() -> None:
    with pytest.raises(LineError, match="at once"):
        list(from_desk().feed(frame(Present()) * 65))


@pytest.mark.parametrize(
    "body",
    [
        b"\xc1",
        b"GET / HTTP/1.1",
        msgspec.msgpack.encode({"type": "no-such-thing"}),
        msgspec.msgpack.encode({"type": "attach", "desk": 5, "client": "x"}),
        msgspec.msgpack.encode({"type": "act", "request": 1, "command": {"type": "adopt-plan"}}),
        b"\x83\xa4type\xa6attach\xa4desk\xc0\xa6client\xa2\xff\xfe",  # not UTF-8
        b"\x83\xa4type\xa6attach\xa1z" + b"\x91" * 60_000 + b"\xc0",  # nested deeper than any stack
        b"\x82\xa4type\xa6attach\xa4desk\xdb\xff\xff\xff\xff",  # a string said to be 4 GiB long
    ],
)
def test_rubbish_is_a_line_error_and_nothing_else(body: bytes) -> None:
    with pytest.raises(LineError, match="Not understood"):
        list(from_desk().feed(len(body).to_bytes(4) + body))


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_line_error(body: bytes) -> None:
    try:
        list(from_desk().feed(len(body).to_bytes(4) + body))
    except LineError:
        return


def test_answers_are_read_by_the_other_end_only() -> None:
    answer = Reply(request=3, ok=True)
    assert list(to_desk().feed(frame(answer))) == [answer]
    with pytest.raises(LineError):
        list(from_desk().feed(frame(answer)))
