"""From where nobody can call now, and whose button nobody may rely on: in the words of each list that names them. Pure."""

from appliance.api.board.supervised import CutOffLine, OutOfServiceLine
from appliance.words.times import in_words, span

_RINGS = "it rings all the same when pressed"


def cannot_call(room: CutOffLine) -> str:
    """A room from where nobody can call, as a line of a list."""
    return f"{room.room_name}: cannot call now ({room.why})"


def cannot_call_spoken(room: CutOffLine) -> str:
    """The same as a sentence."""
    return f"{room.room_name} cannot call now: {room.why}."


def cannot_call_in_short(room: CutOffLine) -> str:
    """The same among other rooms, where the list says already what is wrong."""
    return f"{room.room_name} ({room.why})"


def out_of_service(out: OutOfServiceLine, passed_ms: int) -> str:
    """A button that two people took out of service, as a line of a list, with what a press of it does."""
    return f"{_out(out)}, back in {span(_left_ms(out, passed_ms))}; {_RINGS}"


def out_of_service_spoken(out: OutOfServiceLine, passed_ms: int) -> str:
    """The same as a sentence."""
    return f"{_out(out)}, back in {in_words(_left_ms(out, passed_ms))}; {_RINGS}."


def out_of_service_for(out: OutOfServiceLine, passed_ms: int) -> str:
    """The same for the morning check, which says only for how long."""
    return f"{_out(out)} for {span(_left_ms(out, passed_ms))} more"


def out_of_service_in_short(out: OutOfServiceLine, passed_ms: int) -> str:
    """The same among other buttons, where the list says already what is wrong."""
    return f"{out.room_name} ({out.button}) for {span(_left_ms(out, passed_ms))}"


def _out(out: OutOfServiceLine) -> str:
    return f"{out.room_name}: {out.button} is out of service"


def _left_ms(out: OutOfServiceLine, passed_ms: int) -> int:
    return out.ends_in_ms - passed_ms
