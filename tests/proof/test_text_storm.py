"""Proves that thousands of texts do nothing wrong: replays, forged numbers, guessed codes, quoted texts and cries for help, over a running
engine and a real record. Presses in between are taken as always.
"""

import itertools
import random
from pathlib import Path

import pytest

from appliance.core.ground.messages import Reply
from appliance.core.ground.words import Door
from appliance.core.messages.codes import WRONG_CODES_MAX, newest_to
from appliance.text_line import STRANGERS_MAX
from tests.appliance.core.texts.texting import ANA, BEN, STRANGER, texted, with_texts
from tests.appliance.test_text_line import Box, box
from tests.hardware.running import until
from tests.rounds import rounds, seeds

pytestmark = pytest.mark.proof

TEXTS, SOAK_TEXTS = 1_500, 10_000
A_PRESS_EACH = 100
SENDERS = (ANA, BEN, STRANGER, "+13035550000", "12345", "Bank", "")
DIGITS = {"1": Reply.GOING, "2": Reply.THERE, "0": Reply.CANNOT}


class Storm:
    """What is sent, and what may follow from it."""

    def __init__(self, armed: Box, dice: random.Random) -> None:
        self.armed = armed
        self.dice = dice
        self.sent: list[tuple[str, str, str]] = []

    async def text(self, number: int) -> None:
        """Send one text, and look whether only what may act did."""
        sender, words, id = self._any(number)
        board = self.armed.engine.board
        before, known = dict(board.incidents), id in board.texts.known
        acts = set() if known else self._may_act(sender, words)
        helps = words.casefold().startswith(("help", "ayuda"))
        self.sent.append((sender, words, id))
        await self.armed.taken(sender, words, id)
        after = self.armed.engine.board.incidents
        moved = {name for name, call in before.items() if after[name].sent != call.sent}
        assert moved <= acts, f"{words!r} from {sender} moved {moved - acts}"
        new = [after[name] for name in after.keys() - before.keys()]
        assert not new or (helps and not known), f"{words!r} began a call"
        assert all(each.source.door is Door.TEXT for each in new)

    def _may_act(self, sender: str, words: str) -> set[str]:
        found: set[str] = set()
        for incident, spoken in newest_to(self.armed.engine.board, sender):
            if sorted(words.split()) in [sorted((digit, spoken.code)) for digit in DIGITS]:
                found.add(incident.incident)
        return found

    def _any(self, number: int) -> tuple[str, str, str]:
        dice = self.dice
        if self.sent and dice.random() < 0.1:
            return dice.choice(self.sent)  # the same text again, as a modem brings one that was not deleted
        sender = dice.choice(SENDERS)
        codes = [each.code for said in self.armed.engine.board.messages.values() for each in said if each.code]
        code = dice.choice(codes) if codes and dice.random() < 0.5 else f"{dice.randrange(10_000):04}"
        digit = dice.choice("012")
        words = dice.choice(
            (
                f"{digit} {code}",
                f"{code} {digit}",
                f"{digit}",
                f"{digit} {code} ok",
                f"{digit} {code}\n> Reply 1 {code} going",
                f"{digit}\u200b {code}",
                "help",
                "help 204",
                "STOP",
                "\u202ewho\u0000",
                "x" * 900,
            )
        )
        return sender, words, f"text-{number}"


@pytest.mark.parametrize("seed", seeds("text-storm"))
async def test_no_text_of_thousands_does_anything_wrong(tmp_path: Path, seed: str) -> None:
    dice = random.Random(seed)
    async with box(tmp_path, with_texts(texted("ana", ANA), texted("ben", BEN))) as armed:
        storm = Storm(armed, dice)
        presses = 0
        for number in rounds(proof=range(TEXTS), soak=itertools.count(), at_least=SOAK_TEXTS):
            await storm.text(number)
            if number % A_PRESS_EACH == 0:
                presses += 1
                for each in range(20):  # texts that wait beside the press do not hold it up
                    armed.comes(STRANGER, f"{each}", f"beside-{number}-{each}")
                outcome = await armed.press("204", presses).kept
                assert outcome is not None
        await until(lambda: not armed.texts._on_the_way)
        board = armed.engine.board
        assert board.texts.count < len(storm.sent)
        assert any(each.source.door is Door.BUTTON and each.presses == presses for each in board.incidents.values())
        for call, said in board.messages.items():
            for person in {each.person for each in said}:
                assert sum(each.wrong_codes for each in said if each.person == person) <= WRONG_CODES_MAX, call
        assert any(each.reply is not None for said in board.messages.values() for each in said), "answers acted"
        strangers = [each for each in board.texts.unread.values() if each.person is None]
        assert strangers and len(strangers) <= STRANGERS_MAX + 1
        before = (board.texts, {name: call.sent for name, call in board.incidents.items()})
    async with box(tmp_path, with_texts(texted("ana", ANA), texted("ben", BEN))) as again:
        board = again.engine.board
        assert board.texts.known == before[0].known
        assert board.texts.unread.keys() == before[0].unread.keys()
        assert {name: [each.name for each in call.sent] for name, call in board.incidents.items()} == {
            name: [each.name for each in sent] for name, sent in before[1].items()
        }
