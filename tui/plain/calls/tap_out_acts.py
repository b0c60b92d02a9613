"""Acts of the plain console about tap-outs: cover goes, the educator is out, still out, back, or it is a call. Pure."""

from appliance.core.calls.commands import Arrive, AssignCover, ConfirmAllRight, StandDown, Upgrade
from appliance.core.calls.titles import COVER_BY_RADIO
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Outcome
from appliance.flows.calls.dispatch import whom
from appliance.flows.naming import going_words
from appliance.flows.parts import Given, Option, Part, nobody_known
from appliance.plan.model import Kind
from tui.plain.asking.act import About, act

_SOMEBODY_ELSE = ""


def covers(given: Given) -> tuple[Option, ...]:
    """By radio first, then somebody whose name is typed, then every role and everybody on duty."""
    return (
        Option(
            COVER_BY_RADIO,
            "somebody who answered by radio or phone",
            ("by radio", "radio", "by phone", "phone"),
            first=True,
        ),
        Option(_SOMEBODY_ELSE, "somebody else, whose name you type", ("somebody else", "else"), first=True),
        *whom(given),
    )


def _cover(given: Given) -> DeskCommand:
    meant = given.parts["whom"]
    if isinstance(meant, str):
        return AssignCover(incident=given.incident, cover=meant or given.parts["name"])
    role, person = meant
    return AssignCover(incident=given.incident, role=role, person=person)


def _is_chosen(given: Given) -> bool:
    return bool(given.parts["whom"] != _SOMEBODY_ELSE)


def _covering(given: Given) -> str:
    return going_words(given.tap_out.cover) if given.tap_out else ""


TAP_OUT_ACTS = (
    act(
        "tap_outs",
        "cover 4 Ana",
        _cover,
        (
            Part("whom", "Who said that they go and cover? A role, or a name.", covers, names=nobody_known),
            Part("name", "What is the name of whoever goes?", skipped=_is_chosen, names=nobody_known),
        ),
        own_help="Somebody goes to cover for a tap-out, and said so: a role, a person on duty, by radio, or any other name.",
        about=About.TAP_OUT,
    ),
    act(
        "tap_outs",
        "out 4",
        lambda given: Arrive(incident=given.incident, responder=given.parts["who"]),
        (Part("who", "Who covers the room?", offer=_covering, assumed=True, names=nobody_known),),
        own_word="out",
        own_help="Cover is in the room: the educator who tapped out is out.",
        about=About.TAP_OUT,
    ),
    act(
        "tap_outs",
        "still out 4",
        lambda given: ConfirmAllRight(incident=given.incident),
        own_word="still out",
        own_help="You asked: the educator who tapped out is still out, and all is well in the room.",
        about=About.TAP_OUT,
    ),
    act(
        "tap_outs",
        "back 4",
        lambda given: StandDown(incident=given.incident, outcome=Outcome.COVERED, saw_room=""),
        own_word="back",
        own_help="The educator who tapped out is back: the tap-out is over.",
        about=About.TAP_OUT,
    ),
    act(
        "tap_outs",
        "not needed 4",
        lambda given: StandDown(incident=given.incident, outcome=Outcome.NO_HELP_NEEDED, saw_room=""),
        own_word="not needed",
        own_help="The tap-out needs no cover any more.",
        about=About.TAP_OUT,
    ),
    act(
        "tap_outs",
        "to call 4",
        lambda given: Upgrade(incident=given.incident, kind=Kind.ASSIST),
        own_word="to call",
        own_help="The room needs help: the tap-out becomes a call, and rings.",
        about=About.TAP_OUT,
    ),
)
