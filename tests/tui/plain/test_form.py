"""Tests questions that are asked one after the other, and those of a record below those of acts, without a box."""

from typing import Any

from appliance.core.calls.commands import AddNote
from appliance.flows.parts import Option
from tests.tui.boards import call
from tests.tui.plain.conversation import Conversation
from tui.plain.asking.answers import OfRecord, Says
from tui.plain.asking.form import Form, only, put
from tui.plain.asking.prompt import Prompt, chosen_by, yes_no
from tui.plain.told import Line

TWELVE = tuple(Option(number, f"room {number}", (f"room {number}",)) for number in range(1, 13))
WHICH = Prompt("which", "Which room?", lambda text: chosen_by(text, TWELVE), TWELVE, help="It has a number.")
SURE = Prompt("sure", "Sure?", yes_no, needed=True)
MAY = Prompt("may", "May it?", yes_no)
WHY = Prompt("why", "Why?")
WORDS = Prompt("words", "What happened?", lines=True)


def takes(form: Form, *lines: str) -> str:
    """Give what is said to the last of these lines."""
    said: list[str] = []
    for text in lines:
        form.asked_ms = 0
        said = form.take(Line(text, 1000, 1000))
    return " ".join(said)


def test_a_long_list_is_said_in_parts_and_every_number_counts_at_once() -> None:
    form = Form(only(WHICH))
    assert " ".join(form.sentences()).endswith("9: room 9. There are 3 more choices: type more, or a word of one.")
    assert takes(form, "more") == "10: room 10. 11: room 11. 12: room 12."
    assert takes(form, "more").startswith("1: room 1. ")
    assert takes(form, "help") == "It has a number. Which room?"
    assert takes(form, "13") == "Choose 1 to 12. Which room?"
    assert takes(form, "12") == "" and form.over and form.answers == {"which": 12}


def test_back_asks_the_question_before_and_before_the_first_what_its_owner_says() -> None:
    form = Form(only(SURE), only(WHY))
    assert takes(form, "back") == "This is the first question. Sure?"
    assert takes(form, "yes", "back") == "Sure?"
    form.earlier = lambda: ["Another question?"]
    assert takes(form, "back") == "Another question?"


def test_what_is_needed_is_not_left_out_and_what_is_not_is_not_among_the_answers() -> None:
    form = Form(only(SURE), only(WHY))
    assert takes(form, "") == "This cannot be left out. Sure?"
    assert takes(form, "yes") == "Why?"
    assert takes(form, "") == "" and form.answers == {"sure": True}


def test_a_reason_is_asked_for_only_after_a_change() -> None:
    def why(answers: dict[str, Any]) -> Prompt | None:
        return WHY if "which" in answers else None

    assert takes(Form(only(WHICH), why), "3") == "Why?"
    kept = Form(only(WHICH), why)
    assert takes(kept, "") == "" and kept.over


async def test_words_typed_ahead_answer_the_first_question_or_say_why_not() -> None:
    put_before: list[Form] = []

    def puts(form: Form, then: object) -> list[str]:
        put_before.append(form)
        return form.sentences()

    async def then(answers: dict[str, Any]) -> list[str]:
        return [f"Done: {answers}"]

    assert await put(puts, Form(only(SURE), ahead="yes"), then) == ["Done: {'sure': True}"]
    assert await put(puts, Form(only(SURE), only(WHY), ahead="yes"), then) == ["Why?"]
    assert await put(puts, Form(only(SURE), ahead="perhaps"), then) == ["Type yes or no.", "Sure?"]
    assert [form.over for form in put_before] == [False, False]


def test_enter_that_came_with_the_question_leaves_nothing_out() -> None:
    form = Form(only(WHY))
    form.asked_ms = 900
    assert form.take(Line("", 1000, 1000)) == ["Why?"]
    assert not form.over


# ---- of a record, below what is asked about acts


