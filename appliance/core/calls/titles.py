"""Gives short words for how a call stands and how it ended, for boards and lists. Whole sentences of the log are in `sentences.py`."""

from appliance.core.ground.handed import State
from appliance.core.ground.words import Answer, Awaited, NoBreak, Outcome, Stage

STAGES = {
    Stage.CALLED: "NOBODY HAS IT YET",
    Stage.ACKNOWLEDGED: "Seen, NOBODY SENT YET",
    Stage.DISPATCHED: "Sent, not confirmed",
    Stage.CONFIRMED: "On the way",
    Stage.ON_SCENE: "On scene",
    Stage.STOOD_DOWN: "Stood down",
}

NOBODY_ANY_MORE = "NOBODY HAS IT ANY MORE"
"""Shown for a call that somebody had, if they sent nobody in time."""

STANDINGS = {
    Stage.CALLED: "Nobody has it",
    Stage.ACKNOWLEDGED: "Nobody sent",
    Stage.DISPATCHED: "Sent",
    Stage.CONFIRMED: "On the way",
    Stage.ON_SCENE: "On scene",
    Stage.STOOD_DOWN: "Stood down",
}
"""How a call stands, in words short enough for large letters that people can read across a room."""

OVERDUE = {
    Awaited.CONFIRMATION: "NOBODY CONFIRMED",
    Awaited.ARRIVAL: "NOBODY ARRIVED",
    Awaited.ALL_RIGHT: "NOT HEARD FROM",
}

DUE = {
    "acknowledge": "answer due",
    "next-step": "more people told",
    "tell-again": "everyone told again",
    "dispatch": "send help",
    "confirm": "confirmation due",
    "arrive": "arrival due",
    "all-right": "ask if all right",
}
"""The box's words for the next deadline of a call (`appliance.core.calls.timing`, `due_what`), before "in 0:30"."""

NO_BREAK = {
    NoBreak.NOT_CHOSEN: "the student did not choose it",
    NoBreak.DOOR_HELD: "the door was held or locked",
    NoBreak.OUT_OF_SIGHT: "no adult was in sight",
}
"""Why a student's break was no break."""

LAMPS = {
    "on-the-way": "on the way",
    "not-delivered": "NOT DELIVERED",
    "dark": "nothing (lockdown: lamps are dark)",
}
"""What the caller's lamp says, if the box's own word is not good to read."""

HANDED = {
    State.ASKED: "HANDING OVER",
    State.PULSED: "HANDED OVER",
    State.FAILED: "NOT HANDED OVER",
    State.UNKNOWN: "HANDED OVER?",
}
"""What is known of a hand-over to the alarm panel, on the card of its call."""

OUTCOMES = {
    Outcome.ATTENDED: "Attended: somebody went and helped",
    Outcome.NO_HELP_NEEDED: "No help needed when they got there",
    Outcome.NOT_ATTENDED: "Not attended: nobody went",
    Outcome.TEST: "Test: arranged with this desk beforehand",
}
"""What a person may choose at a desk. A drill ends through its own key, never by relabelling a call."""

ANSWERS = {
    Answer.BY_RADIO: "Answered by radio or phone, I heard it",
    Answer.OWN_REPLY: "Told me in person",
}

COVER_BY_RADIO = "somebody on the radio"
"""Stands for cover whose name nobody knows, in the record too. It must read as a name in every sentence."""

WAITS_TOO_LONG = {
    Awaited.COVER: "WAITING TOO LONG",
    Awaited.CONFIRMATION: "NOBODY SAID THAT THEY GO",
    Awaited.ARRIVAL: "NOT THERE YET",
    Awaited.ALL_RIGHT: "OUT FOR LONG",
}
"""What a tap-out asks again for."""
