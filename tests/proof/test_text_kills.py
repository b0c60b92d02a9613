"""Proves that kills at any moment, while texts come in, leave each text in the record once, each cry for help as one press, and each answer
as one answer: also where the box died between the commit and the deletion in the modem.
"""

import asyncio
import itertools
import random
from collections import Counter
from pathlib import Path

import pytest

from appliance.core.calls.events import CallRaised, CallRaisedElsewhere, PressedAgain, PressedOften
from appliance.core.ground.words import Door
from appliance.core.messages.events import MessageAnswered
from appliance.core.texts.events import TextTaken
from hardware.modem.twin.school import PretendModem
from tests.hardware.modem.stick import stored
from tests.hardware.running import until
from tests.proof.killing import killed
from tests.rounds import rounds, seeds
from tests.system.box import Box
from tests.system.record import read_record
from tests.system.test_texts import plan

pytestmark = pytest.mark.proof

KILLS, SOAK_KILLS = 12, 100
LIVES_S = 2.0
AT_ONCE_MAX = 4


@pytest.mark.parametrize("seed", seeds("text-kills"))
async def test_no_text_is_lost_or_taken_twice_over_kills(tmp_path: Path, workshop: Path, seed: str) -> None:
    dice = random.Random(seed)
    port = tmp_path / "modem"
    sent: Counter[str] = Counter()
    numbers = (f"+1303555{each:04}" for each in itertools.count())
    async with PretendModem([port]) as stick, Box(workshop / "box", plan=plan(port)) as box:
        modem = stick.modem
        await box.starts()
        for _ in rounds(proof=range(KILLS), soak=itertools.count(), at_least=SOAK_KILLS):
            if not box.running:
                await box.starts()
            for _ in range(dice.randint(1, AT_ONCE_MAX)):
                number = next(numbers)
                modem.text(number, "HELP")
                sent[number] += 1
            await asyncio.sleep(dice.uniform(0, LIVES_S))
            lay = {store: dict(lies) for store, lies in modem.card.stores.items()}
            await killed(box, dice)
            if dice.random() < 0.5:  # as if the last deletions had not reached the card
                modem.card.stores.update(lay)
        await box.starts()
        await until(lambda: stored(modem) == 0, 60.0)
        await box.stops()
        record = await read_record(box.data)
    assert record.findings == []
    taken = Counter(event.sender for event in record.events if isinstance(event, TextTaken))
    assert taken == sent, "each text is in the record once"
    texts = Counter(event.text for event in record.events if isinstance(event, TextTaken))
    assert set(texts.values()) == {1}
    rang: Counter[str] = Counter()
    for event in record.events:
        if isinstance(event, CallRaised | CallRaisedElsewhere | PressedAgain) and event.source.door is Door.TEXT:
            caller = event.source.called_by
            assert caller is not None and not isinstance(event, PressedOften)
            rang[caller.number] += 1
    assert rang == sent, "each cry for help is one press"
    assert not [event for event in record.events if isinstance(event, MessageAnswered)], "nobody answered"
