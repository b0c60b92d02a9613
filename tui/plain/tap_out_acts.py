"""Acts of the plain console about tap-outs: cover goes, the educator is out, the educator is back. Pure."""

from appliance.core.commands import Arrive, AssignCover, DeskCommand, StandDown
from appliance.core.words import Outcome
from tui.plain.act import About, Act
from tui.plain.choices import whom
from tui.plain.parts import Given, Part, nobody_known
from tui.wording import going_words


def _cover(given: Given) -> DeskCommand:
    role, person = given.parts["whom"]
    return AssignCover(incident=given.incident, role=role, person=person)


def _covering(given: Given) -> str:
    return going_words(given.tap_out.cover) if given.tap_out else ""


TAP_OUT_ACTS = (
    Act(
        "tap_outs",
        "cover 4 Ana",
        _cover,
        (Part("whom", "Who said that they go and cover? A role, or the name of a person on duty.", whom),),
        own_help="Somebody goes to cover for a tap-out, and said so.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "out 4",
        lambda given: Arrive(incident=given.incident, responder=given.parts["who"]),
        (Part("who", "Who covers the room?", offer=_covering, assumed=True, names=nobody_known),),
        own_word="out",
        own_help="Cover is in the room: the educator who tapped out is out.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "back 4",
        lambda given: StandDown(incident=given.incident, outcome=Outcome.COVERED, saw_room=""),
        own_word="back",
        own_help="The educator who tapped out is back: the tap-out is over.",
        about=About.TAP_OUT,
    ),
    Act(
        "tap_outs",
        "not needed 4",
        lambda given: StandDown(incident=given.incident, outcome=Outcome.NO_HELP_NEEDED, saw_room=""),
        own_word="not needed",
        own_help="The tap-out needs no cover any more.",
        about=About.TAP_OUT,
    ),
)
