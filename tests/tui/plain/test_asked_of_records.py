"""How a flow about records is put to a person who types lines."""

from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part, about_nothing
from tui.plain.asking.act import Act
from tui.plain.asking.draft import Draft
from tui.plain.asking.form import Form, Then
from tui.plain.records.asked import asked
from tui.plain.told import Line

SURE = Part("sure", "Sure?", lambda _: (Option(False, "no", ("no",)), Option(True, "yes", ("yes",))), hint="Yes or no.")
WHY = Part("why", "Why?", refuses=lambda _, text: "" if text.strip() else "Say why.")


def make(given: Given) -> tuple[str] | AskAgain | Dropped:
    if not given.parts["sure"]:
        return Dropped("Nothing was done.")
    return AskAgain("Say more.", ("why",)) if given.parts["why"] == "so" else (str(given.parts["why"]),)


class Person:
    """Types to whatever is asked."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self.then: Then | None = None

    def puts(self, form: Form, then: Then) -> list[str]:
        self.form, self.then = form, then
        return form.sentences()

    async def types(self, line: str) -> list[str]:
        assert self.form is not None and self.then is not None
        said = self.form.take(Line(line, 1000, 1000))
        return [*said, *await self.then(self.form.answers)] if self.form.over else said


async def begun(person: Person, answer: str = "") -> list[str]:
    async def does(wanted: tuple[str]) -> list[str]:
        return [f"Done: {wanted[0]}"]

    return await asked(person.puts, Flow("do", make, (SURE, WHY)), about_nothing(Known()), does, answer)


async def test_every_part_is_asked_for_in_turn_and_a_word_after_the_command_says_the_first() -> None:
    person = Person()
    assert await begun(person) == ["Sure?", "Yes or no."]
    assert await person.types("perhaps") == ["Type yes or no.", "Sure?"]
    assert await begun(person, "yes") == ["Why?"]
    assert await person.types("") == ["Say why.", "Why?"]
    assert await person.types("a parent asked") == ["Done: a parent asked"]


async def test_what_the_flow_does_not_take_is_asked_for_again_and_nothing_else() -> None:
    person = Person()
    await begun(person, "yes")
    assert await person.types("so") == ["Say more.", "Why?"]
    assert await person.types("a parent asked") == ["Done: a parent asked"]


async def test_who_decides_against_it_hears_that_nothing_was_done() -> None:
    person = Person()
    await begun(person, "no")
    assert await person.types("because") == ["Nothing was done."]


def test_words_that_a_part_refuses_are_asked_for_again_with_the_reason() -> None:
    late = Part("when", "When?", refuses=lambda _, text: "" if text == "now" else "That is no time.")
    flow = Flow[str]("note", lambda given: str(given.parts["when"]), (late,))
    draft = Draft(Act("note", "note", flow), None, ["soon"], lambda *_: "", Known())
    assert draft.prompt is not None and draft.unclear == "That is no time."
    draft.take(Line("now", 1000, 1000))
    assert draft.over
