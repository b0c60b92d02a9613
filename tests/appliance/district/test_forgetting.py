"""Tests forgetting with a safety office that signs: only its true word lets the building forget, and it still reads what is forgotten."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.api.feed.messages import HandIn
from appliance.district.keeper import Keeper
from appliance.envelope.deposit import Signed
from appliance.envelope.statements import Opened
from appliance.logbook.opener import unwrapped
from appliance.plan.model import Retention
from appliance.record.words import Klass
from tests.appliance.district.office import Office, Reader, signed
from tests.appliance.engine.years import Years, opened_by_a_thief, years_at

pytestmark = pytest.mark.slow

WANTED = Retention(approved="the board", forget_opened=True)
MONDAY = date(2026, 9, 7)


async def believing(box: Years, office: Office, *readers: Reader) -> Keeper:
    """Let the box believe this office, and seal for its readers."""
    keeper = Keeper(box.engine, box.logbook, box.vault, box.folder / "keys")
    keeper.take_up()
    assert await keeper.believe(office.fingerprint.hex(), "", "by a test") == ""
    notices = (office.receipt_keys(), office.recipients(1, *readers))
    assert (await keeper.hand_in(HandIn(request=0, notices=notices))).refused == ()
    return keeper


async def passes(box: Years, days: int) -> None:
    for _ in range(days):
        await box.turn_to(box.calendar.day + timedelta(days=1))
        await box.forgetting.daily_round()


async def test_only_the_true_word_of_a_reader_lets_it_forget_and_that_reader_still_opens_it(tmp_path: Path) -> None:
    async with years_at(tmp_path, MONDAY, WANTED) as box:
        office, reader = Office(box.vault.building, box.vault.box), Reader("the office")
        keeper = await believing(box, office, reader)
        incident = await box.record()
        stream = await box.logbook.reader.stream_of_incident(incident)
        assert stream is not None
        number, entry = (await box.logbook.reader.of_stream(stream))[-1]
        collected = [each for each in await box.wraps(incident) if unwrapped(each.entry, each.wrap, reader.opening)]
        assert {each.key_no for each in collected} == {each.key_no for each in await box.wraps(incident)}
        assert len(collected) == len(Klass)

        true = office.opened(reader, entry)
        for false in (
            office.opened(Reader("nobody"), entry),
            Signed(true.statement, true.key, bytes(64)),
            signed(reader.signing, Opened(box.vault.building, stream, number, bytes(32), 1).pack()),
        ):
            told = await keeper.hand_in(HandIn(request=0, opened=(false,)))
            assert len(told.refused) == 1
        await passes(box, 15)
        assert box.forgetting.announced() == ()

        assert (await keeper.hand_in(HandIn(request=0, opened=(true,)))).refused == ()
        await passes(box, 15)
        assert await box.classes_read(incident) == set()
        assert opened_by_a_thief(tmp_path, collected) == set()
        assert await box.wraps(incident) == [], "not even sealed for the office does a key stay here"
        for each in collected:
            assert unwrapped(each.entry, each.wrap, reader.opening), "the office reads it as before"

        again = office.recipients(2, reader, Reader("another"))
        assert (await keeper.hand_in(HandIn(request=0, notices=(again,)))).refused == ()
        assert await box.wraps(incident) == [], "a new reader is given nothing of it by this building"
