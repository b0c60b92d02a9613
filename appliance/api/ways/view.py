"""Writes the ways into and out of rooms in the lines of a list: from a plan alone, or with what the box knows of them. Pure."""

from collections.abc import Callable, Iterator

import msgspec

from appliance.api.ways.messages import MessageWayLine, RoomWaysLine, WayLine, WayLost, WaysKnown, ZoneWaysLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard
from appliance.core.devices.ways import away, lost_ways, proved_ago_ms
from appliance.core.ground.moment import Moment
from appliance.core.messages.proving import all_ways, proved_lately
from appliance.core.messages.turns import works
from appliance.plan.index import PlanIndex
from appliance.plan.ways import Link, Way, independent, shared_by_all
from appliance.words.messages import way_words


def ways_planned(index: PlanIndex) -> WaysKnown:
    """Give what a plan says by itself: nothing is proved, and nothing is away."""
    known = _known(index, 0, seen=False, line=lambda way: _line(way, away=False, proved=None), lost=())
    return msgspec.structs.replace(known, messages=tuple(_messages(index)))


def ways_known(board: Board, heard: Heard, now: Moment, request: int) -> WaysKnown:
    """Give the ways as they are at this moment."""
    gone = away(board, heard)

    def line(way: Way) -> WayLine:
        return _line(way, away=not way.holds_without(gone), proved=proved_ago_ms(board, heard, way, now))

    known = _known(board.index, request, seen=True, line=line, lost=lost_lines(board, heard))
    return msgspec.structs.replace(known, messages=tuple(message_lines(board, heard, now)))


def message_lines(board: Board, heard: Heard, now: Moment) -> Iterator[MessageWayLine]:
    """Give each way of messages, as it is at this moment."""
    for planned in _messages(board.index):
        to = [(person, way) for person, way in all_ways(board) if way_words(way.by) == planned.way]
        yield msgspec.structs.replace(
            planned,
            away=sum(works(heard, way) is False for _, way in to),
            unproved=sum(not proved_lately(heard, way, now) for _, way in to),
        )


def _messages(index: PlanIndex) -> Iterator[MessageWayLine]:
    """Give each way of messages with its people, in the plan's order. A phone that anybody may answer counts as one."""
    people: dict[str, int] = {}
    for person in (*index.plan.people, *index.rung.values()):
        for way in person.message_ways:
            people[way_words(way.by)] = people.get(way_words(way.by), 0) + 1
    return (MessageWayLine(way=way, people=count) for way, count in people.items())


def lost_lines(board: Board, heard: Heard) -> tuple[WayLost, ...]:
    """Give the rooms that have lost a way they counted on."""
    return tuple(
        WayLost(room_name=each.room.name, inward=each.inward, left=each.left, causes=each.causes)
        for each in lost_ways(board, heard)
    )


def _known(
    index: PlanIndex, request: int, *, seen: bool, line: Callable[[Way], WayLine], lost: tuple[WayLost, ...]
) -> WaysKnown:
    ways, telephone = index.ways, index.plan.dialled
    return WaysKnown(
        request=request,
        building=index.plan.building,
        seen=seen,
        rooms=tuple(
            RoomWaysLine(
                room=each.room.room,
                name=each.room.name,
                zone=each.room.zone,
                phone=each.room.phone_name,
                extension=each.room.phone,
                independent=independent(each.ways_in),
                share=shared_by_all(each.ways_in),
                ways=tuple(map(line, each.ways_in)),
            )
            for each in ways.rooms
        ),
        zones=tuple(
            ZoneWaysLine(zone=zone, independent=independent(out), share=shared_by_all(out), ways=tuple(map(line, out)))
            for zone, out in ways.out.items()
        ),
        lost=lost,
        help_extension="" if telephone is None else telephone.extension,
        by_text=index.plan.texted is not None,
    )


def _receiver(links: tuple[Link, ...]) -> str:
    """Name a receiver, with what it hangs on."""
    receiver, *on = (each.name for each in links)
    return f"{receiver} ({', '.join(on)})" if on else receiver


def _line(way: Way, *, away: bool, proved: int | None) -> WayLine:
    return WayLine(
        kind=way.kind,
        subject=way.subject,
        name=way.name,
        family=way.family,
        hangs_on=tuple(each.name for each in way.needs[1:]),
        heard_by=tuple(_receiver(each) for each in way.one_of if each),
        said=way.said,
        if_carried=way.if_carried,
        away=away,
        proved_ago_ms=proved,
    )
