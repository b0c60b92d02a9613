"""Words of the screens of records. Pure; knows no screen and no line."""

import textwrap
from datetime import datetime, tzinfo

from appliance.api.ask import Reply
from appliance.api.records.messages import RecordLine, RecordShown, VersionView, ViewView, Written
from appliance.core.ground.moment import at
from appliance.exports.left_out import in_short
from appliance.exports.times import beside, short
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.standing import standing
from appliance.record.fields import field
from appliance.words.kinds import KINDS
from tui.widgets.lines import both_ends, clipped, padded

WIDTH = 74
"""80 columns less the margins and the scroll bar."""
NO_ANSWER = "The box did not answer. What you typed stays here: try again in a moment."


def listed(line: RecordLine, zone: tzinfo | None) -> str:
    """A record in a list, at most 75 columns wide. Nothing in it says who called or who told."""
    day = datetime.fromtimestamp(line.wall_ms / 1000, zone).strftime("%b %d %H:%M")
    kind = f"{KINDS[line.kind].shape} {KINDS[line.kind].title}"
    held = "HELD" if line.held else ""
    return f"{line.number:>4}  {day}  {padded(both_ends(line.room_name, 20), 20)}  {kind:<11}  {standing(line).line:<15} {held}".rstrip()


def known(sheet: Sheet) -> tuple[str, ...]:
    """What the appliance saw, in two or three lines: when, how fast, how it ended and who went."""
    shown, reading, naming = sheet.shown, sheet.reading, sheet.naming

    def says(name: str, item: str = "") -> str:
        newest = reading.newest(name, item)
        return naming.value(field(name), newest.value) if newest else ""

    fast = [
        f"{word} {says(name)}"
        for name, word in (
            ("acknowledged_after_s", "answered"),
            ("on_scene_after_s", "on scene"),
            ("stood_down_after_s", "over"),
        )
        if says(name)
    ]
    went = [says("responder.name", item) or says("responder.role", item) for item in reading.items("responder")]
    when = at(shown.record.wall_ms, sheet.zone).strftime("%a %b %d, %H:%M")
    kind = KINDS[shown.record.kind].title
    since = "it was made real" if says("practice_until") else "the press"
    after = f"after {since}: {', '.join(fast)}" if fast else ""
    outcome = f"Outcome: {says('outcome')}.  " if says("outcome") else ""
    second = f"{outcome}Went: {', '.join(went) or 'nobody the box knows of'}"
    return (
        clipped(f"{when}   {kind}", WIDTH),
        *([clipped(after.capitalize(), WIDTH)] if after else []),
        clipped(second, WIDTH),
    )


def happened(sheet: Sheet) -> tuple[str, ...]:
    """What was seen and when, on the building's clock; with its day where that is not the incident's."""
    shown = sheet.shown
    return tuple(f"{beside(each.wall_ms, shown.record.wall_ms, sheet.zone)}  {each.line}" for each in shown.timeline)


def withheld(shown: RecordShown) -> str:
    """What this reader is not shown, counted by kind."""
    return f"Not shown here: {in_short(shown)}." if shown.left_out else ""


def version_lines(says: str, version: VersionView, zone: tzinfo) -> tuple[str, ...]:
    """One text that stands or stood in a field, with who wrote it, when, and why it was changed."""
    when = f", {short(version.wall_ms, zone)}" if version.wall_ms else ""
    why = f", because: {version.why}" if version.why else ""
    return (f"{version.by}{when}{why}:"[:WIDTH], *(f"  {line}" for line in wrapped(says, WIDTH - 2)))


def view_line(view: ViewView, zone: tzinfo) -> str:
    """One reading of a record."""
    classes = "".join(view.classes)
    broken = f"  GLASS BROKEN: {view.reason}" if view.glass_broken else ""
    return f"{short(view.wall_ms, zone)}  {padded(view.by, 24)} class {classes}{broken}"


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Text as lines of a screen; its own lines stay."""
    return [line for own in text.split("\n") for line in textwrap.wrap(own, width) or [""]]


def refused(answer: object) -> str:
    """Why something was not done, in a sentence."""
    return answer.says if isinstance(answer, Written | Reply) else NO_ANSWER
