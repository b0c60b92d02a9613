"""Writes one entry of a plan as a line of a plan file, so that an entry added to the adopted plan can be added to the file too. Pure."""

import json
import re

from appliance.plan.devices import CHECK_IN, SAFE
from appliance.plan.model import Button, Room, Sounder

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*( [A-Za-z0-9._/()-]+)*", re.ASCII)
# YAML reads these words as something else than text
_TAKEN = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def button_line(button: Button) -> str:
    """Write the entry of a button for the list `buttons` of a plan file."""
    return f"  - {button_entry(button)}"


def button_entry(button: Button) -> str:
    """Write the entry of a button, without the dash of `button_line`."""
    fields = {"id": button.button, "duty": button.duty, "room": button.room, "area": button.area, "near": button.near}
    fields |= {"family": button.family, "part": button.part, "key": button.key, "device": button.device}
    fields |= {"address": button.address, "on": button.on}
    contacts = {each.contact: _word(each.kind.value) for each in button.contacts}
    contacts |= {SAFE: CHECK_IN} if button.safe else {}
    wires = {each.contact: _word(each.at) for each in button.wires}
    last = {"wires": _section(wires)} if wires else {}
    last["contacts"] = _section(contacts)
    last |= {"tells_age": "yes"} if button.tells_age else {}
    return _section({name: _word(text) for name, text in fields.items() if text} | last)


def sounder_entry(sounder: Sounder) -> str:
    """Write the entry of a sounder for the list `sounders`, without its dash."""
    fields = {"id": sounder.sounder, "name": sounder.name, "family": sounder.family, "output": sounder.output}
    fields |= {"key": sounder.key, "device": sounder.device, "address": sounder.address, "zone": sounder.zone}
    fields |= {"flash": sounder.flash, "dark": "yes" if sounder.dark else "", "drills": "yes" if sounder.drills else ""}
    listed = {"kinds": sounder.kinds, "zones": sounder.zones}
    last = {name: f"[{', '.join(map(_word, words))}]" for name, words in listed.items() if words}
    return _section({name: _word(text) for name, text in fields.items() if text} | last)


def room_entry(room: Room) -> str:
    """Write the entry of a room for the list `rooms`, without its dash."""
    fields = {"id": room.room, "name": room.name, "floor": room.floor, "zone": room.zone, "phone_name": room.phone_name}
    return _section({name: _word(text) for name, text in fields.items()} | ({"quiet": "yes"} if room.quiet else {}))


def _section(written: dict[str, str]) -> str:
    return "{" + ", ".join(f"{_word(name)}: {text}" for name, text in written.items()) + "}"


def _word(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _TAKEN else json.dumps(text, ensure_ascii=False)
