"""Opens the window in which a browser is paired with a page, and judges the proof that a browser gives. The code is in memory only: no
entry and no log line has it. Knows no socket.
"""

import asyncio
import hmac
import secrets

import msgspec

from appliance.api.page.signed import CODE_CHARACTERS, CODE_LETTERS, box_proof, code_key, pairing_proof
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.held.pages import PairingWindow
from appliance.core.pages.commands import PairPage
from appliance.doors.page.opening import Openings
from appliance.doors.page.signatures import is_key
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import Pairable

WINDOW_S = 120  # a walk from the desk to a room next door, or a call to its telephone; as long as a walk test waits
TRIES_MAX = 5  # a code is mistyped once or twice; five tries of 2^40 codes find none
NO_WINDOW = "No desk holds a window open now, or the code is not right. Ask the desk to begin again: pair page."
NO_YES = "The plan has no written yes of this phone's person: the day under agreed. A phone of the school has school: yes in its place."
NOT_A_KEY = "This browser made no key that the box can use. Try another browser."


def why_not(engine: Engine, page: ButtonId) -> str:
    """Say why no window can be opened for this id; empty if one can."""
    planned = engine.board.index.pairable.get(page)
    if planned is None:
        return Rejection.UNKNOWN_PAGE.says
    return "" if planned.agreed else NO_YES


async def open_window(engine: Engine, building: bytes, page: ButtonId, by: Actor) -> str:
    """Open a window for an id of the plan that can be paired, and give its code. The window before it is over: there is one at a time."""
    engine.heard.pairing = None
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_CHARACTERS))
    key = await asyncio.to_thread(code_key, building, code)
    ends_ms = engine.clock.now().mono_ms + WINDOW_S * 1000
    engine.heard.pairing = PairingWindow(page, by, key, ends_ms, TRIES_MAX)
    return code


class Pairing(msgspec.Struct, frozen=True):
    """A browser that gave the right proof: what it is, the command that pairs it, and the box's proof of its own lasting key."""

    what: Pairable
    submission: Submission
    box_proof: bytes


def pair(engine: Engine, openings: Openings, public_key: bytes, proof: bytes) -> Pairing | str:
    """Take a browser's key and proof: give its pairing, or say why there is none. A right proof closes the window."""
    window = engine.heard.pairing
    if window is None or engine.clock.now().mono_ms >= window.ends_ms:
        engine.heard.pairing = None
        return NO_WINDOW
    if not is_key(public_key):
        return NOT_A_KEY
    if not hmac.compare_digest(proof, pairing_proof(window.key, openings.building, public_key)):
        left = window.tries_left - 1
        engine.heard.pairing = msgspec.structs.replace(window, tries_left=left) if left else None
        return NO_WINDOW
    engine.heard.pairing = None
    what = engine.board.index.pairable.get(window.page)
    if what is None:
        return Rejection.UNKNOWN_PAGE.says
    submission = engine.submit(PairPage(page=window.page, public_key=public_key), window.by)
    return Pairing(what, submission, box_proof(window.key, openings.building, openings.lasting.public, public_key))
