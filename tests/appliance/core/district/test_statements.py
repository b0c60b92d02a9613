"""Tests what is known of the district: what stands over a restart, what an office reads in the timeline, how old a word may be."""

import pytest

from appliance.core.district.commands import NoteLesson, NoteReceipt, TakeNotice, TrustOffice
from appliance.core.district.events import (
    LessonAnswered,
    LessonSaid,
    NoticeTaken,
    OfficeTrusted,
    ReceiptTaken,
    StatementEvent,
    StreamOpened,
)
from appliance.core.district.statements import SILENT_AFTER_MS, HeardOfDistrict, Known
from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Stands
from appliance.core.standing import changes
from appliance.core.transcript import line
from tests.appliance.core.story import Story

WRAPPED = {"statement": b"s", "key": b"k", "signature": b"g"}
TRUSTED = OfficeTrusted(by="a test", root=b"\xab" * 32)
NOTICE = NoticeTaken(about=1, version=7, **WRAPPED)
RECEIPT = ReceiptTaken(number=40, received_ms=1_800_000_000_000, **WRAPPED)
LESSON = LessonAnswered(lesson=b"\x02" * 16, said=LessonSaid.BY_WHEN, until="2026-12-15", by="Mercy Okafor")
OPENED = StreamOpened(stream=b"\x01" * 16, number=12, **WRAPPED)


@pytest.mark.parametrize(
    ("event", "stands", "says"),
    [
        (TRUSTED, "office", "root key abab abab"),
        (NOTICE, "notice:1", "who outside this building may open its record (notice 7)"),
        (RECEIPT, "countersigned", "up to entry 40"),
        (LESSON, f"lesson:{'02' * 16}", "it will be done by a day (2026-12-15)"),
        (OPENED, f"opened:{'01' * 16}", "up to entry 12"),
    ],
)
def test_each_stands_until_a_newer_one_and_has_a_sentence(event: StatementEvent, stands: str, says: str) -> None:
    assert changes(event) == (Stands(stands),)
    assert says in line(event, Story().board.index)


def test_another_office_ends_what_the_one_before_and_its_district_signed() -> None:
    story = Story()
    for command in (TrustOffice(by="a", root=b"1" * 32), TakeNotice(notice=NOTICE), NoteReceipt(receipt=RECEIPT)):
        assert story.tell(command) is None
    assert story.tell(TrustOffice(by="a", root=b"1" * 32)) is Rejection.NO_NEWS
    assert story.board.district.notices == {1: NOTICE}
    story.tell(TrustOffice(by="a", root=b"2" * 32))
    assert not story.board.district.notices
    assert story.board.district.countersigned == 0, "the other office's district has nothing of this box yet"


def test_the_newest_receipt_is_the_recorded_one_or_the_one_heard_since() -> None:
    heard = HeardOfDistrict()
    assert heard.newest(Known()) == (0, 0)
    assert heard.newest(Known(receipt=RECEIPT)) == (40, RECEIPT.received_ms)
    heard.countersigned, heard.received_ms = 41, 5
    assert heard.newest(Known(receipt=RECEIPT)) == (41, 5)


def test_the_uplinks_word_is_worth_nothing_once_it_has_been_silent_for_a_minute_and_a_half() -> None:
    heard = HeardOfDistrict(reachable=True, since_ms=0, heard_ms=1000)
    assert heard.down_since(Moment(1000 + SILENT_AFTER_MS - 1, 0)) is None
    assert heard.down_since(Moment(1000 + SILENT_AFTER_MS, 0)) == 1000
    assert HeardOfDistrict(reachable=False, since_ms=400, heard_ms=1000).down_since(Moment(1001, 0)) == 400
    assert HeardOfDistrict().down_since(Moment(5, 0)) == 0


def test_what_was_said_of_a_lesson_last_counts_and_the_same_again_is_no_news() -> None:
    story = Story()
    assert story.tell(NoteLesson(answered=LESSON)) is None
    assert story.tell(NoteLesson(answered=LESSON)) is Rejection.NO_NEWS
    done = LessonAnswered(lesson=LESSON.lesson, said=LessonSaid.DONE_HERE, by="A. Chen")
    assert story.tell(NoteLesson(answered=done)) is None
    assert story.board.district.lessons == {LESSON.lesson: done}
    assert "Okafor" not in line(LESSON, story.board.index), "the log names nobody"
    story.tell(TrustOffice(by="a", root=b"2" * 32))
    assert not story.board.district.lessons, "another office knows nothing of it"
