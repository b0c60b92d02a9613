"""Practice that becomes real: one call of it, or the whole drill; and the end of a drill. Pure."""

from collections.abc import Sequence

from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, TapOutLine
from appliance.api.board.practice import DrillLine
from appliance.core.building.titles import response_name
from appliance.core.practice.commands import EndDrill, MakeDrillReal, MakeReal
from appliance.flows.flow import Dropped, Flow, GoOn
from appliance.flows.parts import Given, Option, Part
from appliance.flows.practice.untimed import some_of
from appliance.plan.ids import DrillId
from appliance.words.times import count

NO_DRILL = "No drill is running."
OVER_MEANWHILE = "No drill is running any more: nothing was done."
_GOES_ON = Dropped("The drill goes on: nothing was done.")


def real_already(line: CallCard | TapOutLine) -> str:
    """Why this cannot be made real; empty where it can."""
    return "" if line.drill else f"This {'tap-out' if isinstance(line, TapOutLine) else 'call'} is real already."


def becomes_real(view: BoardView) -> str:
    """What making the whole drill real does now: which of it rings as real, which tap-outs are asked as such, and what ends.

    A room has one real call open, and one real tap-out: practice beside that ends (`appliance.core.practice.drills.made_real`).
    """
    calls = _beside_none(view.calls)
    asked = _beside_none(view.tap_outs)
    lines: tuple[CallCard | TapOutLine, ...] = (*view.calls, *view.tap_outs)
    end = [each for each in lines if each.drill and each not in calls and each not in asked]
    parts = (
        _told(calls, "call rings as real", "calls ring as real"),
        _told(asked, "tap-out is asked as real, without ringing", "tap-outs are asked as real, without ringing"),
        _told(end, "ends beside what is real in its room", "end beside what is real in their rooms"),
        *_of_the_building(view),
    )
    return "; ".join(part for part in parts if part) or "no call of it is open; every press is real"


def real_or_not(given: Given) -> tuple[Option, ...]:
    """That it is real, naming what happens then, and that the drill goes on."""
    view = given.known.view
    if view is None or view.drill is None:
        return ()
    becomes = becomes_real(view)
    return (
        Option(True, f"real: {becomes}. The drill is over", ("real", "yes"), line=f"IT IS REAL: {becomes}"),
        Option(False, "practice: the drill goes on", ("practice", "no"), line="Go on practising"),
    )


def end_or_not(given: Given) -> tuple[Option, ...]:
    """The end, going on, and that it is real, which is asked once more."""
    view = given.known.view
    if view is None or view.drill is None:
        return ()
    return (
        Option(True, "End the drill, and every call of it"),
        Option(False, "Go on practising"),
        Option(GoOn(MAKE_DRILL_REAL), f"IT IS REAL: {becomes_real(view)}"),
    )


def _beside_none(lines: Sequence[CallCard | TapOutLine]) -> list[CallCard | TapOutLine]:
    """Those of practice whose room has none that is real."""
    real = {each.room for each in lines if not each.drill}
    return [each for each in lines if each.drill and each.room not in real]


def _told(lines: Sequence[CallCard | TapOutLine], one: str, more: str) -> str:
    return f"{count(len(lines), one, more)}: {some_of([line.room_name for line in lines])}" if lines else ""


def _of_the_building(view: BoardView) -> tuple[str, ...]:
    """What the whole building practises ends too: only its own word starts a real one (promise 4)."""
    response, check_in = view.response, view.check_in
    return (
        f"practice of {response_name(response.response)} ends" if response and response.practice else "",
        "the practice check-in ends" if check_in and check_in.practice else "",
    )


def _drill(given: Given) -> DrillLine | None:
    return given.known.view.drill if given.known.view else None


def _runs(given: Given) -> str:
    """Which drill is asked about."""
    drill = _drill(given)
    return drill.drill if drill else ""


def _name(given: Given) -> str:
    drill = _drill(given)
    return drill.name if drill else "the drill"


def _over(given: Given) -> str:
    return f"DRILL {_name(given)} is over already."


def _end(given: Given) -> EndDrill | str:
    drill = _drill(given)
    return EndDrill(drill=DrillId(drill.drill)) if drill else NO_DRILL


def _end_or_go_on(given: Given) -> EndDrill | Dropped | str:
    return _end(given) if given.parts["sure"] else _GOES_ON


def _make_drill_real(given: Given) -> MakeDrillReal | Dropped | str:
    drill = _drill(given)
    if drill is None:
        return OVER_MEANWHILE
    return MakeDrillReal(drill=DrillId(drill.drill)) if given.parts["real"] else _GOES_ON


MAKE_REAL = Flow(
    "real",
    lambda given: MakeReal(incident=given.incident),
    done="Done: it is real, and nobody has it yet.",
    nothing_after=True,
)
MAKE_DRILL_REAL = Flow(
    "whole drill real",
    _make_drill_real,
    (
        Part(
            "real",
            "Is it real?",
            real_or_not,
            none=OVER_MEANWHILE,
            asks=lambda given: f"Is {_name(given)} real? No response of the building starts with it",
            title=lambda given: f"DRILL {_name(given)}: is it REAL? No response of the building starts",
            other_act="response",
            follows=_runs,
            gone=_over,
        ),
    ),
    done="Done: the drill is over, and what was open in it is real.",
)
"""Asked once, naming what becomes real and what ends, because nothing takes it back."""
END_DRILL = Flow("end drill", _end)
END_DRILL_IF_SURE = Flow(
    "end drill if sure",
    _end_or_go_on,
    (
        Part(
            "sure",
            "Is it over?",
            end_or_not,
            title=lambda given: f"DRILL {_name(given)}: end it now?",
            follows=_runs,
            gone=_over,
        ),
    ),
)
"""Asked on a screen, where one key would end it: the next drill press would be real. Whoever ends it since it is real, says so here."""
