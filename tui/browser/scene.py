"""What a desk's page shows, as one value that travels as JSON: words and marks, made here. The page draws them and works nothing out. Pure.

Its words are those of the other consoles (`tui/board`). Nobody's name stands on the board, as at a counter: visitors see such a screen.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from appliance.api.board.calls import CallCard
from appliance.flows.calls.card_911 import DRILL, over_title, rows, title, to_say
from appliance.words.kinds import KINDS
from appliance.words.times import span
from appliance.words.unsure import ASK_EVERY_ROOM
from tui.board.calm import Calm
from tui.board.counter import told_aloud
from tui.board.faces import CardFace, waits
from tui.browser.asking import SENT_MAX, Asking
from tui.browser.conversation import Conversation
from tui.browser.reachable import HERE
from tui.keys.key import Group, Key
from tui.model import ConsoleModel, Line

CALLS_SENT_MAX = 40
"""Cards that a page is sent: it scrolls through a dozen. With 1.2 KB for the longest they fit a frame of the private line with all that
stands beside them. All others are counted.
"""
TAP_OUTS_SENT_MAX = 40  # as many as calls; all others are counted
BANNER_CHARACTERS_MAX = 1000
"""Some twenty rooms by name: a banner may name every room of a school. Its calls stand below it."""
MORE_TAP_OUTS = "{n} more ask for cover. Answer those above first."
NAMED_MAX = 100
"""Calls that a page names once its line is lost, of some 80 bytes each."""
LOCKED = "This desk is locked because nobody touched it. Touch it, or press a key. Then act."
BLIND = "The line to the box is lost. This screen is blind: use the phone."
NO_BOARD = "Waiting for the box ..."
NO_CALL = "No call is open"
_COLUMNS = re.compile(r"\t| {2,}")


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One call. `under`: keys act on it. `steps` are words, and whether each is done."""

    ref: str
    kind: str
    headline: str
    number: str
    age: str
    room: str
    where: str
    stage: str
    due: str
    caller: str
    marks: tuple[str, ...] = ()
    steps: tuple[tuple[str, bool], ...] = ()
    next: str = ""
    beside: str = ""
    ringing: bool = False
    selected: bool = False
    aimed: bool = False
    overdue: bool = False
    drill: bool = False
    rung: str = ""
    """Another text each time it was pressed or rings again: it must be painted anew to count as shown."""


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A key that does something now. `stroke` is sent for it; `about` names the call that it acts on, where that is another one."""

    stroke: str
    key: str
    label: str
    of_call: bool = False
    about: str = ""


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a list, in two columns where it has them."""

    words: str
    beside: str = ""
    key: str = ""


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked. `line`: there is a line to type in. `narrows`: what is typed there narrows the list. `more` lines are not sent."""

    asked: int
    list: int
    title: str
    reads: str = ""
    line: bool = False
    label: str = ""
    text: str = ""
    narrows: bool = False
    characters_max: int = 0
    rows: tuple[Row, ...] = ()
    more: int = 0
    refused: str = ""


class Card(msgspec.Struct, frozen=True):
    """What is told to 911: a title, and rows of a name and words."""

    title: str
    rows: tuple[tuple[str, str], ...]


class Scene(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that stands on the page. `rings`: sound once now, `softly` for a tap-out. `announce` is for a screen reader, at once."""

    scene: int
    building: str = ""
    desk: str = ""
    status: str = ""
    time: str = ""
    lost: tuple[str, ...] = ()
    locked: str = ""
    banners: tuple[tuple[str, str], ...] = ()
    headline: str = ""
    calls: tuple[Cell, ...] = ()
    calls_more: int = 0
    ended: tuple[tuple[str, str], ...] = ()
    tap_outs: tuple[tuple[str, str, str], ...] = ()
    signs: tuple[tuple[str, str, str], ...] = ()
    asked: Asked | None = None
    card: Card | None = None
    buttons: tuple[Button, ...] = ()
    notice: str = ""
    announce: str = ""
    rings: str = ""
    if_lost: tuple[str, ...] = ()
    """What the page shows once it hears nothing any more: the open calls as they stand now."""


def scene_of(talk: Conversation, now_ms: int, *, locked: bool, rings: str = "", announce: str = "") -> Scene:
    """Draw what the desk knows now. A locked desk shows the board, and neither a question nor a key."""
    number, model = talk.next_scene(), talk.model
    calm = told_aloud(model).calm(now_ms)
    if model.blind or calm is None:
        lost = _lost(model, now_ms) if model.blind else (NO_BOARD,)
        return Scene(scene=number, lost=lost, desk=str(model.desk or ""))
    shown = told_aloud(model)
    faces = shown.cards(now_ms)
    return Scene(
        scene=number,
        building=calm.building,
        desk=calm.desk,
        status=_status(calm),
        time=calm.time,
        locked=LOCKED if locked else "",
        banners=tuple((str(each.level), f"{each.level.mark} {_cut(each.text)}") for each in shown.banners(now_ms)),
        headline="" if faces else ASK_EVERY_ROOM.capitalize() if calm.asks_rooms else NO_CALL,
        calls=tuple(
            _cell(face, call, locked=locked)
            for face, call in zip(faces[:CALLS_SENT_MAX], shown.calls[:CALLS_SENT_MAX], strict=True)
        ),
        calls_more=max(0, len(faces) - CALLS_SENT_MAX),
        ended=tuple((each.words, each.undo) for each in shown.ended(now_ms)),
        tap_outs=_tap_outs(shown, now_ms),
        signs=() if faces else _signs(calm),
        asked=None if locked or talk.asking is None else _asked(talk, talk.asking),
        card=None if locked or not talk.reads_card else _card(talk, now_ms),
        buttons=() if locked else _buttons(talk, now_ms),
        notice=talk.notice(now_ms),
        announce=announce,
        rings=rings,
        if_lost=_open_ones(model),
    )


