"""Rooms and buttons as text of a plan file, alone or put into one. Pure: texts in, texts out; knows no file.

A plan file is people's work: remarks, order, columns. So nothing in it is written anew. ruamel.yaml says where its lists of rooms and
buttons end, and the new entries are put there; what came out is then read again, and must be the old plan and the new entries.
"""

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from appliance.plan.lines import button_entry, room_entry
from appliance.plan.model import Button, Plan, Room
from appliance.plan.parse import examine


class MergeError(Exception):
    """The entries cannot be put into this file by a machine; the message says what to do instead."""


def section_lines(rooms: list[Room], buttons: list[Button]) -> str:
    """The entries as two sections, to be pasted into a plan file by hand."""
    lines = ["rooms:", *(f"  - {room_entry(each)}" for each in rooms)] if rooms else []
    lines += ["buttons:", *(f"  - {button_entry(each)}" for each in buttons)] if buttons else []
    return "".join(f"{each}\n" for each in lines)


def merged(text: str, plan: Plan, rooms: list[Room], buttons: list[Button]) -> str:
    """The text of a plan file with the entries added; every line of it stays. Raises MergeError.

    `plan` is what the text says now.
    """
    root = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(root, MappingNode):
        raise MergeError(_BY_HAND)
    lists = {str(key.value): value for key, value in root.value}
    added = [
        (lists.get("rooms"), [room_entry(each) for each in rooms]),
        (lists.get("buttons"), [button_entry(each) for each in buttons]),
    ]
    # from the end of the file backwards, so that a place found stays right
    for node, entries in sorted(added, key=lambda each: each[0].start_mark.index if each[0] else 0, reverse=True):
        if entries:
            text = _with(text, node, entries)
    wanted = msgspec.structs.replace(plan, rooms=(*plan.rooms, *rooms), buttons=(*plan.buttons, *buttons))
    if examine(text, "").plan != wanted:
        raise MergeError(_BY_HAND)
    return text


_BY_HAND = (
    "This plan is written in a way that only a person can add to: leave --plan out and paste the entries by hand."
)


def _with(text: str, node: Node | None, entries: list[str]) -> str:
    if not isinstance(node, SequenceNode):
        raise MergeError(_BY_HAND)
    if node.flow_style:
        first = not node.value
        at = node.start_mark.index + 1 if first else _end(node.value[-1])
        return text[:at] + ("" if first else ", ") + ", ".join(entries) + text[at:]
    end = text.find("\n", _end(node.value[-1]))
    at = len(text) if end < 0 else end + 1
    line_end = "\r\n" if text[max(0, at - 2) : at] == "\r\n" else "\n"
    dash = " " * node.start_mark.column + "- "
    return text[:at] + ("" if end >= 0 else "\n") + "".join(f"{dash}{each}{line_end}" for each in entries) + text[at:]


def _end(node: Node) -> int:
    """Where the last thing written in a value ends. (A block's own end lies behind the remarks that follow it.)"""
    while isinstance(node, SequenceNode | MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        raise MergeError(_BY_HAND)
    return int(node.end_mark.index)
