"""The acts of the plain console about pages: hold a window open to pair a browser, or retire a page. Pure."""

from appliance.flows.devices.pages import PAIR_PAGE, RETIRE_PAGE, code_words, where
from appliance.flows.known import Known
from tui.line.news import PairingArrived
from tui.plain.asking.act import Act

PAGE_ACTS = (
    Act(
        "ways",
        "pair page B204",
        PAIR_PAGE,
        own_help="Pair a browser with a room, a phone, a desk or a wall board: hear a code, and type it there within two minutes.",
    ),
    Act(
        "ways",
        "retire page B204",
        RETIRE_PAGE,
        own_help="Retire a page, a phone, a desk in a browser or a wall board: its browser is it no more, until one is paired again.",
    ),
)


def pairing_told(arrived: PairingArrived, known: Known) -> list[str]:
    """Say the code letter by letter, so that a voice says each, and what is done with it."""
    if arrived.known is None:
        return [arrived.refused]
    code, *rest = code_words(arrived.known, where(known, arrived.page))
    spelled = " ".join(code.removeprefix("Code: ").replace(" ", ""))
    return [f"Code: {spelled}.", *rest]
