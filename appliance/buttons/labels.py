"""Makes labels to put beside each button: which room, what a press asks for, what the lamp says, whom to phone; and labels for sounders.
The result is one page of HTML that needs nothing else: no script, no font, no picture from elsewhere. Writes no file.
"""

from collections.abc import Iterable
from html import escape
from importlib.resources import files

import msgspec
import segno

from appliance.door_cards.legend import DARK, DRAWN_MS, LEGEND, SILENT, SOUNDS, Blink
from appliance.plan.devices import device_of
from appliance.plan.families import class_of, two_way
from appliance.plan.model import Button, Room, Sounder
from appliance.words.classes import class_title
from appliance.words.kinds import KINDS

_HOW = {"help": "Press", "hold": "Hold 2 seconds", "medical": "Medical button", "tap-out": "Tap-out button"}
# for a room check-in; one line, so that the legend keeps its place
_SAFE = "<li>Safe button: <b>we are safe</b>, if asked</li>"

_STRIP_HEIGHT = 600  # of a drawing that is DRAWN_MS wide
_EDGE = 80  # around the drawing, so that a light which begins at once does not look like the frame
_SEEN_MS = 160  # a shorter light is drawn this wide: paper shows nothing narrower
_FAINT_BELOW = 0.1
_LONG_NAME = 28  # what fits into two lines of large letters


class Label(msgspec.Struct, frozen=True):
    """What is on one label. `phone` is whom to phone when the button says so; if empty, the label has a line to write it on.

    `parts` is what the case must hold: for whoever puts it up. A button that goes with a duty has no `room`, and perhaps a room that it
    is `near`.
    """

    room: Room | None
    button: Button
    phone: str
    parts: tuple[str, ...] = ()
    near: Room | None = None


def page(labels: Iterable[Label], sounders: Iterable[Sounder] = ()) -> str:
    """Give all labels as one page of HTML, four on a sheet of A4 or letter paper."""
    style = files("appliance.buttons").joinpath("labels.css").read_text(encoding="utf-8")
    body = "\n".join([*(_label(each) for each in labels), *(_sounder_label(each) for each in sounders)])
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Handbell: labels of call buttons</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def qr_text(planned: Button | Sounder) -> str:
    """Give what the QR code holds, as plain text: nothing that a phone would open, nothing secret."""
    return f"{device_of(planned)} {planned.room if isinstance(planned, Button) else planned.zone}"


def _label(label: Label) -> str:
    room, button = label.room, label.button
    if room is None or not two_way(button.family):
        return _silent_label(label)
    presses, phone = _presses(button), _phone(label)
    return f"""<section class="label">
<header>
<div><h1{_long(room.name)}>{escape(room.name)}</h1><p>Room {escape(room.room)}, floor {escape(room.floor)}</p>
<ul class="presses">{presses}</ul></div>
<figure>{_code(button)}</figure>
</header>
<p class="phone">If not delivered, phone {phone}</p>
<p class="told">911 is told: {escape(room.phone_name)}</p>
<table>
<tr><th>left light</th><th>right light</th><th>a bar is four seconds</th></tr>
{_legend()}
</table>
<footer>{escape(", ".join([device_of(button), *label.parts]))}</footer>
</section>"""


def _silent_label(label: Label) -> str:
    """Make the label of a button that cannot tell anything. It has no code: it has no name on the network, and no key."""
    room, button, known = label.room, label.button, class_of(label.button.family)
    name = room.name if room is not None else button.duty
    told = f'<p class="told">911 is told: {escape(room.phone_name)}</p>\n' if room is not None else ""
    wires = [f"{each.contact} {each.at}" for each in button.wires]
    of_class = [class_title(known)] if known is not None else []
    return f"""<section class="label">
<header>
<div><h1{_long(name)}>{escape(name)}</h1><p>{escape(_where(label))}</p>
<ul class="presses">{_presses(button)}</ul></div>
</header>
<p class="phone">It cannot tell you: phone too, {_phone(label)}</p>
{told}<ul class="silent">{"".join(f"<li>{each}</li>" for each in SILENT)}</ul>
<footer>{escape(", ".join(filter(None, [button.button, button.part, *wires, *of_class])))}</footer>
</section>"""


def _where(label: Label) -> str:
    if label.room is not None:
        return f"Room {label.room.room}, floor {label.room.floor}"
    if label.near is not None:
        return f"near {label.near.name}"
    return label.button.area or "Nobody knows where it is when it is pressed: say where you are."


def _presses(button: Button) -> str:
    asked = (
        f"<li>{_HOW.get(each.contact, each.contact)}: <b>{KINDS[each.kind].wish}</b></li>" for each in button.contacts
    )
    return "".join(asked) + (_SAFE if button.safe else "")


def _phone(label: Label) -> str:
    return f"<b>{escape(label.phone)}</b>" if label.phone else '<span class="blank"></span>'


def _sounder_label(sounder: Sounder) -> str:
    heard = "\n".join(f"<tr><td>{sounds}</td><td>{means}</td></tr>" for sounds, means in SOUNDS)
    return f"""<section class="label">
<header>
<div><h1{_long(sounder.name)}>{escape(sounder.name)}</h1><p>Zone {escape(sounder.zone)}</p></div>
<figure>{_code(sounder)}</figure>
</header>
<table>
<tr><th>sounds</th><th>means</th></tr>
{heard}
</table>
<footer>{escape(device_of(sounder))}</footer>
</section>"""


def _code(planned: Button | Sounder) -> str:
    return str(segno.make(qr_text(planned), error="m", micro=False).svg_inline(border=4, omitsize=True))


def _long(name: str) -> str:
    return ' class="long"' if len(name) > _LONG_NAME else ""


def _legend() -> str:
    rows = [_row(str(each.lamp), each.left, each.right, each.means, each.looks) for each in LEGEND]
    return "\n".join([*rows, _row("dark", None, None, *DARK)])


def _row(name: str, left: Blink | None, right: Blink | None, means: str, looks: str) -> str:
    """Make one line of the legend: the lights beside each other as on the button, then words."""
    lights = f"<td>{_light(left)}</td><td>{_light(right)}</td>"
    return f'<tr class="{name}">{lights}<td>{means}<br><small>{looks}</small></td></tr>'


def _light(blink: Blink | None) -> str:
    """Draw one light's rhythm as a strip in which four seconds pass from left to right: black is lit, grey is faint."""
    kind = "faint" if blink is not None and blink.level < _FAINT_BELOW else "lit"
    lit = "".join(
        f'<rect class="{kind}" x="{start}" y="0" width="{max(until - start, _SEEN_MS)}" height="{_STRIP_HEIGHT}"/>'
        for start, until in (blink.spans() if blink is not None else ())
    )
    width, edge = DRAWN_MS + 2 * _EDGE, -_EDGE
    frame = f'<rect class="strip" x="{edge}" y="0" width="{width}" height="{_STRIP_HEIGHT}"/>'
    box = f"{edge - _EDGE} {-_EDGE} {width + 2 * _EDGE} {_STRIP_HEIGHT + 2 * _EDGE}"
    return f'<svg viewBox="{box}" aria-hidden="true">{lit}{frame}</svg>'
