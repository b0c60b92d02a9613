"""Answering what the district person asks: has anything changed for you at work? The answer is sealed, and the console keeps nothing of
it. Pure.
"""

from appliance.api.duties.messages import AnswerDuty, DutyLine
from appliance.duties.answering import WORDS_CHARACTERS_MAX, Said, why_no_words
from appliance.flows.duties.noting import OWED
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part

ANSWER = "answer"
"""The word behind a duty's number at a console of lines, and the line of a screen that begins it."""
QUESTION = "Has anything changed for you at work?"
_SAID = (
    Option(Said.NOTHING, "nothing has changed", ("nothing", "no"), line="Nothing has changed"),
    Option(Said.SOMETHING, "something has changed", ("something", "yes"), line="Something has changed"),
    Option(Said.NOT_SAID, "I do not want to say", ("rather not", "not say"), line="I do not want to say"),
)
_AGAIN = (
    Option(True, "yes", ("yes",), line="Yes"),
    Option(False, "no, do not ask me again", ("no",), line="No, do not ask me again about this incident"),
)


def private(line: DutyLine) -> str:
    """Say where to answer, and who can read it."""
    return (
        f"Answer in a private room. Only {line.answered_to} of your district can read it: nobody in this building,"
        " and not this box. You may also leave it out."
    )


def can_answer(line: DutyLine) -> bool:
    """Whether the reader can answer it now."""
    return line.is_question and not line.no_answer


def refused(line: DutyLine) -> str:
    """Say why the reader cannot answer it; empty where they can."""
    return line.no_answer if line.is_question else "This is no question to you. Nothing was done."


def answering(line: DutyLine, code: str = "") -> Flow[AnswerDuty]:
    """Ask for the answer. `code` is the code of a receipt, where it takes the place of a PIN."""

    def make(given: Given) -> AnswerDuty:
        return AnswerDuty(
            request=0,
            incident=line.record.incident,
            rule=line.rule,
            about=line.about,
            said=given.parts["said"],
            words=given.parts["words"].strip(),
            no_more=not given.parts["again"],
            code=code,
        )

    return Flow(
        OWED,
        make,
        (
            Part(
                "said",
                QUESTION,
                lambda _: _SAID,
                asks=lambda _: f"{private(line)} {QUESTION}",
                title=lambda _: QUESTION.upper(),
                know=private(line),
                enter="goes on",
                escape="answers nothing",
            ),
            Part(
                "words",
                "",
                asks=lambda given: f"{_asks(given)} Press Enter alone to leave it out.",
                skipped=lambda given: given.parts.get("said") is Said.NOT_SAID,
                empty=True,
                refuses=lambda _, text: why_no_words(text.strip()),
                characters_max=WORDS_CHARACTERS_MAX,
                title=lambda _: QUESTION.upper(),
                label=_asks,
                enter="goes on, also with nothing typed",
                know=private(line),
                escape="answers nothing",
            ),
            Part(
                "again",
                "May you be asked this again about this incident, later?",
                lambda _: _AGAIN,
                title=lambda _: "MAY YOU BE ASKED THIS AGAIN, LATER?",
                know="Your answer is sealed and kept with the next ENTER. It cannot be read or changed here afterwards.",
                enter="seals the answer",
                escape="answers nothing",
            ),
        ),
    )


def answered(line: DutyLine, *, no_more: bool) -> str:
    """Say what became of it."""
    never = " You are asked no more about this incident." if no_more else ""
    return f"Sealed: only {line.answered_to} can read it.{never}"


def _asks(given: Given) -> str:
    return "What has changed?" if given.parts.get("said") is Said.SOMETHING else "Is there anything else to say?"
