"""Every act of the plain console: the key it stands for, what it needs, and the command it makes. Pure.

A new act is one entry here; its word, and at which stages it applies, stand in the key table (`tui.keys`).
"""

from collections.abc import Callable

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    Confirm,
    ConfirmAllRight,
    Dispatch,
    Downgrade,
    HandOff,
    NameWhoActed,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Outcome
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress, EndWalkTest, MakeReal
from appliance.flows.naming import all_of, going_words, who_saw
from appliance.plan.ids import ButtonId
from tui.plain.asking.act import About, Act
from tui.plain.asking.answers import AsksReach
from tui.plain.asking.choices import (
    answers,
    buttons,
    desks,
    less_urgent,
    more_urgent,
    outcomes,
    pairs,
    rooms,
    whom,
)
from tui.plain.asking.parts import Given, Part, nobody_known
from tui.plain.building.acts import BUILDING_ACTS
from tui.plain.calls.hand_over_acts import HAND_OVER_ACTS
from tui.plain.calls.raising import BEFORE_A_PLACE, RAISE_CALL
from tui.plain.calls.tap_out_acts import TAP_OUT_ACTS
from tui.plain.devices.carried import CARRIED_ACTS
from tui.plain.devices.troubles import TROUBLE_ACTS
from tui.plain.people.acts import PEOPLE_ACTS
from tui.plain.people.morning import MORNING_ACTS
from tui.plain.practice.acts import DRILL_ACTS
from tui.plain.restore_acts import RESTORE_ACTS
from tui.plain.stick_acts import STICK_ACTS
from tui.plain.ways_acts import WAYS_ACTS
from tui.responders import have_been, to_come, to_confirm

GOING, THERE = "Who is going?", "Who is on scene?"
NOT_LESS = "It cannot be lowered now: only somebody on scene can know that it is less urgent."


def _goes(given: Given) -> str:
    return _only(to_confirm(given.call)) if given.call else ""


def _comes(given: Given) -> str:
    return _only(to_come(given.call)) if given.call else ""


def _only(names: tuple[str, ...]) -> str:
    """The one that can be meant; nobody while it may be one of several."""
    return going_words(names[0]) if len(names) == 1 else ""


def _several(names: Callable[[CallCard], tuple[str, ...]]) -> Callable[[Given], tuple[str, ...]]:
    """Those that can be meant, where that is more than the one who is offered."""

    def listed(given: Given) -> tuple[str, ...]:
        several = names(given.call) if given.call else ()
        return tuple(map(going_words, several)) if len(several) > 1 else ()

    return listed


def _has_been(given: Given) -> str:
    return all_of(have_been(given.call)) if given.call else ""


def _nobody_went(given: Given) -> bool:
    return given.parts["outcome"] in {Outcome.NOT_ATTENDED, Outcome.TEST}


def _dispatch(given: Given) -> DeskCommand:
    role, person = given.parts["whom"]
    return Dispatch(incident=given.incident, role=role, person=person)


def _pair(given: Given) -> DeskCommand:
    role, beside = given.parts["pair"]
    return Dispatch(incident=given.incident, role=role, beside=beside)


def _undo(given: Given) -> DeskCommand | str:
    incident = given.model.to_undo(given.model.arrived_ms)
    return Undo(incident=incident) if incident else "This desk did nothing in the last ten seconds that can be undone."


def _end_walk_test(given: Given) -> DeskCommand | str:
    test = given.model.view.walk_test if given.model.view else None
    return EndWalkTest(button=ButtonId(test.button)) if test else "No button is being tested."


def _test_press(given: Given) -> DeskCommand | str:
    incident = given.model.test_rang
    return AttestTestPress(incident=incident) if incident else "No walk test of this desk waits for an answer."


