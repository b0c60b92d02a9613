"""Tests texts that go out, over a line to a pretend modem: once, in parts, told how far they came, and what is known after a kill."""

import asyncio
import datetime
import itertools
from pathlib import Path

import msgspec

from hardware.messengers.texts_out import NOT_KNOWN
from hardware.modem.sent import NAME, Went
from hardware.modem.times import Times
from hardware.modem.twin import air
from hardware.modem.twin.school import PretendModem
from hardware.ports import Message, MessageState, Reachable
from tests.hardware.modem.stick import HADDAD, PATIENT, REYES, SHORT, a_box, stored
from tests.hardware.running import until

QUEUED, SENT, DELIVERED, FAILED = MessageState
WHOLE = [QUEUED, SENT, DELIVERED]


async def test_a_long_text_arrives_whole_and_is_delivered_when_its_last_part_is(tmp_path: Path) -> None:
    text = "Emergency, Room 204. " * 20
    async with a_box(tmp_path) as (box, stick):
        box.says(a=text)
        await until(lambda: box.states("12/a") == WHOLE)
        assert stick.texts_to(REYES) == [text]
        assert len(stick.modem.sent) == 3
        assert all(each.wants_report for each in stick.modem.sent)


async def test_a_network_that_says_nothing_more_leaves_it_at_sent(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.reports = -1
        box.says(a="one")
        await until(lambda: box.states("12/a") == [QUEUED, SENT])
        stick.modem.reports = 0
        box.says(a="one", b="two")
        await until(lambda: box.states("12/b") == WHOLE)
        assert box.states("12/a") == [QUEUED, SENT]


async def test_a_phone_that_is_off_for_good_is_told_as_failed_after_it_was_sent(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.reports = 0x46
        box.says(a="one")
        await until(lambda: box.states("12/a") == [QUEUED, SENT, FAILED])
        assert "could not deliver" in box.why("12/a")


async def test_reports_that_the_modem_stores_are_read_and_deleted(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem._reports_how = 2
        box.says(a="one")
        await until(lambda: box.states("12/a") == WHOLE)
        await until(lambda: not any(stick.modem.card.stores.values()))
        assert box.texts == []


async def test_what_the_network_does_not_take_for_a_moment_is_tried_again(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.refuses[REYES] = 42  # congestion
        box.says(a="one")
        await until(lambda: sum(each.startswith("AT+CMGS") for each in stick.modem.heard) >= 2)
        del stick.modem.refuses[REYES]
        await until(lambda: box.states("12/a") == WHOLE)
        assert stick.texts_to(REYES) == ["one"]


async def test_what_it_does_not_take_three_times_failed_and_says_the_number_of_the_error(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.refuses[""] = 42
        box.says(a="one")
        await until(lambda: box.states("12/a") == [QUEUED, FAILED])
        assert "error 42" in box.why("12/a")
        assert sum(each.startswith("AT+CMGS") for each in stick.modem.heard) == 3


async def test_an_address_that_is_no_number_fails_alone(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        box.way.say({"12/a": Message("reyes", "one"), "12/b": Message(HADDAD, "one")})
        await until(lambda: box.states("12/b") == WHOLE)
        assert box.states("12/a") == [QUEUED, FAILED]
        assert "telephone number" in box.why("12/a")
        assert stick.texts_to("reyes") == []


async def test_a_message_waits_for_a_cell_so_long_and_then_failed(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.cell(registered=False)
        await until(lambda: "modem-no-cell" in box.wrong)
        box.says(a="one")
        await until(lambda: box.states("12/a") == [QUEUED, FAILED])
        assert box.why("12/a").startswith("The modem has no cell.")
        stick.modem.cell(registered=True)
        box.says(a="one", b="two")
        await until(lambda: box.states("12/b") == WHOLE)
        assert stick.texts_to(REYES) == ["two"]


async def test_an_answer_of_the_network_that_was_lost_is_told_as_not_known_and_nothing_is_said_twice(
    tmp_path: Path,
) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.loses_answers = True
        box.says(a="one")
        await until(lambda: box.states("12/a") == [QUEUED, FAILED], 5.0)
        assert box.why("12/a") == NOT_KNOWN
        stick.modem.loses_answers = False
        box.says(a="one", b="two")
        await until(lambda: box.states("12/b") == WHOLE, 5.0)
        assert stick.texts_to(REYES) == ["one", "two"]


async def test_a_stick_that_is_pulled_out_while_a_text_goes_leaves_it_not_known(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.sends_s = 30.0
        box.says(a="one")
        await until(lambda: len(stick.modem.sent) == 1)
        stick.unplug()
        await until(lambda: box.states("12/a") == [QUEUED, FAILED], 5.0)
        assert box.why("12/a") == NOT_KNOWN


async def test_after_a_restart_what_was_sent_is_not_sent_again_and_what_arrives_is_told(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.reports = -1
        box.says(a="one")
        await until(lambda: box.states("12/a") == [QUEUED, SENT])
        kept = msgspec.json.decode((tmp_path / NAME).read_bytes(), type=dict[str, Went])
        assert kept["12/a"].whole
        assert REYES not in (tmp_path / NAME).read_text()
        reference = kept["12/a"].references[0]
    async with a_box(tmp_path) as (again, stick):
        again.says(a="one", b="two")
        await until(lambda: again.states("12/b") == WHOLE)
        assert again.states("12/a") == [QUEUED, SENT]
        assert stick.texts_to(REYES) == ["two"]
        stick.modem.news(f"+CDS: 26\r\n0006{reference:02X}0B917102551110F1621321814390006213218143900000")
        await until(lambda: again.states("12/a") == WHOLE)


async def test_after_a_restart_a_text_that_had_begun_is_not_known_and_is_said_under_another_id(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(msgspec.json.encode({"12/a": Went(1)}))
    async with a_box(tmp_path) as (box, stick):
        box.says(a="one", b="one")
        await until(lambda: box.states("12/b") == WHOLE)
        assert box.states("12/a") == [QUEUED, FAILED]
        assert box.why("12/a") == NOT_KNOWN
        assert stick.texts_to(REYES) == ["one"]


async def test_a_disk_that_takes_nothing_holds_up_no_text(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    async with a_box(tmp_path) as (box, stick):
        box.way._out._sent._path = tmp_path / "data" / NAME
        box.says(a="one")
        await until(lambda: box.states("12/a") == WHOLE)
        assert stick.texts_to(REYES) == ["one"]


async def test_a_text_comes_in_between_the_parts_of_one_that_goes_out(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.sends_s = 0.3
        box.says(a="Emergency, Room 204. " * 30)
        await until(lambda: len(stick.modem.sent) == 1)
        stick.modem.text(HADDAD, "HELP")
        await until(lambda: box.texts == ["HELP"])
        assert len(stick.modem.sent) < 4
        assert SENT not in box.states("12/a")


async def test_a_number_that_the_network_does_not_know_is_named_until_a_text_reaches_it(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.refuses[REYES] = 28
        box.says(a="one")
        await until(lambda: any(isinstance(each, Reachable) and each.to == REYES and each.why for each in box.reports))
        assert [each.to for each in box.reports if isinstance(each, Reachable) and each.why] == [REYES]
        del stick.modem.refuses[REYES]
        box.says(a="one", b="two")
        await until(lambda: box.reports.count(Reachable(REYES, None)) == 2)


async def test_a_number_that_was_refused_once_is_tried_again_in_a_later_call(tmp_path: Path) -> None:
    async with a_box(tmp_path, msgspec.structs.replace(PATIENT, refused_s=0.3)) as (box, stick):
        stick.modem.refuses[REYES] = 21  # as networks say also of a text that they take for advertising
        box.says(a="one")
        await until(lambda: any(isinstance(each, Reachable) and each.to == REYES and each.why for each in box.reports))
        del stick.modem.refuses[REYES]
        await until(lambda: box.reports.count(Reachable(REYES, None)) == 2, 5.0)
        assert not stick.texts_to(REYES)
        box.says(b="two")
        await until(lambda: box.states("12/b") == WHOLE)


async def test_the_rest_of_a_text_does_not_go_out_long_after_its_beginning(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.sends_s = 0.2
        box.says(a="Emergency, Room 204. " * 30)
        await until(lambda: len(stick.modem.sent) == 1)
        stick.modem.cell(registered=False)
        await until(lambda: box.states("12/a") == [QUEUED, FAILED], 8.0)
        assert box.why("12/a").startswith(("Only a part of this text went out.", "The network did not take"))
        went = len(stick.modem.sent)
        stick.modem.cell(registered=True)
        box.says(a="Emergency, Room 204. " * 30, b="two")
        await until(lambda: box.states("12/b") == WHOLE, 5.0)
        assert len(stick.modem.sent) == went + 1


async def test_a_message_that_waited_its_turn_does_not_fail_at_the_first_moment_without_a_cell(tmp_path: Path) -> None:
    async with a_box(tmp_path, SHORT) as (box, stick):
        stick.modem.sends_s = 0.6
        box.says(a="one", b="two", c="three", d="four")
        await until(lambda: SENT in box.states("12/b"), 8.0)
        stick.modem.cell(registered=False)
        stick.modem.cell(registered=True)
        await until(lambda: SENT in box.states("12/d"), 8.0)
        assert FAILED not in box.states("12/c") + box.states("12/d")


async def test_a_cell_that_is_lost_while_the_network_has_a_text_waits_for_its_answer(tmp_path: Path) -> None:
    times = msgspec.structs.replace(SHORT, sends_s=10.0, waits_s=0.2, settles_s=0.1)
    async with a_box(tmp_path, times) as (box, stick):
        stick.modem.sends_s = 2.0
        box.says(a="one")
        await until(lambda: len(stick.modem.sent) == 1)
        box.says(a="one", b="two")
        box.way._stands({"modem-no-cell": "The modem has no cell"}, False)
        await until(lambda: box.states("12/b") == [QUEUED, FAILED], 5.0)
        await until(lambda: SENT in box.states("12/a"), 8.0)
        assert FAILED not in box.states("12/a")


async def test_a_more_urgent_text_goes_before_those_that_wait(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.sends_s = 0.3
        box.says(a="one", b="two", c="three")
        await until(lambda: any(each.startswith("AT+CMGS") for each in stick.modem.heard))
        box.says(d="urgent", a="one", b="two", c="three")
        await until(lambda: SENT in box.states("12/c"), 10.0)
        assert stick.texts_to(REYES) == ["one", "urgent", "two", "three"]


async def test_whoever_texts_the_box_without_end_holds_up_no_text_that_goes_out(tmp_path: Path) -> None:
    async with a_box(tmp_path, Times(poll_s=10.0, look_s=20.0, settles_s=0.3)) as (box, stick):
        stick.modem.slow_s = 0.1
        async with asyncio.TaskGroup() as group:
            flooding = group.create_task(_texts_without_end(stick))
            await until(lambda: stored(stick.modem) > 5)
            box.says(a="one", b="two")
            heard = len(box.heard)
            await until(lambda: SENT in box.states("12/b"), 30.0)
            assert len(box.heard) > heard, "those that come are heard between them"
            flooding.cancel()


async def _texts_without_end(stick: PretendModem) -> None:
    for number in itertools.count():
        stick.modem.text(HADDAD, f"words {number}")
        await asyncio.sleep(0.1)


async def test_a_report_that_comes_in_one_piece_with_the_answer_of_the_network_is_taken(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.reports = -1
        stick.modem.loses_answers = True
        box.says(a="one")
        await until(lambda: len(stick.modem.sent) == 1)
        report = air.report(REYES, 7, 0, datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC))
        stick.modem.say(f"\r\n+CMGS: 7\r\n\r\nOK\r\n\r\n+CDS: 25\r\n{report}\r\n".encode())
        await until(lambda: box.states("12/a") == WHOLE)


async def test_a_report_that_comes_before_the_answer_of_the_network_is_taken(tmp_path: Path) -> None:
    async with a_box(tmp_path) as (box, stick):
        stick.modem.reports = -1
        stick.modem.loses_answers = True
        box.says(a="one")
        await until(lambda: len(stick.modem.sent) == 1)
        report = air.report(REYES, 7, 0, datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC))
        stick.modem.say(f"\r\n+CDS: 25\r\n{report}\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n".encode())
        await until(lambda: box.states("12/a") == WHOLE)
