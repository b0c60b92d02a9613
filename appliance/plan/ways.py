"""Finds the ways into and out of each room of a plan, and what each way hangs on, all the way to the box. Pure; knows no trouble.

A way in is a button that calls for the room. A way out is a desk or a sounder of the ladder that counts for the room's zone. Two ways
are *independent* when they hang on nothing in common but the box. If the plan does not say what a way hangs on, it is taken to share
that with all ways of its family. A phone is named and never counted, because nothing here hears whether it works.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from appliance.plan.coverage import calls_for_help
from appliance.plan.families import GPIO, INOVONICS, RELAY
from appliance.plan.ids import BoardId, HangId, LineId, ZoneId
from appliance.plan.model import Button, Desk, Kind, Room, Sounder, Speaks
from appliance.plan.wire_text import Unreadable, read_output, read_point
from hardware.points import Coil, InputPair, PanelZone, Pin, PinPair

if TYPE_CHECKING:
    from appliance.plan.index import PlanIndex

ENOUGH = 2
"""Ways are counted up to this number. A room should have two or more, and to tell more of them apart costs more than anybody needs."""

DESKS = "desk"
ON_THE_BOX = frozenset({GPIO, "alsa", "file"})
"""Families on the box itself. They hang on the box, and the plan need not say so."""


class Link(msgspec.Struct, frozen=True):
    """One thing on the way to the box: the device itself, a board, a line, a sound device, a switch, a supply or a panel."""

    kind: str
    subject: str
    name: str


class Way(msgspec.Struct, frozen=True):
    """One way of a room. `kind` and `subject` say which button, desk or sounder it is. It fails when any link fails that it `needs`, or
    when all of `one_of` fail: the receivers that hear it, each with what the receiver hangs on. `said`: the plan says what it hangs
    on. `if_carried`: it calls only from where somebody carries it.
    """

    kind: str
    subject: str
    name: str
    family: str
    needs: tuple[Link, ...]
    one_of: tuple[tuple[Link, ...], ...] = ()
    said: bool = True
    if_carried: bool = False

    @property
    def certain(self) -> frozenset[Link]:
        """The links without which the way fails, whichever receiver hears it."""
        alternatives = [frozenset(each) for each in self.one_of]
        return frozenset(self.needs).union(frozenset.intersection(*alternatives) if alternatives else ())

    def holds_without(self, gone: frozenset[tuple[str, str]]) -> bool:
        """Whether the way still leads to the box while these (kind, subject) are away."""
        needed = all((each.kind, each.subject) not in gone for each in self.needs)
        return needed and (
            not self.one_of or any(all((each.kind, each.subject) not in gone for each in way) for way in self.one_of)
        )


class RoomWays(msgspec.Struct, frozen=True):
    """The ways into one room, in the plan's order. Its ways out are those of its zone: `PlanWays.out`."""

    room: Room
    ways_in: tuple[Way, ...]


class Lost(msgspec.Struct, frozen=True):
    """A room that now has fewer independent ways than the plan gives it: `left` of them, and the links with which the others failed."""

    room: Room
    inward: bool
    left: int
    causes: tuple[str, ...]


