"""Writes rooms, buttons and sounders as text of a plan file, alone or added to one. Pure: texts in, texts out; knows no file. A plan file
is people's work: remarks, order, columns. So no line of it is rewritten. ruamel.yaml says where its lists end, and the new entries are
put there. The result is then read again, and must be the old plan with the new entries.
"""

from collections.abc import Sequence

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from appliance.plan.ladder import default_ladder
from appliance.plan.lines import button_entry, room_entry, sounder_entry
from appliance.plan.model import Button, Plan, Room, Sounder
from appliance.plan.parse import examine


class MergeError(Exception):
    """A machine cannot put the entries into this file; the message says what to do instead."""


def section_lines(rooms: Sequence[Room], buttons: Sequence[Button], sounders: Sequence[Sounder] = ()) -> str:
    """Give the entries as sections, to be pasted into a plan file by hand."""
    return "".join(_section(name, entries) for name, entries in _entries(rooms, buttons, sounders).items() if entries)


def merged(
    text: str, plan: Plan, rooms: Sequence[Room], buttons: Sequence[Button], sounders: Sequence[Sounder] = ()
) -> str:
    """Give the text of a plan file with the entries added; every line of it stays. Raises MergeError.

    `plan` is what the text says now.
    """
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode):
        raise MergeError(_BY_HAND)
    lists = {str(key.value): _list_at(key, value) for key, value in root.value}
    added = [
        (lists.get(name), name, entries) for name, entries in _entries(rooms, buttons, sounders).items() if entries
    ]
    # from the end of the file backwards, so that every place found before stays right
    for node, name, entries in sorted(added, key=lambda each: _at(each[0], text), reverse=True):
        text = _with(text, node, entries) if node is not None else _with_section(text, name, entries)
    wanted = _wanted(plan, rooms, buttons, sounders)
    if not isinstance(lists.get("ladder"), SequenceNode):  # left out, or left empty
        ladder = default_ladder(wanted.desks, wanted.sounders, wanted.people)
        wanted = msgspec.structs.replace(wanted, ladder=ladder)
    reading = examine(text, "")
    if reading.mistakes:
        raise MergeError("\n".join(each.told("the plan with what is new") for each in reading.mistakes))
    if reading.plan != wanted:
        raise MergeError(_BY_HAND)
    return text


def _list_at(key: Node, value: Node) -> Node:
    """Give the value; if it was left empty, put it right behind its name. (YAML puts an empty value where the next thing begins, behind
    all remarks.)
    """
    if isinstance(value, ScalarNode) and value.start_mark.index == value.end_mark.index:
        return ScalarNode(value.tag, "", key.end_mark, key.end_mark)
    return value


def _wanted(plan: Plan, rooms: Sequence[Room], buttons: Sequence[Button], sounders: Sequence[Sounder]) -> Plan:
    return msgspec.structs.replace(
        plan,
        rooms=(*plan.rooms, *rooms),
        buttons=(*plan.buttons, *buttons),
        sounders=(*plan.sounders, *sounders),
    )


def _entries(rooms: Sequence[Room], buttons: Sequence[Button], sounders: Sequence[Sounder]) -> dict[str, list[str]]:
    """Give section → its new entries, in the order of a plan file."""
    return {
        "rooms": [room_entry(each) for each in rooms],
        "buttons": [button_entry(each) for each in buttons],
        "sounders": [sounder_entry(each) for each in sounders],
    }


def _section(name: str, entries: list[str]) -> str:
    return "".join(f"{each}\n" for each in (f"{name}:", *(f"  - {each}" for each in entries)))


def _at(node: Node | None, text: str) -> int:
    """Give the place of a list; a list that is missing comes to the end."""
    return int(node.start_mark.index) if node is not None else len(text)


def _with_section(text: str, name: str, entries: list[str]) -> str:
    """Add a list that the plan file left out."""
    return text + ("" if text.endswith("\n") else "\n") + "\n" + _section(name, entries)


_BY_HAND = (
    "This plan is written in a way that only a person can add to: leave --plan out and paste the entries by hand."
)


def _with(text: str, node: Node | None, entries: list[str]) -> str:
    # only its name, with nothing behind it
    if isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index:
        last, dash = int(node.start_mark.index), "  - "
    elif not isinstance(node, SequenceNode):
        raise MergeError(_BY_HAND)
    elif node.flow_style:
        first = not node.value
        at = node.start_mark.index + 1 if first else _end(node.value[-1])
        return text[:at] + ("" if first else ", ") + ", ".join(entries) + text[at:]
    else:
        last, dash = _end(node.value[-1]), " " * node.start_mark.column + "- "
    end = text.find("\n", last)
    at = len(text) if end < 0 else end + 1
    line_end = "\r\n" if text[max(0, at - 2) : at] == "\r\n" else "\n"
    return text[:at] + ("" if end >= 0 else "\n") + "".join(f"{dash}{each}{line_end}" for each in entries) + text[at:]


def _end(node: Node) -> int:
    """Give the place where the last text of a value ends. (A block's own end lies behind the remarks that follow it.)"""
    while isinstance(node, SequenceNode | MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        raise MergeError(_BY_HAND)
    return int(node.end_mark.index)
