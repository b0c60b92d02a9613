"""`handbell office person …`, for the district person on their own machine; `handbell office answers`, for the office that carries their
answers to them.
"""

import argparse
import time
from pathlib import Path

from appliance.duties.answering import Said
from appliance.exports.document import printable
from appliance.plan.mistakes import counted
from sync.office import papers, passphrase
from sync.office.answers import paper
from sync.office.answers.counting import FEWER, TOLD_FROM, Opened, for_others
from sync.office.answers.found import found
from sync.office.answers.paper import SealedAnswers
from sync.office.answers.person import PERSON_NAME, Person
from sync.office.office import Office, now_ms
from sync.office.readers.log import What
from sync.office.words import local

FOLDER_DEFAULT = Path.home() / "handbell-person"

SAID = {
    Said.NOTHING: "nothing has changed",
    Said.SOMETHING: "something has changed",
    Said.NOT_SAID: "was asked, and does not want to say",
}


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `person` and `answers`."""
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--folder", type=Path, default=FOLDER_DEFAULT, help="where the key is kept (default: %(default)s)")
    own.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line; else it is asked for")
    person = what.add_parser(
        "person", help="offline: the district person, who alone reads answers about repercussions"
    ).add_subparsers(dest="step", required=True, metavar="WHAT")
    made = person.add_parser("init", parents=[own], help="make their key; only its public part leaves their machine")
    made.add_argument("--name", required=True, help="as buildings show it to whoever is asked")
    made.add_argument("--out", type=Path, default=Path("person.recipient"), help="public part (default: %(default)s)")
    made.set_defaults(act=_init)
    read = person.add_parser("read", parents=[own], help="open the answers in a file of the office")
    read.add_argument("file", type=Path, metavar="FILE", help="of: handbell office answers FILE")
    read.add_argument("--counts", action="store_true", help="only what may be told to others")
    read.set_defaults(act=_read)
    given = what.add_parser("answers", parents=[where], help="sealed answers, as a file for the district person")
    given.add_argument("file", type=Path, metavar="FILE", help="to be written, for: handbell office person read FILE")


async def answers(asked: argparse.Namespace, office: Office) -> int:
    """Write all sealed answers into a file. What it shows of records is noted as a reading first."""
    sealed = found(office.store, office.opener)
    office.reads(
        *(What("answers", *read) for read in sorted({(each.place.building, each.number, "C") for each in sealed}))
    )
    paper.write(asked.file, SealedAnswers(now_ms(), sealed))
    count = FEWER if len(sealed) < TOLD_FROM else f"{len(sealed):,}"
    print(f"Wrote {asked.file}. Sealed answers in it: {count}. Carry it to the district person.")  # noqa: T201
    print("They read it on their own machine: handbell office person read FILE")  # noqa: T201
    return 0


def _init(asked: argparse.Namespace) -> list[str]:
    """Make the key. That its public part cannot be written shows before there is a key."""
    with papers.new_paper(asked.out) as public:
        secret = passphrase.choose(asked.passphrase_file, "the district person's key")
        person = Person.init(asked.folder, secret, asked.name, time.time_ns() // 1_000_000)
        try:
            public.write(papers.of_recipient(person.recipient()))
            public.flush()
        except BaseException:
            (asked.folder / PERSON_NAME).unlink()
            raise
    return [
        f"The key is in {asked.folder / PERSON_NAME}. Keep a copy on a stick, and write its passphrase down. Nobody else needs it.",
        f"Its public part, {papers.name_of(person.recipient())}, is in {asked.out}. Carry it to the machine with the root key:",
        f"  handbell office root notice person {asked.out} --out person.notice",
    ]


def _read(asked: argparse.Namespace) -> list[str]:
    given = paper.read(asked.file)
    person = Person.open(asked.folder, passphrase.ask(asked.passphrase_file, f"the key in {asked.folder}"))
    opened, wrong = person.opens(given.answers)
    shown = [] if asked.counts else [*map(_line, reversed(opened)), *map(_on_one_line, wrong)]
    heading = f"{counted(len(opened), 'answer', 'answers')}, the newest first. Nobody else can read them."
    return [
        *([] if asked.counts else [heading, *shown, ""]),
        "What may be told to others:",
        *(f"  {each}" for each in for_others(opened)),
    ]


def _line(each: Opened) -> str:
    kept, answer = each.kept, each.answer
    who = answer.who or "somebody whose name the box did not know"
    words = f": {answer.words}" if answer.words else "."
    return _on_one_line(
        f"{local(kept.at_ms)}  {kept.name}, record {kept.number}, {kept.place.rule}: {who}, {kept.place.asked}:"
        f" {SAID[answer.said]}{words}"
    )


def _on_one_line(text: str) -> str:
    """Take out what has no shape: a box may write what it likes, and no name may look like a line of this list."""
    return printable(text).replace("\n", " ")
