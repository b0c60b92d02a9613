"""Who can go to a call now: somebody says that a person cannot, or can again. Pure; the box keeps it until midnight, without a reason, and
writes it down nowhere.
"""

from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part
from appliance.flows.people.here import people
from appliance.plan.ids import PersonId

NO_PEOPLE = "The plan names nobody yet."
ALL_CAN_GO = "Everybody can go: nobody was named."
LEFT_OUT = (
    "Done: calls leave them out until midnight, or until somebody says that they can go. It is written down nowhere."
)
SENT_AGAIN = "Done: calls reach them again."


@dataclass(frozen=True, slots=True)
class TellsCanGo:
    """A person of the plan can go to a call again, or cannot go now."""

    person: PersonId
    can_go: bool

    @property
    def done(self) -> str:
        """What is said once the box has it."""
        return SENT_AGAIN if self.can_go else LEFT_OUT


def not_now_names(view: BoardView) -> tuple[str, ...]:
    """Name everybody who cannot go now, as far as names are told here."""
    return tuple(each.name for each in view.not_now)


def who_can(given: Given) -> tuple[Option, ...]:
    """Everybody of the plan who was not said to be unable to go, those on duty first."""
    not_now = {each.person for each in given.known.not_now}
    return tuple(option for option in people(given) if option.value not in not_now)


def who_cannot(given: Given) -> tuple[Option, ...]:
    """Everybody who cannot go now."""
    return tuple(Option(each.person, each.name, (each.name, str(each.person))) for each in given.known.not_now)


def _both(given: Given) -> tuple[Option, ...]:
    """List who cannot go, each with the choice that they can again, and then everybody else. Typing narrows both."""
    back = tuple(
        Option(
            TellsCanGo(each.value, True),
            f"{each.says} can go again",
            line=f"{each.says}\tNOT NOW: can go again",
            found_by=each.says,
        )
        for each in who_cannot(given)
    )
    rest = tuple(
        Option(TellsCanGo(each.value, False), f"{each.says} cannot go now", line=each.line, found_by=each.says)
        for each in who_can(given)
    )
    return (*back, *rest)


def _chosen(given: Given) -> TellsCanGo:
    chosen: TellsCanGo = given.parts["who"]
    return chosen


NOT_NOW = Flow(
    "not now",
    lambda given: TellsCanGo(given.parts["person"], False),
    (Part("person", "Who cannot go to a call now? Type a name, or part of it.", who_can, none=NO_PEOPLE),),
    of_plan=True,
)
CAN_GO = Flow(
    "can go",
    lambda given: TellsCanGo(given.parts["person"], True),
    (Part("person", "Who can go again? Type a name, or part of it.", who_cannot, none=ALL_CAN_GO),),
    of_plan=True,
)
GOING = Flow(
    "who can go",
    _chosen,
    (
        Part(
            "who",
            "Who cannot go to a call now, or can go again?",
            _both,
            none=NO_PEOPLE,
            label=lambda _: "Name (no reason; until midnight, written down nowhere):",
            narrows=True,
            chosen_beforehand=False,
            column=28,
        ),
    ),
    title=lambda _: "WHO CANNOT GO TO A CALL NOW, OR CAN GO AGAIN?",
    of_plan=True,
)
"""Both in one list, for a console that has room for it. Nobody is chosen by ENTER alone: the first line would be somebody at random."""
