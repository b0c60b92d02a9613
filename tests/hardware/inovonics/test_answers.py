"""Tests what a receiver is answered: in the order of its frames, each once, and only after what the frame waits for is done."""

from hardware.inovonics.answers import SLOTS_MAX, Answers


def test_no_answer_overtakes_one_that_waits() -> None:
    sent: list[bytes] = []
    answers = Answers(lambda data: sent.append(data) is None)
    answers.owe("check-in", b"1")
    answers.owe("press", b"2", ["A", "B"])
    answers.owe("damaged", b"3")
    answers.give()
    assert sent == [b"1"]
    answers.done("A")
    assert sent == [b"1"]
    answers.done("B")
    assert sent == [b"1", b"2", b"3"]
    answers.done("B")
    assert len(answers) == 0


def test_a_frame_that_came_twice_before_its_answer_gets_one() -> None:
    sent: list[bytes] = []
    answers = Answers(lambda data: sent.append(data) is None)
    assert answers.owe("press", b"1", ["A"])
    assert answers.owes("press")
    assert answers.owe("press", b"1", ["A"])
    answers.done("A")
    assert sent == [b"1"]
    answers.owe("press", b"1")
    answers.owe("press", b"1")
    answers.give()
    assert sent == [b"1", b"1"]


def test_beyond_the_measure_nothing_is_owed_and_a_closed_line_is_owed_nothing() -> None:
    sent: list[bytes] = []
    answers = Answers(lambda data: sent.append(data) is None)
    for number in range(SLOTS_MAX):
        assert answers.owe(number, b"x", ["A"])
    assert not answers.owe("one more", b"x", ["A"])
    answers.forget()
    answers.done("A")
    assert sent == []
