"""Tests that many calls flood no telephone: three are said alone, and one message speaks of all the others."""

from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge
from appliance.core.ground.messages import Reply
from appliance.core.messages.addresses import address_of
from appliance.core.messages.commands import ReportReply
from appliance.core.messages.flood import EACH_ALONE, TOGETHER_S
from appliance.core.messages.texts import TEXT_CHARACTERS, text_of
from appliance.core.messages.turns import told_by_address, wanted
from appliance.core.practice.commands import StartDrill
from appliance.plan.ids import RoomId
from tests.appliance.core.messages.telling import PAGE, TEXT, Telling, person, with_ways

ROOMS = ("B201", "B202", "B203", "B204", "B205", "B206", "Boffice")


def texts(story: Telling) -> list[str]:
    """Give what stands at every telephone now, the newest last."""
    told = told_by_address(story.board, story.now)
    spoken = [(each, call) for call in story.board.incidents.values() for each in wanted(story.board, call)]
    spoken.sort(key=lambda each: each[0].queued_ms)
    return [
        text_of(story.board, call, each, told[each.way, address_of(story.board, each) or ""]) for each, call in spoken
    ]


def flooded(*people, kind: str = "help") -> Telling:
    story = Telling(with_ways(*(people or (person("ana", PAGE),))))
    for second, room in enumerate(ROOMS):
        story.at(second)
        story.press(room, kind)
    story.at(len(ROOMS))
    return story


def test_of_many_calls_only_three_are_said_one_by_one() -> None:
    story = flooded()
    assert story.told() == ["ana by page"] * EACH_ALONE
    story.at(TOGETHER_S)
    assert story.told() == []


def test_after_a_minute_one_message_speaks_of_all_and_then_nothing_more_is_said() -> None:
    story = flooded()
    story.told()
    story.at(TOGETHER_S + 30)
    assert story.told() == ["ana by page"]
    assert texts(story)[-1].startswith("7 CALLS. ASSIST: Room 204. Call 4. ASSIST: Room 201.")
    assert len(texts(story)[-1]) <= TEXT_CHARACTERS
    assert [each for each in texts(story) if "CALLS" in each] == texts(story)[-1:]
    story.at(600)
    assert story.told() == []


def test_a_more_urgent_call_waits_for_nothing_and_comes_first() -> None:
    story = flooded()
    story.told()
    story.press("B206", "hold")
    story.at(len(ROOMS) + 0.1)
    assert story.told() == ["ana by page"]
    assert texts(story)[-1].startswith("7 CALLS. EMERGENCY: Room 206. Call 6. ASSIST: ")


def test_what_does_not_fit_is_counted() -> None:
    story = flooded()
    plan = story.board.index.plan
    long = tuple(replace(each, name=f"{each.name} by the north stairs") for each in plan.rooms)
    story.board.index = type(story.board.index)(replace(plan, rooms=long))
    story.press("B206", "hold")
    story.at(len(ROOMS) + 0.1)
    named = texts(story)[-1].count("ASSIST")
    assert 0 < named < 6
    assert texts(story)[-1].endswith(f"And {6 - named} more.")
    assert len(texts(story)[-1]) <= TEXT_CHARACTERS


def test_forty_presses_of_rooms_send_few_messages_to_one_telephone_also_over_a_restart() -> None:
    story = flooded(person("ana", TEXT), kind="hold")
    story.at(300)
    assert len(story.told()) == EACH_ALONE + 1
    story.restart()
    story.look()
    story.seen.clear()
    story.at(600)
    assert story.told() == []
    assert len(story.stands()) == EACH_ALONE + 1


def test_once_others_are_taken_the_next_call_is_said_alone_again() -> None:
    story = flooded()
    story.told()
    for incident in list(story.board.incidents)[:EACH_ALONE]:
        story.desk("front", Acknowledge, incident=incident)
    story.at(len(ROOMS) + 15)
    assert story.told() == ["ana by page"] * EACH_ALONE
    assert not [each for each in texts(story) if "CALLS" in each]


def test_an_answer_to_a_message_that_speaks_of_all_is_for_the_call_that_it_names_first() -> None:
    story = flooded()
    story.press("B206", "hold")
    story.at(len(ROOMS) + 0.1)
    emergency = next(each for each in story.board.incidents.values() if each.number == 6)
    message = story.board.messages[emergency.incident][-1]
    story.tell(ReportReply(message=message.message, reply=Reply.GOING))
    going = [each.number for each in story.board.incidents.values() if each.sent]
    assert going == [6]


def test_another_telephone_is_not_held_up() -> None:
    story = flooded(person("ana", PAGE), person("ben", PAGE))
    told = story.told()
    assert (told.count("ana by page"), told.count("ben by page")) == (EACH_ALONE, EACH_ALONE)


def test_practice_counts_for_no_real_call() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    story.desk(
        "front", StartDrill, name="Morning", rooms=tuple(RoomId(f"20{n}") for n in range(1, 6)), ends_after_s=600
    )
    for room in ROOMS[:5]:
        story.press(room)
    story.at(1)
    assert story.told() == ["ana by page"] * EACH_ALONE
    story.press("B206")
    story.at(2)
    assert story.told() == ["ana by page"]
    assert [each for each in texts(story) if not each.startswith("DRILL. ")] == ["ASSIST: Room 206. Call 6."]


def test_rooms_that_press_again_and_again_keep_no_other_call_waiting_for_longer_than_a_minute() -> None:
    story = Telling(with_ways(person("ana", PAGE)))
    for room in ROOMS[:EACH_ALONE]:
        story.press(room)
    story.at(1)
    story.press("B206")
    for second in range(5, 5 * TOGETHER_S, 5):
        story.at(second)
        for room in ROOMS[:EACH_ALONE]:
            story.press(room)
    fourth = next(each for each in story.board.incidents.values() if each.number == EACH_ALONE + 1)
    (said,) = story.board.messages[fourth.incident]
    assert said.queued_ms <= (1 + TOGETHER_S + 15) * 1000
