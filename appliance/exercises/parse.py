"""Reads a file with one scenario: gives a checked scenario, or every mistake in the file with its line, what is wrong and what to do. Pure;
the caller reads the file.

The file is TOML: `[scenario]` once, and then a `[[step]]` for each step, in order. A file with a mistake is refused as a whole. What an
exercise must have and may not have is checked here, so a file that could frighten or judge people is never offered (`README.md`).
"""

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from appliance.core.ground.limits import (
    EXERCISE_MINUTES_MAX,
    EXERCISE_ROOMS_MAX,
    EXERCISE_STEPS_MAX,
    EXERCISE_TITLE_CHARACTERS_MAX,
)
from appliance.duties.page import Page, inside
from appliance.duties.toml_lines import Table, tables
from appliance.exercises.scenario import (
    EVERYBODY,
    Inject,
    Kind,
    Scenario,
    ScenarioId,
    Seat,
    Situation,
    Step,
    TakesPart,
)
from appliance.exercises.wording import ACTED, CHILDREN, EVERYWHERE, SPANISH, WEAPONS, Row, found_in
from appliance.plan.mistakes import Mistake, counted, quoted
from appliance.plan.model import Role

FILE_CHARACTERS_MAX = 64 * 1024
"""Ours: eight times the longest scenario that is shipped."""
STEPS_MIN = 2
"""Ours: one step is a question and no exercise."""
STEP_MINUTES_MAX = 30
SEATS_MIN, SEATS_MAX = 2, 10
"""Ours: one person alone talks to nobody; more than ten at one table leave out the quiet ones."""
INJECTS_MAX = 8
ASKS_MAX = 6
"""Ours, as the eight injects: with the longest texts a step is still read on two screens."""
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ID_CHARACTERS_MAX = 40
_TEXTS = ("title", "goal", "announce", "leave", "begins", "closing", "source")
_NEEDED = ("id", *_TEXTS, "about", "takes_part", "seats", "source_on")
_STEP = ("title", "minutes", "says", "ask")
IN_ROOMS_MINUTES_MAX = 25
"""Ours: practice in rooms lasts 30 minutes (`drill_s` in a plan that does not say otherwise), and nobody hurries at its end."""
_SPANISH = ("announce_es", "leave_es")
_MAY_HAVE = ("kind", "rooms", *_SPANISH)
_MADE_OF = "Write [scenario] once, and [[step]] before each step."
_MUST_SAY = (
    ("announce", "exercise", "This does not say that it is an exercise.", 'Use the word "exercise".'),
    ("announce", "real", "This does not say what holds for a real call.", 'Say it, with the word "real".'),
    ("leave", "reason", "This does not say that nobody needs a reason to leave.", 'Say it, with the word "reason".'),
)
_MUST_SAY_IN_SPANISH = (
    ("announce_es", "ejercicio", "This does not say that it is an exercise.", 'Use the word "ejercicio".'),
    ("announce_es", "real", "This does not say what holds for a real call.", 'Say it, with the word "real".'),
    ("leave_es", "motivo", "This does not say that nobody needs a reason to leave.", 'Say it, with the word "motivo".'),
)
_MUST_SAY_IN_ROOMS = (
    ("announce", "practice", "This does not say which presses are practice.", 'Say it, with the word "practice".'),
    ("announce", "rooms?", "This does not say where it is held.", 'Say it, with the word "room".'),
)
"""Text, a word that must stand in it, and what is said where it is missing."""


class Parsed(msgspec.Struct, frozen=True):
    """The result of reading a file. `scenario` is None when there are mistakes, which are in the order of their lines."""

    scenario: Scenario | None
    mistakes: tuple[Mistake, ...]