def asks(desk: Conversation, *prompts: Prompt) -> Form:
    """Ask this about record 7."""

    async def then(answers: dict[str, Any]) -> list[str]:
        return [f"Saved: {answers}"]

    async def stopped(form: Form) -> list[str]:
        desk.talk.drops_record()
        return ["Dropped: nothing was done."]

    form = Form(*map(only, prompts))
    form.about, form.then, form.stopped = "Record 7: ", then, stopped
    desk.talk.puts(form)
    return form


async def hears(desk: Conversation, text: str, **when: int) -> str:
    """Type a line that answers; give all that is said."""
    answer = desk.types(text, **when)
    assert isinstance(answer, OfRecord), answer
    return " ".join([*answer.said, *(await answer.then() if answer.then else [])])


async def test_what_is_only_told_ends_with_the_question_of_a_record_too_and_is_heard_again_without_it() -> None:
    desk = Conversation(call(14, "B204"))
    asks(desk, SURE)
    assert desk.hears("who").endswith("You were asked: Sure?")
    assert await hears(desk, "yes") == "Saved: {'sure': True}"
    assert desk.talk.question is None
    said = desk.hears("again")
    assert "Marcus Bell" in said and "Sure?" not in said


async def test_an_act_asks_above_it_and_enter_answers_it_only_once_it_was_said_again() -> None:
    desk = Conversation(call(14, "B204"))
    form = asks(desk, MAY)
    assert "Whom do you send?" in desk.hears("send 14")
    assert desk.talk.question is not form
    assert desk.hears("cancel") == "Cancelled: send. Nothing was done. You were asked: Record 7: May it?"
    desk.hears("send 14")
    assert desk.talk.cancel(desk.now_ms) == Says(["Cancelled: send. Nothing was done."])
    assert await hears(desk, "no", after_ms=100) == "Record 7: May it?"
    assert await hears(desk, "no") == "Saved: {'may': False}"
    asks(desk, MAY)
    desk.hears("send 14")
    desk.does("nurse")
    assert await hears(desk, "") == "Record 7: May it?"
    assert await hears(desk, "") == "Saved: {}"


def test_a_record_waits_for_the_act_and_takes_the_place_of_another_record() -> None:
    desk = Conversation(call(14, "B204"))
    desk.hears("note 14")
    asks(desk, SURE)
    assert desk.talk.asked() == "Note call 14, Room B204: What happened, in your words?"
    assert desk.does("two fell") == AddNote(incident=call(14, "B204").incident, text="two fell")
    asks(desk, WHY)
    assert desk.talk.asked() == "Why?"


async def test_a_command_in_a_text_of_many_lines_is_held_and_whoever_goes_on_keeps_it() -> None:
    desk = Conversation(call(14, "B204"))
    asks(desk, WORDS)
    assert await hears(desk, "He ran.") == ""
    held = "who is a command. Yes does it, no keeps the words as text."
    assert await hears(desk, "who") == held
    assert desk.talk.asked() == held
    assert await hears(desk, "") == f"Type yes or no. {held}"
    assert await hears(desk, "to the gate.") == "who is kept as text."
    assert "3 lines are typed" in await hears(desk, "")
    assert await hears(desk, "") == "Saved: {'words': 'He ran.\\nwho\\nto the gate.'}"


async def test_once_a_line_is_held_the_question_of_a_record_needs_its_number_no_more() -> None:
    desk = Conversation(call(14, "B204"))
    asks(desk, WHY)
    assert "is a command" in await hears(desk, "send 14")
    assert "Whom do you send?" in desk.hears("yes")
    assert desk.hears("cancel").endswith("You were asked: Record 7: Why?")
    assert "is a command" in await hears(desk, "who")
    assert desk.hears("yes").endswith("You were asked: Why?")


async def test_cancel_and_stop_drop_it() -> None:
    for word in ("cancel", "stop"):
        desk = Conversation()
        asks(desk, SURE)
        assert await hears(desk, word) == "Dropped: nothing was done."
        assert desk.talk.question is None
    assert desk.types("cancel") == Says(["No question is open."])