ACTS = (
    Act("acknowledge", "have 3", lambda given: Acknowledge(incident=given.incident)),
    Act(
        "dispatch",
        "send 3 lead",
        _dispatch,
        (Part("whom", "Whom do you send? A role, or the name of a person on duty.", whom, lead=("the",)),),
    ),
    Act(
        "dispatch",
        "pair 3 security and mental health",
        _pair,
        (Part("pair", "Which two do you send?", pairs, lead=("the",)),),
        own_word="pair",
        own_help="Send two who go together. Both go in one act, and undo takes both back.",
    ),
    Act(
        "confirm",
        "confirmed 3 Ana by radio",
        lambda given: Confirm(incident=given.incident, responder=given.parts["who"], answer=given.parts["answer"]),
        (
            Part("who", GOING, offer=_goes, assumed=True, names=_several(to_confirm)),
            Part("answer", "How do you know?", answers),
        ),
    ),
    Act(
        "arrive",
        "arrived 3",
        lambda given: Arrive(incident=given.incident, responder=given.parts["who"]),
        (Part("who", THERE, offer=_comes, assumed=True, names=_several(to_come)),),
    ),
    Act("all_right", "all right 3", lambda given: ConfirmAllRight(incident=given.incident)),
    Act(
        "make_real",
        "real 3",
        lambda given: MakeReal(incident=given.incident),
        done="Done: it is real, and nobody has it yet.",
        about=About.EITHER,
        nothing_after=True,
    ),
    Act(
        "note",
        "note 3 the nurse needs the lift key",
        lambda given: AddNote(incident=given.incident, text=given.parts["text"]),
        (Part("text", "What happened, in your words?", counts=True),),
        done="Done: the note is written down.",
    ),
    Act(
        "upgrade",
        "worse 3 medical",
        lambda given: Upgrade(incident=given.incident, kind=given.parts["kind"]),
        (Part("kind", "How urgent is it really?", more_urgent),),
        own_help="It is worse than it was called.",
    ),
    Act(
        "upgrade",
        "less 3 assist",
        lambda given: Downgrade(incident=given.incident, kind=given.parts["kind"]),
        (Part("kind", "How urgent is it really?", less_urgent, none=NOT_LESS),),
        own_word="less",
        own_help="Somebody on scene says that it is less urgent than it was called.",
    ),
    Act("undo", "undo", _undo, done="Done: it is taken back.", about=About.HOUSE),
    Act(
        "name_owed",
        "name 3 Ana Reyes",
        lambda given: NameWhoActed(incident=given.incident, name=given.parts["name"]),
        (Part("name", "Who acted at this desk? First and last name.", names=nobody_known),),
        about=About.EITHER,
    ),
    Act(
        "hand_off",
        "hand 3 to hall",
        lambda given: HandOff(incident=given.incident, to=given.parts["desk"]),
        (Part("desk", "Which desk takes it?", desks, lead=("to the", "to")),),
        done="Done: it rings there now until somebody has it.",
    ),
    Act(
        "stand_down",
        "stand down 3 attended seen by Ana",
        lambda given: StandDown(incident=given.incident, outcome=given.parts["outcome"], saw_room=given.parts["saw"]),
        (
            Part("outcome", "How did it end?", outcomes),
            Part(
                "saw",
                "Who saw the room with their own eyes?",
                asks=lambda given: f"{who_saw(given.call)}?",
                lead=("room seen by", "seen by", "by"),
                offer=_has_been,
                skipped=_nobody_went,
                names=nobody_known,
            ),
        ),
    ),
    RAISE_CALL,
    Act(
        "reach",
        "reach B204",
        lambda given: AsksReach(given.parts["room"]),
        (Part("room", "For which room? Type its name, or part of it.", rooms, lead=BEFORE_A_PLACE),),
    ),
    *DRILL_ACTS,
    Act(
        "walk_test",
        "test B204",
        lambda given: ArmWalkTest(button=given.parts["button"]),
        (Part("button", "Which button? Type its room, or part of it.", buttons),),
    ),
    Act("test_press", "just now", _test_press, done="Done: it was the test, and its call is over."),
    Act(
        "walk_test",
        "end test",
        _end_walk_test,
        own_word="end test",
        own_help="Do not wait for the test press any longer.",
    ),
    *CARRIED_ACTS,
    *PEOPLE_ACTS,
    *MORNING_ACTS,
    *WAYS_ACTS,
    *STICK_ACTS,
    *RESTORE_ACTS,
    *TAP_OUT_ACTS,
    *TROUBLE_ACTS,
    *BUILDING_ACTS,
    *HAND_OVER_ACTS,
)