def parse(text: str) -> Parsed:
    """Read the text of a file with one scenario."""
    if len(text) > FILE_CHARACTERS_MAX:
        says = f"The file is longer than {FILE_CHARACTERS_MAX:,} characters, which no scenario is."
        return Parsed(None, (Mistake("", 1, says, "Check that this is the file of one scenario."),))
    found, mistakes = tables(text)
    reads = _File(mistakes)
    for table in found:
        reads.take(table)
    scenario = reads.whole()
    if mistakes:
        return Parsed(None, tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    return Parsed(scenario, ())


class _File:
    """Reads one table after the other. What could not be read is left out, and its mistakes are noted."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self._mistakes = mistakes
        self._head: Scenario | None = None
        self._named = False
        self._steps: list[tuple[Page, Step]] = []
        self._numbered = 0

    def take(self, table: Table) -> None:
        """Read one table."""
        match table.name, table.many:
            case "", _:
                for name in table.tree or {}:
                    says = f"{quoted(name)} stands before the first table."
                    self._note(name, table.line_of(name), says, "Move it below [scenario] or the step it belongs to.")
            case "scenario", False:
                if self._named:
                    self._note("scenario", table.line, "The scenario begins twice.", "Keep one [scenario].")
                self._named = True
                if table.tree is not None:
                    self._head = _Head(Page(table, "scenario", self._mistakes), table.tree).read()
            case "step", True:
                page = Page(table, f"step[{self._numbered}]", self._mistakes)
                self._numbered += 1
                if table.tree is not None:
                    self._steps.append((page, _step(page, table.tree)))
            case _:
                says = f"{quoted(table.name)} is no part of a scenario."
                self._note(table.name, table.line, says, _MADE_OF)

    def whole(self) -> Scenario | None:
        """Check what concerns the whole file, and give the scenario as far as it could be read."""
        if not self._named:
            self._note("", 1, "There is no scenario in this file.", "Begin the file with [scenario].")
        if not STEPS_MIN <= self._numbered <= EXERCISE_STEPS_MAX:
            says = f"The scenario has {counted(self._numbered, 'step')}."
            self._note("step", 1, says, f"Write {STEPS_MIN} to {EXERCISE_STEPS_MAX}, each below [[step]].")
        minutes = sum(step.minutes for _, step in self._steps)
        if minutes > EXERCISE_MINUTES_MAX:
            says = f"All steps together take {minutes} minutes."
            self._note("step", 1, says, f"Take at most {EXERCISE_MINUTES_MAX}: the time of a staff meeting.")
        if self._head is None:
            return None
        if self._head.kind is Kind.SITUATIONAL and minutes > IN_ROOMS_MINUTES_MAX:
            says = f"All steps together take {minutes} minutes in rooms."
            self._note("step", 1, says, f"Take at most {IN_ROOMS_MINUTES_MAX}: practice ends by itself.")
        its = {seat.role for seat in self._head.seats}
        for page, step in self._steps:
            for number, inject in enumerate(step.injects):
                if inject.to is not None and its and inject.to not in its:
                    says = f"No seat is {quoted(inject.to)}."
                    do = f'Add the seat, or write "{EVERYBODY}".'
                    page.note(f"injects[{number}].to", says, do)
            for at, text in _texts_of(step):
                _check_words(page, at, text, _rows(self._head.about))
        return msgspec.structs.replace(self._head, steps=tuple(step for _, step in self._steps))

    def _note(self, path: str, line: int, says: str, do: str) -> None:
        self._mistakes.append(Mistake(path, line, says, do))


class _Head:
    """Reads `[scenario]`: everything but the steps."""

    def __init__(self, page: Page, tree: dict[str, object]) -> None:
        self._page = page
        self._known = page.section(tree, "", _NEEDED, _MAY_HAVE)

    def read(self) -> Scenario:
        """Give the scenario without its steps, as far as it can be read; its mistakes are noted."""
        texts = {name: self._text(name) for name in _TEXTS}
        about = _word(self._page, self._known, "about", Situation)
        for name, text in texts.items():
            _check_words(self._page, name, text, _rows(about) if name != "source" else ())
        kind, texts = self._kind(), texts | self._spanish()
        for name, word, says, do in (
            *_MUST_SAY,
            *_MUST_SAY_IN_SPANISH,
            *(_MUST_SAY_IN_ROOMS if kind is Kind.SITUATIONAL else ()),
        ):
            if texts.get(name) and not re.search(rf"(?<!\w){word}(?!\w)", texts[name], re.IGNORECASE):
                self._page.note(name, says, do)
        return Scenario(
            scenario=self._id(),
            title=texts["title"],
            about=about,
            goal=texts["goal"],
            announce=texts["announce"],
            leave=texts["leave"],
            takes_part=self._takes_part(about),
            seats=tuple(self._seats(about)),
            begins=texts["begins"],
            closing=texts["closing"],
            source=texts["source"],
            source_on=self._page.day(self._known["source_on"], "source_on") if "source_on" in self._known else date.min,
            steps=(),
            announce_es=texts.get("announce_es", ""),
            leave_es=texts.get("leave_es", ""),
            kind=kind,
            rooms=tuple(self._rooms(kind, about)),
        )

    def _text(self, name: str) -> str:
        if name not in self._known:
            return ""
        text = self._page.text(self._known[name], name)
        if name == "title":
            _short(self._page, name, text)
        return text

    def _id(self) -> ScenarioId:
        text = self._page.text(self._known["id"], "id") if "id" in self._known else ""
        if text and (not _ID.fullmatch(text) or len(text) > _ID_CHARACTERS_MAX):
            says = f"{quoted(text)} cannot be the id of a scenario."
            self._page.note(
                "id", says, f"Use small letters, digits and -, at most {_ID_CHARACTERS_MAX}: two-rooms-at-once."
            )
        return ScenarioId(text)

    def _spanish(self) -> dict[str, str]:
        """Read what is said to everybody in Spanish: both texts, or neither."""
        found = {name: self._page.text(self._known[name], name) for name in _SPANISH if name in self._known}
        for name in _SPANISH if found else ():
            if name not in found:
                self._page.note(name, "Only one of the two texts for everybody is in Spanish.", "Add the other one.")
        for name, text in found.items():
            _check_words(self._page, name, text, (SPANISH,))
        return found

    def _kind(self) -> Kind:
        given = self._known.get("kind", Kind.TABLE_TOP.value)
        found = self._page.word(given, "kind", [each.value for each in Kind], "kind of exercise")
        return Kind(found) if found else Kind.TABLE_TOP

    def _rooms(self, kind: Kind, about: Situation) -> Iterator[str]:
        """Read what each room is in it. An exercise at a table has none."""
        given = self._page.items(self._known["rooms"], "rooms") if "rooms" in self._known else []
        if kind is Kind.TABLE_TOP and "rooms" in self._known:
            self._page.note(
                "rooms", "An exercise at a table has no rooms.", 'Write kind = "situational", or take it out.'
            )
        if kind is Kind.SITUATIONAL and not 1 <= len(given) <= EXERCISE_ROOMS_MAX:
            says = f"There are {counted(len(given), 'room')}."
            self._page.note("rooms", says, f"Say what each of 1 to {EXERCISE_ROOMS_MAX} rooms is in it.")
        for at, each in given:
            text = self._page.text(each, at)
            _short(self._page, at, text)
            _check_words(self._page, at, text, (ACTED, *_rows(about)))
            yield text

    def _takes_part(self, about: Situation) -> tuple[TakesPart, ...]:
        given = self._page.items(self._known["takes_part"], "takes_part") if "takes_part" in self._known else []
        found: list[TakesPart] = []
        for at, each in given:
            word = self._page.word(each, at, [one.value for one in TakesPart], "group of people")
            found += [TakesPart(word)] if word else []
            if word == TakesPart.STUDENTS and about is Situation.WEAPON_SEEN:
                says = "No student takes part where a weapon is seen."
                self._page.note(at, says, "Take it out: staff alone practise this.")
        return tuple(dict.fromkeys(found))

    def _seats(self, about: Situation) -> Iterator[Seat]:
        given = self._page.items(self._known["seats"], "seats") if "seats" in self._known else []
        if given and not SEATS_MIN <= len(given) <= SEATS_MAX:
            says = f"There are {counted(len(given), 'seat')}."
            self._page.note("seats", says, f"Write {SEATS_MIN} to {SEATS_MAX}.")
        taken: set[Role] = set()
        for at, each in given:
            known = self._page.section(each, at, ("role", "part"))
            if not {"role", "part"} <= set(known):
                continue
            role = self._page.word(known["role"], inside(at, "role"), [one.value for one in Role], "role")
            part = self._page.text(known["part"], inside(at, "part"))
            _check_words(self._page, inside(at, "part"), part, (ACTED, *_rows(about)))
            if not role:
                continue
            if role in taken:
                self._page.note(inside(at, "role"), f"{quoted(role)} has a seat already.", "Keep one.")
            taken.add(Role(role))
            yield Seat(Role(role), part)


def _step(page: Page, tree: dict[str, object]) -> Step:
    known = page.section(tree, "", _STEP, ("injects",))
    title = page.text(known["title"], "title") if "title" in known else ""
    _short(page, "title", title)
    minutes = page.number(known["minutes"], "minutes", 1, STEP_MINUTES_MAX) if "minutes" in known else 1
    asks = [page.text(each, at) for at, each in (page.items(known["ask"], "ask") if "ask" in known else [])]
    if len(asks) > ASKS_MAX:
        page.note("ask", f"There are {len(asks)} questions.", f"Ask at most {ASKS_MAX}: time is for answers.")
    return Step(
        title=title,
        minutes=minutes,
        says=page.text(known["says"], "says") if "says" in known else "",
        injects=tuple(_injects(page, known, minutes)),
        asks=tuple(asks),
        line=page.line,
    )


def _injects(page: Page, known: dict[str, object], minutes: int) -> Iterator[Inject]:
    given = page.items(known["injects"], "injects") if "injects" in known else []
    if len(given) > INJECTS_MAX:
        page.note("injects", f"There are {len(given)} injects.", f"Use at most {INJECTS_MAX} in one step.")
    before = 0
    for at, each in given:
        section = page.section(each, at, ("at", "to", "says"))
        if not {"at", "to", "says"} <= set(section):
            continue
        at_min = page.number(section["at"], inside(at, "at"), 0, max(minutes - 1, 0))
        if at_min < before:
            page.note(inside(at, "at"), "This comes before the inject above it.", "Write them in the order of time.")
        before = max(before, at_min)
        to = page.word(section["to"], inside(at, "to"), [EVERYBODY, *(role.value for role in Role)], "role")
        says = page.text(section["says"], inside(at, "says"))
        if to:
            yield Inject(at_min, None if to == EVERYBODY else Role(to), says)


def _short(page: Page, at: str, text: str) -> None:
    if len(text) > EXERCISE_TITLE_CHARACTERS_MAX:
        page.note(at, f"This title has {len(text)} characters.", f"Use at most {EXERCISE_TITLE_CHARACTERS_MAX}.")


def _word(page: Page, known: dict[str, object], name: str, words: type[Situation]) -> Situation:
    found = page.word(known[name], name, [each.value for each in words], "situation") if name in known else ""
    return words(found) if found else Situation.OTHER


def _rows(about: Situation) -> tuple[Row, ...]:
    """Give what no text of such a scenario may have."""
    return (*EVERYWHERE, CHILDREN if about is Situation.WEAPON_SEEN else WEAPONS)


def _texts_of(step: Step) -> Iterator[tuple[str, str]]:
    yield "title", step.title
    yield "says", step.says
    for number, inject in enumerate(step.injects):
        yield f"injects[{number}].says", inject.says
    for number, each in enumerate(step.asks):
        yield f"ask[{number}]", each


def _check_words(page: Page, at: str, text: str, rows: tuple[Row, ...]) -> None:
    for found in found_in(text, rows):
        page.note(at, f"{quoted(found.words)} {found.says}.", found.do)