class PlanWays:
    """All ways of one plan. They are made at the first question about them and kept as long as the plan."""

    def __init__(self, index: "PlanIndex") -> None:
        self._index = index
        near: dict[str, list[Button]] = {}
        for button in index.plan.buttons:
            place = button.room or button.near
            if place and calls_for_help(button):
                near.setdefault(place, []).append(button)
        self.out: dict[ZoneId, tuple[Way, ...]] = {
            zone: tuple(self._out_of(zone)) for zone in {room.zone for room in index.plan.rooms}
        }
        self.rooms: tuple[RoomWays, ...] = tuple(
            RoomWays(room, tuple(map(self._button, near.get(room.room, ())))) for room in index.plan.rooms
        )
        self._hanging: dict[tuple[str, str], list[int]] = {}
        """A link that can fail → the rooms whose ways in hang on it, by their place in `rooms`."""
        for at, each in enumerate(self.rooms):
            for link in {link for way in each.ways_in for link in (*way.needs, *itertools.chain(*way.one_of))}:
                self._hanging.setdefault((link.kind, link.subject), []).append(at)
        self._lost: tuple[frozenset[tuple[str, str]], tuple[Lost, ...]] = frozenset(), ()

    def lost(self, gone: frozenset[tuple[str, str]]) -> tuple[Lost, ...]:
        """Give the rooms that have too few ways while these are away. The last answer is kept, because every board that is shown asks
        for it.
        """
        if gone != self._lost[0]:
            self._lost = gone, tuple(self._found_lost(gone))
        return self._lost[1]

    def _found_lost(self, gone: frozenset[tuple[str, str]]) -> Iterator[Lost]:
        for at in sorted({at for thing in gone for at in self._hanging.get(thing, ())}):
            each = self.rooms[at]
            if (found := _lost(each.ways_in, gone)) is not None:
                yield Lost(each.room, True, *found)
        zones = {zone: lost for zone, ways in self.out.items() if (lost := _lost(ways, gone)) is not None}
        for each in self.rooms if zones else ():
            if each.room.zone in zones:
                yield Lost(each.room, False, *zones[each.room.zone])

    def _button(self, button: Button) -> Way:
        itself = Link("button", button.button, button.button)
        needs = tuple(dict.fromkeys((itself, *self._on(button.on), *self._wires(button))))
        radio = button.family == INOVONICS
        one_of = tuple(map(self._line, self._index.receivers.get(INOVONICS, ()))) if radio else ()
        return Way(
            "button",
            button.button,
            button.button,
            button.family,
            needs,
            one_of,
            said=button.family in ON_THE_BOX or (all(map(_says, one_of)) if radio else _says(needs)),
            if_carried=not button.room,
        )

    def _wires(self, button: Button) -> Iterator[Link]:
        """Give the boards, lines and pins by which presses of the button come in."""
        for wire in button.wires:
            match read_point(button.family, wire.at, self._index.boards, self._index.lines):
                case InputPair(board=board):
                    yield from self._board(BoardId(board))
                case PanelZone(line=line):
                    yield from self._line(LineId(line))
                case PinPair(closes=pin):  # a pin that the box cannot get is told as a line that cannot be opened
                    yield Link("line", pin, f"pin {pin} of the box")
                case _:
                    pass

    def _out_of(self, zone: ZoneId) -> Iterator[Way]:
        plan, index = self._index.plan, self._index
        desks = dict.fromkeys(desk for step in plan.ladder for desk in step.desks) if plan.ladder else index.desks
        for desk in (index.desks[name] for name in desks if name in index.desks):
            if desk.zone != zone:
                yield self._desk(desk)
        sounders = dict.fromkeys(name for step in plan.ladder for name in step.sounders)
        for sounder in (index.sounders[name] for name in sounders if name in index.sounders):
            if (not sounder.zones or zone in sounder.zones) and (not sounder.kinds or Kind.EMERGENCY in sounder.kinds):
                yield self._sounder(sounder)

    def _desk(self, desk: Desk) -> Way:
        needs = (Link("desk", desk.desk, f"desk {desk.name}"), *self._on(desk.on))
        return Way("desk", desk.desk, f"desk {desk.name}", DESKS, needs, said=bool(desk.on))

    def _sounder(self, sounder: Sounder) -> Way:
        name = f"sounder {sounder.name}"
        needs, said = [Link("sounder", sounder.sounder, name)], sounder.family in ON_THE_BOX
        if said:
            needs.append(Link("output", sounder.output, f"output {sounder.output}"))
        elif sounder.family == RELAY:
            match read_output(sounder.output, self._index.boards):
                case Coil(board=board):
                    needs += self._board(BoardId(board))
                    said = _says(needs)
                case Pin():
                    said = True
                case Unreadable():
                    pass
        return Way("sounder", sounder.sounder, name, sounder.family, tuple(needs), said=said)

    def _board(self, board: BoardId) -> tuple[Link, ...]:
        known = self._index.boards.get(board)
        if known is None:
            return ()
        return Link("board", board, known.name), *self._on(known.on), *self._line(known.line)

    def _line(self, line: LineId) -> tuple[Link, ...]:
        known = self._index.lines.get(line)
        if known is None:
            return ()
        kind = "receiver" if known.speaks is Speaks.INOVONICS else "line"
        return Link(kind, line, known.name), *self._on(known.on)

    def _on(self, hangs: HangId) -> tuple[Link, ...]:
        found: dict[HangId, Link] = {}
        while (known := self._index.hangs_on.get(hangs)) is not None and hangs not in found:
            found[hangs] = Link(known.what, hangs, known.name)
            hangs = known.on
        return tuple(found.values())


_SAYS = frozenset({"switch", "supply", "panel", "other"})


def _says(links: Iterable[Link]) -> bool:
    """Whether the plan says what the way hangs on."""
    return any(each.kind in _SAYS for each in links)


def in_common(one: Way, other: Way) -> tuple[str, ...]:
    """Name what both ways hang on. If the plan does not say it for one of two ways of a family, name that too."""
    shared = one.certain & other.certain
    names = tuple(each.name for each in (*one.needs, *itertools.chain(*one.one_of)) if each in shared)
    if one.family == other.family and not (one.said and other.said):
        names = (*names, unsaid(one.family))
    return tuple(dict.fromkeys(names))


def unsaid(family: str) -> str:
    """Name what all ways of a family are taken to share because the plan does not say it."""
    return f"what {'desks hang' if family == DESKS else f'{family} hangs'} on: nobody said"


def counted(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Give the ways that stay in one place; a carried button is not counted."""
    return tuple(each for each in ways if not each.if_carried)


def independent(ways: Iterable[Way]) -> int:
    """Count the ways that have nothing in common in pairs: 0, 1, or `ENOUGH` for that many or more."""
    every = counted(ways)
    if any(not in_common(one, other) for one, other in itertools.combinations(every, 2)):
        return ENOUGH
    return min(1, len(every))


def shared_by_all(ways: tuple[Way, ...]) -> tuple[str, ...]:
    """Name what every pair of these ways has in common; nothing if there is only one way."""
    shared: tuple[str, ...] | None = None
    for one, other in itertools.combinations(counted(ways), 2):
        common = in_common(one, other)
        shared = common if shared is None else tuple(name for name in shared if name in common)
        if not shared:
            return ()
    return shared or ()


def _lost(ways: tuple[Way, ...], gone: frozenset[tuple[str, str]]) -> tuple[int, tuple[str, ...]] | None:
    """Give how many independent ways are left, and the links that failed. Give None if as many are left as before."""
    known = counted(ways)
    held = tuple(each for each in known if each.holds_without(gone))
    if len(held) == len(known):
        return None
    left = independent(held)
    if left >= independent(known):
        return None
    links = [link for each in known if each not in held for link in (*each.needs, *itertools.chain(*each.one_of))]
    return left, tuple(
        dict.fromkeys(f"{each.kind} {each.subject}" for each in links if (each.kind, each.subject) in gone)
    )
