"""Tests the pretend receiver: an answer counts for the message it answers, and for nothing that was sent after that message."""

from hardware.inovonics.codec import SERIAL_NUMBER, ack, request, sent
from hardware.inovonics.twin.radio import PretendTransmitter
from hardware.inovonics.twin.receiver import LATE_S, RESEND_S, PretendReceiver

PRESS = PretendTransmitter(0xB2000001).close()
ANOTHER = PretendTransmitter(0xB2000002).close()


def test_an_answer_to_a_check_in_that_comes_late_acknowledges_no_press_behind_it() -> None:
    near = PretendReceiver()
    near.take(0.0)  # the receiver checks in
    near.take(RESEND_S)
    near.hear(PRESS)
    near.take(RESEND_S + 0.1)
    near.feed(ack())
    assert near.waiting == 1
    near.feed(ack())
    assert near.waiting == 0
    assert near.acknowledged == [sent(PRESS)]


def test_a_check_in_that_nobody_heard_costs_a_press_one_answer_and_it_is_sent_again() -> None:
    near = PretendReceiver()
    near.take(0.0)
    near.hear(PRESS)
    near.take(1.0)
    near.feed(ack())
    assert near.waiting == 1
    assert near.take(1.0 + RESEND_S) == sent(PRESS)
    near.feed(ack())
    assert near.waiting == 0


def test_an_answer_to_a_check_in_acknowledges_no_press_that_was_lost_before_it() -> None:
    near = PretendReceiver()
    near.take(0.0)
    near.hear(PRESS)
    near.take(1.0)
    near.feed(request(SERIAL_NUMBER))  # the line is opened only now
    near.check_in_now(1.1)
    near.take(1.1)
    near.feed(ack())
    assert near.waiting == 1
    near.take(1.0 + RESEND_S)
    near.feed(ack())
    assert near.waiting == 0


def test_two_answers_to_what_was_sent_twice_acknowledge_nothing_else() -> None:
    near = PretendReceiver()
    near.take(0.0)
    near.feed(ack() + request(SERIAL_NUMBER))
    near.hear(PRESS)
    near.hear(ANOTHER)
    near.take(1.0)
    near.take(1.0 + RESEND_S)
    near.feed(ack())
    assert near.take(1.1 + RESEND_S) == b""
    near.feed(ack())
    assert near.acknowledged == [sent(PRESS)]
    assert near.take(1.1 + 2 * RESEND_S) == sent(ANOTHER)


def test_what_was_sent_before_the_line_was_opened_gets_no_answer() -> None:
    for opens in (True, False):
        near = PretendReceiver()
        near.take(0.0)
        near.hear(PRESS)
        if opens:
            near.feed(request(SERIAL_NUMBER))
        near.take(1.0 if opens else LATE_S)
        near.feed(ack())
        assert near.waiting == 0
