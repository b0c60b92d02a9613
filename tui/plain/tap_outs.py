"""Tap-outs as the plain console says them: asked, covered, out, back. Pure; speaks of rooms and cover, never of who asked."""

from appliance.api.messages import BoardView, TapOutLine
from appliance.core.words import Stage
from tui.plain.change import Change
from tui.plain.sentences import in_words
from tui.wording import going_words


def tap_out_changes(was: BoardView | None, now: BoardView) -> list[Change]:
    """Each one that was asked, changed or ended. The bell rings once when it is asked, and not again until it is asked again."""
    before = {line.incident: line for line in was.tap_outs} if was else {}
    still = {line.incident for line in now.tap_outs}
    told = [_told(before.get(line.incident), line) for line in now.tap_outs]
    over = [Change(f"{tap_out_named(line)}: Over.") for line in before.values() if line.incident not in still]
    return [*(change for change in told if change), *over]


def tap_out_named(line: TapOutLine) -> str:
    """`Tap-out 4, Room B204`."""
    return f"{'Drill tap-out' if line.drill else 'Tap-out'} {line.number}, {line.room_name}"


def tap_outs_listed(lines: tuple[TapOutLine, ...]) -> str:
    """Every open one in a few words."""
    if not lines:
        return "No tap-out is open."
    return "Open: " + " ".join(f"{tap_out_named(line)}: {_standing(line)}" for line in lines)


def whole_tap_out(line: TapOutLine, passed_ms: int) -> str:
    """One of them on the board."""
    told = "" if line.two_way else " The room cannot be told."
    return (
        f"{tap_out_named(line)}: {_standing(line)} Asked {in_words(line.age_ms + passed_ms)} ago.{told}"
        f"{_name_owed(line)}{_to_type(line)}"
    )


def _told(was: TapOutLine | None, now: TapOutLine) -> Change | None:
    if was is None:
        return Change(f"{tap_out_named(now)}: {_standing(now)}{_to_type(now)}", rings=now.asks_here)
    again = now.asks_here and (now.presses > was.presses or now.overdue is not was.overdue)
    if again:
        return Change(f"{tap_out_named(now)}: Asked again. {_standing(now)}{_to_type(now)}", rings=True)
    owed = _name_owed(now) if len(now.names_owed) > len(was.names_owed) else ""
    if owed or (was.stage, was.cover) != (now.stage, now.cover):
        return Change(f"{tap_out_named(now)}: {_standing(now)}{owed}")
    return None


def _standing(line: TapOutLine) -> str:
    cover = going_words(line.cover) or "somebody"
    match line.stage:
        case Stage.CALLED:
            return "Asks for a short break or cover."
        case Stage.ACKNOWLEDGED:
            return "Somebody has it. Nobody goes yet."
        case Stage.DISPATCHED:
            return f"Asked to cover: {cover}."
        case Stage.CONFIRMED:
            return f"Going to cover: {cover}."
        case Stage.ON_SCENE:
            return f"Covered by {cover}. The educator is out."
        case _:
            return "Over."


def _name_owed(line: TapOutLine) -> str:
    return f" A name is owed. Type: name {line.number}" if line.names_owed else ""


def _to_type(line: TapOutLine) -> str:
    return f" Type: cover {line.number}" if line.asks_here else ""
