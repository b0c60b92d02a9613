"""`handbell office lessons list` and `approve`: which lessons came, what holds them back, and what each building said. Asks nobody."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from appliance.core.district.events import LessonSaid
from appliance.envelope.deposit import LESSONS_MAX, LessonTold
from appliance.envelope.sealed_lessons import READERS_MAX
from appliance.plan.mistakes import counted
from sync.office import incidents
from sync.office.lessons import answers_of_buildings
from sync.office.lessons.found import Known, Travelling, known
from sync.office.lessons.holding import why_held
from sync.office.lessons.told import Told, readers, without_key
from sync.office.lessons.told import told as told_now
from sync.office.office import NoSuch, Office, now_ms
from sync.office.papers import LessonsPaper, write_lessons
from sync.office.readers.log import What
from sync.transport.line import printable

NAME_LEN = 8  # digits of a lesson's name: a hundred lessons give two alike once in 900,000 lists
TYPED_LEN_MIN = 4

_NO_KEY_YET = (
    "These have named no key yet, and cannot open it. Collect from them later, and approve the same lessons once more:"
)
_NOT_SEALED_FOR = "The newest notice is not sealed for these, and they cannot open it. Collect, and approve the same lessons once more:"

SAID = {
    LessonSaid.DONE_HERE: "done here",
    LessonSaid.NOT_FOR_US: "not for us",
    LessonSaid.BY_WHEN: "by",
}


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `lessons`."""
    step = what.add_parser("lessons", help="what schools learnt, for all schools").add_subparsers(
        dest="step", required=True, metavar="WHAT"
    )
    step.add_parser(
        "list", parents=[where], help="each with its name, what holds it back, and what buildings said of it"
    )
    approve = step.add_parser(
        "approve", parents=[where], help="let these go to every building; a person read each of them"
    )
    approve.add_argument("names", nargs="+", metavar="NAME", help="as `lessons list` prints it, or the beginning of it")
    approve.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="for: handbell office root notice lessons FILE"
    )
    approve.add_argument(
        "--anew", action="store_true", help="where the notice before opens here no more: tell these lessons alone"
    )
    approve.add_argument(
        "--without", nargs="+", default=[], metavar="NAME", help="lessons told before that are told no more"
    )


async def lessons(asked: argparse.Namespace, office: Office) -> int:
    """Run `lessons list|approve`."""
    found = known(office.store, office.opener)
    read = sorted({(each.building, each.number, "B") for each in found.lessons})
    office.reads(*(What(f"lessons {asked.step}", *each) for each in read))
    told = told_now(office.store, office.opener)
    _say(*(_listed(office, found, told) if asked.step == "list" else _approved(asked, office, found, told)))
    return 0


def _listed(office: Office, found: Known, told: Told) -> Iterator[str]:
    going = {each.lesson for each in told.lessons}
    waiting = [each for each in found.lessons if each.lesson not in going]
    if told.why_closed:
        yield f"The newest notice of lessons {told.why_closed}: what it tells every building cannot be shown here."
    elif not waiting and not told.lessons:
        yield "No lesson came yet. A school writes one in a debriefing, and approves that it goes to others."
    for each in waiting:
        held = why_held(each.happened, found.happened, now_ms())
        yield printable(f"{_name(each.lesson)}  {each.sentence} {each.action}")
        yield printable(
            f"          {each.name}, record {each.number}, approved by {each.approved_by}: {held or 'may go'}"
        )
    names = incidents.buildings(office.store)
    without = without_key(office.store, names, told.readers)
    for lesson in told.lessons:
        said = {each: answers_of_buildings.of(office.store, each, lesson.lesson) for each in names}
        answered = {each: one for each, one in said.items() if one is not None}
        yield printable(f"{_name(lesson.lesson)}  {lesson.sentence} {lesson.action}")
        to = (
            "told to every building"
            if not without
            else f"told to {len(names) - len(without):,} of {counted(len(names), 'building')}"
        )
        yield f"          {to}; {len(answered):,} of {counted(len(names), 'building')} answered"
        for building, one in answered.items():
            yield printable(f"          {names[building]}: {SAID[one.said]}{one.until and f' {one.until}'}")
    if told.lessons and without:
        yield from _without(_NOT_SEALED_FOR, without)


def _approved(asked: argparse.Namespace, office: Office, found: Known, told: Told) -> list[str]:
    """Write the lessons of the next notice. It repeats those that were told before, because each notice replaces the one before."""
    if told.why_closed and not asked.anew:
        raise NoSuch(
            f"The newest notice of lessons {told.why_closed}, so what was told before cannot be repeated. Nothing was written. To tell"
            " these lessons alone from now on, add: --anew"
        )
    new = [_named(text, found) for text in asked.names]
    for each in new:
        if held := why_held(each.happened, found.happened, now_ms()):
            raise NoSuch(f"{_name(each.lesson)} is {held}. Nothing was written.")
    dropped = {_told_named(text, told.lessons) for text in asked.without}
    known_ids = {each.lesson for each in new}
    kept = [each for each in told.lessons if each.lesson not in dropped | known_ids]
    at_ms = _midnight_ms()
    all_of_them = (*kept, *(LessonTold(each.lesson, each.sentence, each.action, at_ms) for each in new))
    if len(all_of_them) > LESSONS_MAX:
        raise NoSuch(f"Every building is told {LESSONS_MAX} lessons at most. Take some away, with --without.")
    keys = readers(office.store, office.opener)
    if len(keys) > READERS_MAX:
        raise NoSuch(
            f"A notice is sealed for {READERS_MAX} keys at most, and there are {len(keys)}. Nothing was written."
        )
    write_lessons(asked.out, LessonsPaper(all_of_them, tuple(each.raw for each in keys)))
    without = without_key(office.store, incidents.buildings(office.store), frozenset(each.fingerprint for each in keys))
    return [
        *(printable(f"  {each.sentence} {each.action}") for each in all_of_them),
        *(_without(_NO_KEY_YET, without) if without else ()),
        f"Wrote {asked.out}: {counted(len(all_of_them), 'lesson')} for every building. Carry it to the machine with the root key:",
        f"  handbell office root notice lessons {asked.out} --out lessons.notice",
    ]


def _without(says: str, names: list[str]) -> Iterator[str]:
    yield says
    yield from (printable(f"  {name}") for name in names)


def _midnight_ms() -> int:
    """Give the beginning of today in UTC: the hour of an approval is nobody's business."""
    day_ms = 24 * 3600 * 1000
    return now_ms() // day_ms * day_ms


def _named(text: str, found: Known) -> Travelling:
    of = [each for each in found.lessons if _fits(text, each.lesson)]
    if len(of) != 1:
        raise NoSuch(_no_such(text, len(of)))
    return of[0]


def _told_named(text: str, told: tuple[LessonTold, ...]) -> bytes:
    of = [each.lesson for each in told if _fits(text, each.lesson)]
    if len(of) != 1:
        raise NoSuch(_no_such(text, len(of)))
    return of[0]


def _fits(text: str, lesson: bytes) -> bool:
    return len(text) >= TYPED_LEN_MIN and lesson.hex().startswith(text.casefold())


def _no_such(text: str, count: int) -> str:
    says = "No lesson has this name" if not count else f"{count} lessons have a name that begins so"
    return f"{says}: {text}. Type at least {TYPED_LEN_MIN} digits of a name in: handbell office lessons list"


def _name(lesson: bytes) -> str:
    return lesson.hex()[:NAME_LEN]


def _say(*given: str) -> None:
    for each in given:
        print(each)  # noqa: T201
