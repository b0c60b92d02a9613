"""`handbell office doubts`: lists what is not as it should be, and takes what a person found about it. Asks nobody."""

import argparse

from sync.office import acknowledging, exposing
from sync.office.office import NoSuch, Office, now_ms
from sync.office.readers.log import What
from sync.office.store import Doubt
from sync.office.words import local
from sync.transport.line import printable

SHOWN_LEN = 8  # digits of a doubt's name: with a thousand doubts, one list in 4,000 has two that look alike
TYPED_LEN_MIN = 4


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `doubts`."""
    doubts = what.add_parser("doubts", help="what is not as it should be, and what a person found about it")
    step = doubts.add_subparsers(dest="step", required=True, metavar="WHAT")
    step.add_parser("list", parents=[where], help="each with its name, by which it is acknowledged")
    looked = step.add_parser(
        "acknowledge",
        parents=[where],
        help="a person looked into it: it stays listed, with the reason and today's date, and nobody is sent to it again",
    )
    looked.add_argument("names", nargs="+", metavar="NAME", help="as `doubts list` prints it, or the beginning of it")
    looked.add_argument("--reason", required=True, metavar="TEXT", help="what was found, and by whom")
    again = step.add_parser("withdraw", parents=[where], help="it is to be looked into again")
    again.add_argument("names", nargs="+", metavar="NAME", help="as `doubts list` prints it, or the beginning of it")


async def doubts(asked: argparse.Namespace, office: Office) -> int:
    """Run `doubts list|acknowledge|withdraw`. Give 1 where there is a doubt that nobody acknowledged."""
    found = exposing.doubts(office.store, now_ms())
    if asked.step == "list":
        return _list(found)
    chosen = [_named(text, found) for text in asked.names]
    reason = printable(asked.reason if asked.step == "acknowledge" else "").strip()
    if asked.step == "acknowledge" and not 0 < len(reason) <= acknowledging.REASON_LEN_MAX:
        raise NoSuch(f"Say with --reason what was found, in 1 to {acknowledging.REASON_LEN_MAX} characters.")
    for each in chosen:
        office.reads(What(f"doubts {asked.step} {each.name[:SHOWN_LEN]}", each.building))
        if asked.step == "acknowledge":
            acknowledging.acknowledge(office.store, each, reason, now_ms(), office.keyring.opened_by)
        else:
            acknowledging.withdraw(office.store, each)
    left = len(acknowledging.unanswered(exposing.doubts(office.store, now_ms())))
    done = "acknowledged" if asked.step == "acknowledge" else "to be looked into again"
    print(f"{len(chosen):,} {done}. {left_words(left)}")  # noqa: T201
    return 0


def left_words(count: int) -> str:
    """Say how many doubts nobody looked into."""
    return "Nothing else is wrong or missing." if not count else f"{acknowledging.counted(count)}."


def acknowledged_words(doubt: Doubt) -> str:
    """Say when it was acknowledged, and what was found; empty where nobody looked into it."""
    said = doubt.acknowledged
    if said is None:
        return ""
    return f"acknowledged {local(said.at_ms)}{f' by {said.by}' if said.by else ''}: {said.reason}"


def _list(found: list[Doubt]) -> int:
    for each in found:
        print(f"{each.name[:SHOWN_LEN]}  {each}")  # noqa: T201
        if said := acknowledged_words(each):
            print(f"{'':{SHOWN_LEN}}  {said}")  # noqa: T201
    open_ones = acknowledging.unanswered(found)
    if not found:
        print("Nothing is wrong or missing.")  # noqa: T201
    elif not open_ones:
        print("The one there is was acknowledged." if len(found) == 1 else f"All {len(found):,} were acknowledged.")  # noqa: T201
    else:
        print(f"{acknowledging.counted(len(open_ones))}. After looking into one: {_HOW}")  # noqa: T201
    return 1 if open_ones else 0


def _named(text: str, found: list[Doubt]) -> Doubt:
    fitting = [each for each in found if each.name.startswith(text.lower())] if len(text) >= TYPED_LEN_MIN else []
    if len(fitting) != 1:
        raise NoSuch(f"{text!r} is {'more than one doubt' if fitting else 'no doubt'}. {_WHERE}")
    return fitting[0]


_HOW = "handbell office doubts acknowledge NAME --reason 'WHAT WAS FOUND'"
_WHERE = "Those there are, each with its name before it: handbell office doubts list"
