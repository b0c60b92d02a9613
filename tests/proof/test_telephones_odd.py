"""Rings telephones that answer in every odd way: each is a failure with a reason, nobody else is rung, the next phone is."""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.api.phones.messages import CALLS_MAX, Lines, Ring, Rings, RingState, State
from tests.appliance.phones.story import Story, story
from tests.phones_rig.network import phone_address
from tests.phones_rig.odd import HEADERS, STRANGE_SDP, hears, says
from tests.phones_rig.pbx import Routing, missing
from tests.phones_rig.rig import HANDBELL, HELP
from tests.rounds import rounds, seeds

pytestmark = [pytest.mark.proof, pytest.mark.skipif(missing() is not None, reason=str(missing()))]

AT, NUMBER, ELSEWHERE = f"{phone_address(19)}:5080", "2290", "2203"
ROUTING = Routing(aliases={HELP: HANDBELL}, elsewhere={NUMBER: AT}, rings_s=8)
STATUSES = [
    *(300, 301, 302, 305, 380, 399),
    *(400, 402, 403, 404, 405, 406, 408, 410, 413, 414, 415, 416, 420, 421, 423, 480, 481, 482, 483, 484, 485, 486, 487, 488),
    *(489, 491, 493, 494, 499, 500, 501, 502, 503, 504, 505, 513, 555, 580, 599, 600, 603, 604, 606, 699),
]  # fmt: skip
"""What RFC 3261 names, and numbers beside those that nobody names."""
SENT_ON = (f"Contact: <sip:{ELSEWHERE}@10.99.0.1>", f"Refer-To: <sip:{ELSEWHERE}@10.99.0.1>")
HEADS: dict[str, tuple[str, ...]] = {
    "nothing more": (),
    "another number": SENT_ON,
    "two more numbers": (f"Contact: <sip:{ELSEWHERE}@10.99.0.1>, <tel:+19005550100>;q=0.9", "Diversion: <sip:9@x>"),
    "a long header": (f"X-Long: {'a' * 3000}",),  # baresip reads datagrams of at most 8 KiB
    "many headers": tuple(f"X-{number}: {number}" for number in range(150)),
    "no ASCII": ('Reason: SIP;text="caf\u00e9 \u00ff\u00fe"', 'Warning: 399 \u00ff "\u00e9"'),
    "a body": ("Content-Type: text/plain",),
    "odd numbers": ("Retry-After: 99999999999999999999", "Session-Expires: -1", "Min-SE: x"),
}
"""What is more in the reply."""
REPLIES = list(itertools.product(STATUSES, HEADS))
ANSWERS = {
    "without a word about sound": "",
    "with a codec that nobody speaks": STRANGE_SDP,
    "with sound at no address": "v=0\no=x 1 1 IN IP4 x\ns=-\nc=IN IP4 999.999.999.999\nt=0 0\nm=audio 99999 RTP/AVP 0",
    "with rubbish": "\u00ff\u00fe=\nm=audio\nm=\n=\n",
    "with a hundred sounds": "v=0\no=x 1 1 IN IP4 10.99.0.29\ns=-\nt=0 0\n" + "m=audio 9 RTP/AVP 0\n" * 100,
}
ENDS = (State.FAILED, State.ENDED)
SAMPLE = 20


@pytest.fixture
def box(workshop: Path) -> Iterator[Story]:
    with story(workshop, routing=ROUTING) as told:
        told.begin()
        told.daemon.until(Lines, lambda each: each.working == CALLS_MAX)
        yield told


def rings(box: Story, ring: str, to: str) -> None:
    box.daemon.say(Rings(rings=(Ring(id=ring, to=to),)))


def is_whole(box: Story) -> None:
    """Ring a good phone, and look that nobody else was rung."""
    good = box.rig.registered("2201")
    rings(box, "good", "2201")
    good.until("CALL_INCOMING")


def test_every_odd_refusal_is_a_failure_with_a_reason_and_rings_nobody_else(box: Story) -> None:
    assert len(REPLIES) >= 300
    other = box.rig.registered(ELSEWHERE)
    dice = random.Random(seeds("odd replies")[0])
    every = dice.sample(REPLIES, len(REPLIES))
    for number, (status, head) in enumerate(rounds(proof=every[:SAMPLE], soak=every, at_least=len(every))):
        usual = HEADERS if number % 3 else HEADERS.replace(";tag=[call_number]odd", "")
        reply = says(f"SIP/2.0 {status} Odd", *HEADS[head], usual=usual, contact=head != "another number")
        with box.rig.odd([hears("INVITE"), reply, hears("ACK")], at=AT):
            rings(box, f"odd-{number}", NUMBER)
            ended = box.daemon.until(
                RingState, lambda each, ring=f"odd-{number}": each.id == ring and each.state in ENDS
            )
            assert ended.state is State.FAILED and ended.why, (status, head)
            assert ELSEWHERE not in ended.why and "Odd" not in ended.why
    assert "CALL_INCOMING" not in other.events(), "a reply makes the box phone nobody"
    is_whole(box)


def test_every_odd_answer_ends_and_its_line_is_free_again(box: Story) -> None:
    bye = (hears("BYE"), says("SIP/2.0 200 OK"))
    every = [answer for answer in ANSWERS.values() for _ in range(CALLS_MAX)]  # so each line would be taken by each
    for number, answer in enumerate(rounds(proof=every[:: CALLS_MAX // 2], soak=every, at_least=len(every))):
        steps = [hears("INVITE"), says("SIP/2.0 200 OK", body=answer), hears("ACK"), *bye]
        with box.rig.odd(steps, at=AT) as odd:
            rings(box, f"odd-{number}", NUMBER)
            odd.until("ACK sip:")
            box.daemon.say(Rings(rings=()))
            assert odd.finished(), odd.wrong()
    is_whole(box)
