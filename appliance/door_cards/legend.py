"""Says what a button's lamp means, in words and as a drawing of its rhythm, and what a sounder means. Pure; knows no device. The rhythms
are those of `hardware/firmware/lights.h`, and the tests compare the two. A label must serve on a black-and-white printer and for
everyone's eyes: position and rhythm say everything, colour nothing more.
"""

import msgspec

from appliance.core.calls.lamps import Lamp
from appliance.core.calls.sounding import PRIORITIES, Priority
from appliance.words.kinds import KINDS

DRAWN_MS = 4000  # the slowest rhythm takes as long as this


class Blink(msgspec.Struct, frozen=True):
    """A rhythm: `flashes` of `on_ms`, with gaps of the same length, from `at_ms` of every `period_ms`. `level` is 0 to 1. A steady light
    is one flash of the whole period.
    """

    level: float
    period_ms: int
    on_ms: int
    flashes: int = 1
    at_ms: int = 0

    def spans(self) -> list[tuple[int, int]]:
        """Give when it is lit within DRAWN_MS, as from and until in ms."""
        starts = (
            period + self.at_ms + flash * 2 * self.on_ms
            for period in range(0, DRAWN_MS, self.period_ms)
            for flash in range(self.flashes)
        )
        return [(start, min(start + self.on_ms, DRAWN_MS)) for start in starts]


class Sign(msgspec.Struct, frozen=True):
    """One thing the lamp says: its two lights, what they look like and what that means."""

    lamp: Lamp
    left: Blink | None
    right: Blink | None
    looks: str
    means: str


DIM, HALF, FULL = 0.05, 0.5, 1.0

LEGEND = (
    Sign(Lamp.READY, None, Blink(DIM, 4000, 80), "right: a faint blink at times", "Ready."),
    Sign(Lamp.SENDING, Blink(FULL, 500, 250), Blink(FULL, 500, 250), "both flash together", "Sending: wait 5 seconds."),
    Sign(Lamp.RECEIVED, Blink(HALF, 2000, 1000), Blink(HALF, 2000, 1000, 1, 1000), "left and right take turns",
         "Received, and ringing."),
    Sign(Lamp.ACKNOWLEDGED, None, Blink(FULL, 1000, 500), "right flashes slowly", "A person has your call."),
    Sign(Lamp.ON_THE_WAY, None, Blink(FULL, 1000, 1000), "right stays on", "Help is on the way."),
    Sign(Lamp.NOT_DELIVERED, Blink(FULL, 400, 200), None, "left flashes fast", "NOT delivered: phone!"),
    Sign(Lamp.OUT_OF_SERVICE, Blink(DIM, 4000, 80, 2), None, "left: two faint blinks at times",
         "Out of service: phone."),
    Sign(Lamp.CLASS_COMING, Blink(FULL, 4000, 3600), None, "left stays on, with a short gap", "A class comes to you."),
    Sign(Lamp.TEST, Blink(FULL, 2000, 200, 2), Blink(FULL, 2000, 200, 2), "both flash twice, then pause",
         "Test: calls nobody."),
)  # fmt: skip

DARK = ("No power: phone.", "no light at all")
"""What it means when no light is lit, and what that looks like."""

SILENT = (
    "No light, no sound: you cannot see whether your press was heard.",
    "Nobody can tell you that help is on the way. Press again, or phone, if nobody comes.",
    "It does not cover this place: know where the next phone is.",
)
"""What people must know before they press a button that cannot be told anything."""

_LOUDEST = " or ".join(KINDS[kind].title.lower() for kind in KINDS if PRIORITIES[kind] is Priority.HIGH).capitalize()

SOUNDS = (
    ("five quick notes, twice over", f"{_LOUDEST} call."),
    ("three notes", "Call for help."),
    ("two low notes", "Somebody asks for a break or cover."),
    ("one long swelling tone", "A drill."),
    ("two short rising notes, twice a minute", "Handbell is down: use the phone, and tell IT."),
)
"""What a sounder plays (hardware/firmware/patterns.h), and what that means to whoever hears it."""
