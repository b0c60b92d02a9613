"""Tests what both consoles and every export tell of duties, for all readers of a record in which each field has a mark: nothing that a
reader may not read is there in other words, and what somebody noted is told to both sides of the duty alone.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.api.desk.entries import Follow
from appliance.api.duties.messages import DutiesKnown, DutyLine, ListDuties
from appliance.api.records.messages import AskOwnPage, AskRecord, OwnPage, RecordShown
from appliance.duties.rules import Rule
from appliance.exports.cap import Message, cap
from appliance.exports.html import html
from appliance.exports.own_page import own_page
from appliance.exports.pdf import pdf
from appliance.exports.plain import plain
from appliance.exports.report import mode_of
from appliance.flows.duties.listing import after_sign_in, heading, in_morning
from appliance.flows.duties.row import in_short, row, whole
from appliance.plan.ids import IncidentId
from appliance.record.events import DutyNoted
from appliance.supports.language import Language
from tests.appliance.doors.duties.test_every_duty import (
    THE_READERS,
    WORDS,
    duties_of,
    is_side,
    listed_to,
    record,
    told_by,
)
from tests.appliance.doors.harness import FRONT, Harness
from tests.appliance.doors.records.marked import MARKS, TELLS, Marked, may_read
from tests.appliance.doors.records.test_every_fact import PRINTED, Reader, exports, marks_in
from tests.appliance.exports.pages import lines_of
from tui.plain.duties import saying

__all__ = ["record"]  # a fixture

pytestmark = pytest.mark.slow

UTC = ZoneInfo("UTC")
TELLERS_WORDS = "Zqtellers"


async def notes_by_the_teller(harness: Harness, incident: IncidentId) -> None:
    """Let whoever told it note something about every duty, as a reporter does with their code."""
    kept = await harness.records.open(incident)
    assert kept is not None
    notes = [
        DutyNoted(
            incident=incident,
            by=TELLS,
            klass=rule.klass_of_notes,
            rule=rule.rule,
            about=duty.about,
            confirms="that it is so",
            done=False,
            words=TELLERS_WORDS,
            replaces=kept.notes[duty.rule, duty.about][-1].number,
        )
        for duty, rule in await duties_of(harness, kept)
    ]
    assert not isinstance(await harness.records.write(incident, lambda _: notes), str)


def on_consoles(of_one: tuple[DutyLine, ...], mine: DutiesKnown | None) -> dict[str, str]:
    """Give everything that the two consoles make of these answers: lists, one duty at length, the line after a PIN, the morning check."""
    found = {
        "the screen": "\n".join(_on_screen(of_one)),
        "the plain console": "\n".join(_heard(of_one, of=1)),
    }
    if mine is not None:
        waits = [heading(mine), after_sign_in(mine, "8 shows"), in_morning(mine, UTC), *saying.waits(mine)]
        found["the list on the screen"] = "\n".join((*waits, *_on_screen(mine.duties)))
        found["the list at the plain console"] = "\n".join(_heard(mine.duties, of=None, known=mine))
    return found


def _on_screen(lines: tuple[DutyLine, ...]) -> Iterator[str]:
    for line in lines:
        option = row(line)
        yield from (option.line, option.says, *in_short(line))
        yield from (f"{head} {says}" for head, says in whole(line, UTC))


def _heard(lines: tuple[DutyLine, ...], *, of: int | None, known: DutiesKnown | None = None) -> Iterator[str]:
    nothing = DutiesKnown(request=0, duties=lines, open=0, due_today=0, overdue=0, next_due_ms=None)
    yield from saying.listed(known or nothing, lines, UTC, of=of, everything=True)
    for number, line in enumerate(lines, 1):
        yield from saying.one(number, line, UTC)


def in_exports(shown: RecordShown, page: OwnPage | None) -> dict[str, str]:
    """Give the record in every format, and the page of whoever told it."""
    found = exports(shown) | {"cap": cap(shown, mode_of(shown), Message.UPDATE, PRINTED.at_ms, UTC).decode()}
    if page is None:
        return found
    for language in Language:
        made = own_page(page, language, UTC, PRINTED.at_ms)
        texts = (plain(made), html(made), *(line for lines in lines_of(pdf(made)) for line in lines))
        found[f"own page, {language}"] = " ".join(texts)
    return found


def _in_one_line(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


async def test_no_console_and_no_export_tells_of_a_duty_more_than_its_reader_was_sent(
    harness: Harness, record: Marked
) -> None:
    await notes_by_the_teller(harness, record.incident)
    kept = await harness.records.open(record.incident)
    assert kept is not None
    duties = await duties_of(harness, kept)
    rules: dict[str, Rule] = {rule.rule: rule for _, rule in duties}
    seen: dict[str, set[str]] = {}
    for reader in THE_READERS:
        opened = {mark for fact_id, mark in MARKS.items() if may_read(reader.rights, fact_id, told_it=reader.code)}
        async with harness.console(FRONT) as console:
            of_one = await listed_to(console, record, reader)
            mine = await console.line.ask(ListDuties(request=0, limit=100))
            code = record.code if reader.code else ""
            shown = await console.line.ask(AskRecord(request=0, incident=record.incident, code=code))
            assert isinstance(shown, RecordShown), shown
            page = await console.line.ask(AskOwnPage(request=0, incident=record.incident))
            log = [
                str(msgspec.to_builtins(await console.line.ask(ask)))
                for ask in (Follow(request=0, after=0), Follow(request=0, after=0, incident=record.incident))
            ]
        for text in log:
            assert "noted" in text
            assert not marks_in(text) and WORDS not in text and TELLERS_WORDS not in text
            assert not [rule for rule in rules if f" {rule}" in text], "the log does not say which duty it was"
        told = on_consoles(of_one, mine if isinstance(mine, DutiesKnown) else None)
        made = in_exports(shown, page if isinstance(page, OwnPage) else None)
        assert isinstance(page, OwnPage) is reader.code
        lines = {(line.rule, str(line.about)): line for line in of_one}
        seen[str(reader)] = {line.says for line in of_one}
        hidden = {duty.says for duty, _ in duties if told_by(duty, reader)} - seen[str(reader)]
        for name, text in (told | made).items():
            assert marks_in(text) <= opened, f"{reader} reads {marks_in(text) - opened} in {name}"
            assert not [says for says in hidden if says in _in_one_line(text)], f"{reader} in {name}"
        noted = {(each.rule, str(each.about)) for each in shown.noted}
        assert noted <= lines.keys() or (reader.person is None and not reader.code), (
            f"{reader} is sent notes of duties that they may not see"
        )
        assert reader.person is None or noted == {key for key, line in lines.items() if line.notes}
        _words_are_for_both_sides(reader, shown, told | made, rules)
    assert len({frozenset(each) for each in seen.values()}) > 4, "readers see different duties, or nothing was proven"


def _words_are_for_both_sides(
    reader: Reader, shown: RecordShown, texts: dict[str, str], rules: dict[str, Rule]
) -> None:
    """What others noted is told to whoever owes the duty or is owed it, and to nobody else in any text."""
    of_others = any(WORDS in note.words for duty in shown.noted for note in duty.notes)
    of_teller = any(TELLERS_WORDS in note.words for duty in shown.noted for note in duty.notes)
    for name, text in texts.items():
        assert (WORDS in text) <= of_others, f"{reader} reads words of others in {name}"
        assert (TELLERS_WORDS in text) <= of_teller, f"{reader} reads the teller's words in {name}"
    assert of_others <= (reader.role is not None or reader.code)
    if reader.code:
        assert of_teller == any(duty.notes for duty in shown.noted), "everybody reads what they wrote"
    for duty in shown.noted:
        for note in duty.notes:
            if note.words and not reader.code:
                assert reader.role is not None
                sides = rules[duty.rule].owes, rules[duty.rule].to
                assert any(is_side(party, reader) for party in sides), f"{reader} reads words about {duty.rule}"