def begins_to_ring(before: Iterable[CallCard], now: Iterable[CallCard]) -> str:
    """What a screen reader says at once: the calls that ring here and did not before, or were pressed again."""
    rang = {call.rung for call in before}
    return " ".join(
        f"{'Drill. ' if call.drill else ''}{KINDS[call.kind].sentence}: {call.room_name}. Call {call.number}."
        for call in now
        if call.rung not in rang
    )


def _status(calm: Calm) -> str:
    if calm.all_well:
        return ""
    return f"! {ASK_EVERY_ROOM.upper() if calm.asks_rooms else 'TROUBLE' if calm.troubled else 'NOT WELL'}"


def _lost(model: ConsoleModel, now_ms: int) -> tuple[str, ...]:
    """As the other consoles say it, with every call that was open, and that nobody had it."""
    return (
        BLIND,
        f"Nothing heard for {span(now_ms - model.lost_ms)}. Calls that come in now do not show here.",
        *_open_ones(model),
    )


def _open_ones(model: ConsoleModel) -> tuple[str, ...]:
    return tuple(
        f"{KINDS[call.kind].shape} {call.room_name} (call {call.number}){', nobody has it' * waits(call)}"
        for call in model.calls[:NAMED_MAX]
    )


def _signs(calm: Calm) -> tuple[tuple[str, str, str], ...]:
    """A name that is empty goes on with the one above."""
    known = (("=" if well else "!", name, words) for name, words, well in calm.lines)
    return (*known, *(("-", name, words) for name, words in calm.unwatched))


def _tap_outs(model: ConsoleModel, now_ms: int) -> tuple[tuple[str, str, str], ...]:
    """The oldest ones. A line about no tap-out counts the others."""
    faces = model.tap_outs(now_ms)
    sent = tuple((str(each.incident), each.words, each.slip or each.number) for each in faces[:TAP_OUTS_SENT_MAX])
    more = len(faces) - len(sent)
    return (*sent, ("", MORE_TAP_OUTS.format(n=more), "")) if more else sent


def _cut(text: str) -> str:
    return text if len(text) <= BANNER_CHARACTERS_MAX else f"{text[:BANNER_CHARACTERS_MAX]} ..."


def _cell(face: CardFace, call: CallCard, *, locked: bool) -> Cell:
    return Cell(
        ref=str(face.incident),
        kind=face.kind.value,
        headline=face.headline,
        number=f"call {face.number}",
        age=face.age,
        room=face.room,
        where=face.where,
        stage=face.stage,
        due=face.due,
        caller=face.caller,
        marks=face.marks,
        steps=tuple((step.words, step.done) for step in face.steps),
        next="" if locked else face.next_key,
        beside=face.beside,
        ringing=face.ringing,
        selected=face.selected,
        aimed=face.aimed,
        overdue=face.overdue,
        drill=face.drill,
        rung=" ".join(map(str, call.rung[1:])),
    )


def _buttons(talk: Conversation, now_ms: int) -> tuple[Button, ...]:
    """The keys that do something now, the most needed first. While something is asked or read, only a call can be taken, as F2 does."""
    model, within = talk.model, talk.asking is not None or talk.reads_card
    possible = [key for key in HERE if key.group is not Group.MOVE and (key.in_a_panel or not within)]
    return tuple(
        Button(
            stroke=key.also[0] if within else key.key,
            key=key.also[0].upper() if within else key.shown,
            label=key.label,
            of_call=key.group is Group.CALL,
            about=_about(key, model, now_ms),
        )
        for key in possible
        if not model.why_not(key, now_ms)
    )


def _about(key: Key, model: ConsoleModel, now_ms: int) -> str:
    """Name what a key acts on."""
    if key.group is not Group.CALL:
        return ""
    line: Line | None = model.meant(key, now_ms)
    return line.room_name if line is not None else ""


def _asked(talk: Conversation, asking: Asking) -> Asked:
    question, field, keys = asking.question, asking.question.field, asking.keys
    return Asked(
        asked=talk.asked,
        list=talk.list,
        title=question.title,
        reads=question.reads,
        line=field is not None,
        label=field.label if field else "",
        text=asking.text,
        narrows=asking.filters,
        characters_max=field.characters_max if field else 0,
        rows=tuple(
            _row(line.mark + line.words, key) for line, key in zip(asking.offered[:SENT_MAX], keys, strict=False)
        ),
        more=max(0, len(asking.offered) - SENT_MAX),
        refused=asking.refused,
    )


def _row(words: str, key: str) -> Row:
    """Two columns stand in a line behind a tab, or behind the blanks that a screen of letters needs."""
    first, *rest = _COLUMNS.split(words, maxsplit=1)
    return Row(first, rest[0].strip() if rest else "", key)


def _card(talk: Conversation, now_ms: int) -> Card | None:
    """What is read out to a dispatcher is what is so now. A call that has ended stays as it was last seen, and that is said."""
    model, call = talk.model, talk.card
    if model.facts is None:
        return None
    over = call is not None and model.call(call.incident) is None
    drill = (("", DRILL),) if call is not None and call.drill else ()
    listed = rows(model.facts, call, now_ms - model.arrived_ms)
    heads = over_title(call) if over and call is not None else title(call)
    return Card(heads, (*drill, ("Say", to_say(model.facts, call)), *((row.name, row.words) for row in listed)))


def as_json(scene: Scene | dict[str, Any]) -> bytes:
    """Give it as bytes for the private line."""
    return msgspec.json.encode(scene)
