"""Tests facts that no honest box writes: times no calendar has, numbers nothing counts to. They are shown as far as possible, in every
form.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import msgspec
import pytest

from appliance.core.board import Board
from appliance.core.ground.moment import Moment
from appliance.exports.data import as_bytes, data
from appliance.exports.html import html
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.exports.report import Printed, report
from appliance.plan.timezone import timezone_named
from appliance.record import codec
from appliance.record.events import AnyEvent
from sync.office import for_programs
from sync.office.incidents import Found, folded
from sync.office.opening import Told
from sync.office.showing import shown
from sync.office.words import Row, incident_lines
from tests.appliance.logbook.box import WALL_MS, call, note
from tests.vectors.make_events import classes, samples

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


INDEX = Board.empty().index
ENDS = (253_402_300_799_999, -62_135_596_800_000)  # the first and the last moment of the calendar, in UTC
FAR = (2**63 - 1, -(2**63), 10**17, -(10**14), *ENDS)
ZONES = ("America/Denver", "Pacific/Kiritimati", "UTC")


def hostile(event: AnyEvent, number: int) -> AnyEvent | None:
    """Give the event with this in the place of every number it has, where its own code takes that."""
    built = msgspec.to_builtins(event)
    try:
        return codec.decode(codec.encode(Moment(0, number), msgspec.convert(_with(built, number), AnyEvent)))[1]
    except (msgspec.ValidationError, codec.CodecError, OverflowError):
        return None


def _with(value: Any, number: int) -> Any:
    match value:
        case bool():
            return value
        case int():
            return number
        case dict():
            return {key: _with(each, number) for key, each in value.items()}
        case list():
            return [_with(each, number) for each in value]
        case _:
            return value


def facts(tag: str, number: int) -> Iterator[list[Told]]:
    """Give a call, and after it each sample of this kind of event with such a number."""
    for sample in samples(classes()[tag]):
        event = hostile(codec.decode(bytes.fromhex(sample["bytes"]))[1], number)
        if event is not None:
            yield [Told(1, Moment(0, number), call(1)), Told(2, Moment(number, number), event)]


@pytest.mark.parametrize("tag", classes())
def test_a_fact_with_a_time_or_a_number_beyond_any_is_shown_all_the_same(tag: str) -> None:
    for number in FAR:
        for told in facts(tag, number):
            incident = folded(told)
            assert incident is not None
            found = Found(b"b" * 16, b"s" * 16, incident)
            row = Row(found, "Cedar Creek", INDEX)
            assert incident_lines([row], 80)
            assert msgspec.json.encode(for_programs.incident(row))
            everything = shown(found, told, INDEX, "Cedar Creek")
            for zone in ZONES:
                printed = Printed(at_ms=WALL_MS, zone=timezone_named(zone) or UTC, reader="the safety office")
                assert as_bytes(data(everything, printed))
                assert plain(report(everything, printed))


@pytest.mark.parametrize("number", FAR)
def test_a_report_of_such_a_call_is_made_in_every_form(number: int) -> None:
    told = [Told(1, Moment(0, number), call(1))]
    incident = folded(told)
    assert incident is not None
    everything = shown(Found(b"b" * 16, b"s" * 16, incident), told, INDEX, "Cedar Creek")
    printed = Printed(at_ms=WALL_MS, zone=UTC, reader="the safety office")
    assert html(report(everything, printed))
    assert pdf(report(everything, printed)).startswith(b"%PDF-")


def test_what_a_box_wrote_moves_no_cursor() -> None:
    escapes = "seen\x1b[2J\x1b]0;owned\x07"
    told = [Told(1, Moment(0, WALL_MS), call(1, room=escapes)), Told(2, Moment(0, WALL_MS), note(1, escapes))]
    incident = folded(told)
    assert incident is not None
    found = Found(b"b" * 16, b"s" * 16, incident)
    assert incident_lines([Row(found, escapes, INDEX)])[0].isprintable()
    printed = Printed(at_ms=WALL_MS, zone=UTC, reader="the safety office")
    text = plain(report(shown(found, told, INDEX, escapes), printed))
    assert "seen" in text
    assert "\x1b" not in text and "\x07" not in text
