"""What the last drill took, in words. Pure."""

from appliance.api.board.practice import DrillOverLine
from appliance.core.practice.sentences import steps_after
from appliance.words.times import count


def measured_title(over: DrillOverLine) -> str:
    """What stands above the sentences."""
    return f"MEASURED in the drill {over.name}, from the press:"


def measured_words(over: DrillOverLine) -> tuple[str, ...]:
    """A sentence for each call of the last drill, and what is left out."""
    calls = [f"Call {line.call.number}, {line.room_name}: {steps_after(line.call)}." for line in over.calls]
    more = over.calls_made - len(over.calls)
    return (
        *(calls or ("Nobody pressed.",)),
        *((f"And {count(more, 'call', 'calls')} more: the log has them.",) if more else ()),
        *(("The box restarted during it: only what came after that is measured.",) if over.interrupted else ()),
    )
