"""Tests a receiver and our end of its line, in a clock of their own: what is answered when, and what is reported as wrong with the
receiver.
"""

from collections.abc import Hashable

from hardware.inovonics.codec import Other, Transmission, ack, framed, label, sent
from hardware.inovonics.receiver import RESEND_S, Receiver
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.inovonics.twin.receiver import KEPT_MAX, PretendReceiver
from hardware.opened import Opened
from hardware.signals import Signal, WireFault, WireMended


class Line:
    """A cable between both ends, without a delay. Radio frames are answered only once everything in `holds` is done."""

    def __init__(self, opened: Opened | None = None, serial: bytes = b"\0\0\0\x01") -> None:
        self.now_s = 1000.0
        self.far = PretendReceiver(serial, self.now_s)
        self.said: list[Signal] = []
        self.heard: list[Transmission | Other] = []
        self.answers: list[bytes] = []
        self.holds: set[Hashable] = set()
        self.cut = False
        self.near = Receiver("radio-a", self._send, self._heard, self.said.append, opened or Opened())

    def open(self) -> "Line":
        self.near.open(self.now_s)
        return self.pass_on()

    def wait(self, seconds: float) -> "Line":
        ends_s = self.now_s + seconds
        while self.now_s < ends_s:
            self.now_s = min(self.now_s + 0.5, ends_s)
            self.pass_on()
        return self

    def pass_on(self) -> "Line":
        while data := self.far.take(self.now_s):
            if not self.cut:
                self.near.take(data, self.now_s)
        self.near.look(self.now_s)
        return self

    def faults(self) -> list[tuple[str, str]]:
        """Give the faults that were reported and not reported as over since."""
        wrong: dict[tuple[str, str], None] = {}
        for each in self.said:
            if isinstance(each, WireFault):
                wrong[each.kind, each.what] = None
            elif isinstance(each, WireMended):
                wrong.pop((each.kind, each.what), None)
        return list(wrong)

    def _send(self, data: bytes) -> bool:
        self.answers.append(data)
        if not self.cut:
            self.far.feed(data)
        return True

    def _heard(self, receiver: Receiver, frame: Transmission | Other, now_s: float) -> set[Hashable]:
        self.heard.append(frame)
        return set(self.holds)


PENDANT = PretendTransmitter(0xB2000001)


def test_each_message_is_acknowledged_and_none_before_it_is_done() -> None:
    line = Line().open()
    line.holds = {"press"}
    line.far.hear(PENDANT.close())
    line.pass_on()
    line.holds = set()
    line.far.hear(PENDANT.open())
    line.pass_on()
    assert line.far.acknowledged == []
    line.near.answers.done("press")
    line.pass_on()
    assert line.far.acknowledged == [sent(PENDANT.close()), sent(PENDANT.open())]
    assert line.wait(10).heard == [PENDANT.close(), PENDANT.open()]


def test_what_comes_again_before_its_answer_is_heard_and_acknowledged_once() -> None:
    line = Line().open()
    line.holds = {"press"}
    line.far.hear(PENDANT.close())
    line.wait(5)
    assert len(line.heard) == 1
    line.near.answers.done("press")
    line.wait(60)
    assert line.far.acknowledged == [sent(PENDANT.close())]


def test_what_piled_up_on_a_line_is_heard_and_acknowledged_once() -> None:
    """One answer too many would be taken for an answer to the next message, which may be a press."""
    line = Line().open()
    line.answers.clear()
    check_in = framed(0x1C, bytes([1, 0, 0x10]))
    line.near.take((check_in + sent(PENDANT.open())) * 3, line.now_s)
    assert line.answers == [ack(), ack()]
    assert len(line.heard) == 1


def test_a_damaged_frame_is_refused_once_and_comes_again() -> None:
    line = Line().open()
    line.far.hear(PENDANT.close())
    data = bytearray(line.far.take(line.now_s))
    data[14] ^= 4
    line.near.take(bytes(data), line.now_s)
    line.wait(1)
    assert line.heard == [PENDANT.close()]
    assert line.far.acknowledged == [sent(PENDANT.close())]


def test_a_damaged_length_holds_the_next_frame_up_for_a_moment_only() -> None:
    line = Line().open()
    data = bytearray(sent(PENDANT.close()))
    data[1] = 200
    line.near.take(bytes(data) + sent(PENDANT.open()), line.now_s)
    assert line.heard == []
    line.wait(1)
    assert line.heard == [PENDANT.open()]


def test_whole_frames_that_say_nothing_known_are_acknowledged_when_they_come_again() -> None:
    line = Line().open()
    line.answers.clear()
    strange = [framed(0x72, bytes(10) + b"\x3e" + bytes(size)) for size in (9, 10)]
    for each in strange:
        line.near.take(each, line.now_s)
    assert line.answers == []
    for each in strange:
        line.near.take(each, line.now_s)
    assert line.answers == [ack(), ack()]
    assert line.heard == []


def test_a_receiver_is_jammed_open_restarted_or_without_its_link_until_it_says_otherwise() -> None:
    line = Line().open()
    assert line.faults() == [("receiver", "restarted")]
    assert line.wait(31).faults() == []
    line.far.jammed = line.far.tampered = line.far.link_lost = True
    assert line.wait(30).faults() == [("receiver", "jammed"), ("receiver", "tampered"), ("receiver", "link-lost")]
    line.far.jammed = line.far.tampered = line.far.link_lost = False
    assert line.wait(30).faults() == []


def test_a_receiver_whose_answers_do_not_arrive_is_behind() -> None:
    line = Line().open()
    line.wait(10)
    line.holds = {"for ever"}
    for serial in range(KEPT_MAX + 2):
        line.far.hear(PretendTransmitter(0xB2000100 + serial).check_in())
    line.wait(30)
    assert ("receiver", "behind") in line.faults()
    line.holds = set()
    line.near.answers.done("for ever")
    assert line.wait(60).faults() == []


def test_another_receiver_than_before_is_named_once_by_what_it_answers() -> None:
    opened = Opened()
    assert Line(opened).open().faults() == [("receiver", "restarted")]
    assert ("line", "other") not in Line(opened).open().faults()
    other = Line(opened, serial=b"\0\0\0\x02").open()
    assert WireFault("line", "radio-a", "other", "its serial number was 00000001 and is 00000002") in other.said
    assert ("line", "other") not in Line(opened, serial=b"\0\0\0\x02").open().faults()


def test_frames_are_not_live_while_they_may_have_waited() -> None:
    line = Line()
    line.far.check_in_now(line.now_s + 3600)
    line.near.open(line.now_s)
    assert line.near.resends(line.now_s + RESEND_S - 0.1)
    assert not line.near.live(line.now_s)
    assert not line.near.resends(line.now_s + RESEND_S)
    later_s = line.now_s + 60
    assert line.near.live(later_s)
    line.near.take(framed(0x1C, bytes([2, 0, 0x10])), later_s)
    assert [line.near.live(later_s + each) for each in (0, 1, 2)] == [False, False, True]
    line.near.take(framed(0x1C, bytes([2, 0, 0x10])), later_s)
    assert line.near.live(later_s + RESEND_S)


def test_it_is_shown_as_printed() -> None:
    assert label(0xB2000001) == "178-1"
