"""Reads a file of communications: gives checked guidance, or every mistake in the file with its line, what is wrong and what to do. Pure;
the caller reads the file.

The file is TOML. `[communications]` names it. `[[checklist]]` says what to do at a stage, `[[draft]]` is one draft statement, and
`[[speaker]]` says who may speak. A file with a mistake is refused as a whole. A district's own file takes the place of the shipped one.
"""

import enum
import re
from datetime import date

import msgspec

from appliance.communications.guidance import Both, Checklist, Draft, DraftId, Guidance, Source, Speaker
from appliance.communications.wording import check
from appliance.communications.words import AUDIENCES, STAGES, About, Audience, Language, Stage
from appliance.duties.page import Page, inside
from appliance.duties.toml_lines import Table, tables
from appliance.plan.mistakes import Mistake, quoted

FILE_CHARACTERS_MAX = 256 * 1024
"""Ours: the file that is shipped is a tenth of it."""
DRAFTS_MAX = 200
"""Ours: five kinds, four stages and four audiences make 80."""
PARAGRAPHS_MAX = 9
"""Ours, as 400 characters a paragraph are: so a draft fits the field of the record, which takes 4,000 characters."""
NEEDED: tuple[tuple[Stage, Audience], ...] = (
    (Stage.NOW, Audience.STAFF),
    (Stage.NOW, Audience.FAMILIES),
    (Stage.SAME_DAY, Audience.STAFF),
    (Stage.SAME_DAY, Audience.FAMILIES),
    (Stage.SAME_DAY, Audience.INVOLVED_FAMILY),
    (Stage.SAME_DAY, Audience.PRESS),
    (Stage.AFTER, Audience.STAFF),
    (Stage.AFTER, Audience.FAMILIES),
    (Stage.AFTER, Audience.INVOLVED_FAMILY),
    (Stage.ASKED, Audience.PRESS),
)
"""Drafts of the kind "any" that every file has, so that nobody has to begin with an empty page."""
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ID_CHARACTERS_MAX = 60
_SPEAKER_NAME_MAX = 75  # as `NAME_MAX` of the record
_MADE_OF = "Write [communications] once, and [[checklist]], [[draft]] and [[speaker]] as often as needed."


class Parsed(msgspec.Struct, frozen=True):
    """The result of reading a file. `guidance` is None when there are mistakes, which are in the order of their lines."""

    guidance: Guidance | None
    mistakes: tuple[Mistake, ...]


def parse(text: str) -> Parsed:
    """Read the text of a file of communications."""
    if len(text) > FILE_CHARACTERS_MAX:
        says = f"The file is longer than {FILE_CHARACTERS_MAX:,} characters, which no such file is."
        return Parsed(None, (Mistake("", 1, says, "Check that this is the file of communications."),))
    found, mistakes = tables(text)
    reads = _File(mistakes)
    for table in found:
        reads.take(table)
    reads.whole()
    if mistakes or reads.named is None:
        return Parsed(None, tuple(sorted(mistakes, key=lambda each: (each.line, each.path))))
    name, title = reads.named
    return Parsed(Guidance(name, title, tuple(reads.checklists), tuple(reads.drafts), tuple(reads.speakers)), ())


class _File:
    """Reads one table after the other. What could not be read is left out, and its mistakes are noted."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self._mistakes = mistakes
        self.named: tuple[str, str] | None = None
        self.checklists: list[Checklist] = []
        self.drafts: list[Draft] = []
        self.speakers: list[Speaker] = []
        self._counted = {"checklist": 0, "draft": 0, "speaker": 0}
        self._unread = False
        """A table could not be read, so nobody can say what the file lacks."""

    def take(self, table: Table) -> None:
        """Read one table."""
        match table.name, table.many:
            case "", _:
                for name in table.tree or {}:
                    says = f"{quoted(name)} stands before the first table."
                    self._note(name, table.line_of(name), says, "Move it below the table that it belongs to.")
            case "communications", False:
                self._name(table)
            case "checklist" | "draft" | "speaker", True:
                self._one(table)
            case _:
                says = f"{quoted(table.name)} is no part of a file of communications."
                self._note(table.name, table.line, says, _MADE_OF)

    def whole(self) -> None:
        """Check what concerns the whole file."""
        if self.named is None:
            self._note("", 1, "The file has no name.", "Begin it with [communications], its name and its title.")
        if len(self.drafts) > DRAFTS_MAX:
            self._note("", 1, f"There are {len(self.drafts)} drafts.", f"Keep at most {DRAFTS_MAX}.")
        self._twice()
        if self._unread:
            return
        for stage, audience in NEEDED:
            if not any(
                (each.stage, each.audience) == (stage, audience) and About.ANY in each.about for each in self.drafts
            ):
                says = f"There is no draft for {AUDIENCES[audience]}, {STAGES[stage]}, that serves for every incident."
                do = f'Add one with stage = "{stage}", audience = "{audience}", about = ["any"].'
                self._note("draft", 1, says, do)
        for stage in Stage:
            if not any(each.stage is stage and About.ANY in each.about for each in self.checklists):
                says = f"There is no checklist for every incident: what to do {STAGES[stage]}."
                self._note("checklist", 1, says, f'Add one with stage = "{stage}", about = ["any"].')
        for audience in Audience:
            if not any(audience in each.audiences for each in self.speakers):
                says = f"Nobody may speak to {AUDIENCES[audience]}."
                self._note("speaker", 1, says, f'Add a [[speaker]] with "{audience}" among its audiences.')

    def _note(self, path: str, line: int, says: str, do: str) -> None:
        self._mistakes.append(Mistake(path, line, says, do))

    def _twice(self) -> None:
        first: dict[object, int] = {}
        for each in self.drafts:
            keys: list[tuple[object, str]] = [(each.draft, f"{quoted(each.draft)} is the id of a draft already")]
            keys += [
                (
                    (each.stage, each.audience, kind),
                    f'There is a draft for this stage and audience about "{kind}" already',
                )
                for kind in each.about
            ]
            for key, says in keys:
                if key in first and key not in {"", DraftId("")}:
                    self._note("draft", each.line, f"{says}, on line {first[key]}.", "Change this one, or take it out.")
                first.setdefault(key, each.line)

    def _name(self, table: Table) -> None:
        if self.named is not None:
            self._note("communications", table.line, "The file is named twice.", "Keep one [communications].")
        self.named = ("", "")
        if table.tree is None:
            return
        page = Page(table, "communications", self._mistakes)
        known = page.section(table.tree, "", ("name", "title"))
        name = page.text(known["name"], "name") if "name" in known else ""
        if name and not _NAME.fullmatch(name):
            page.note("name", f"{quoted(name)} cannot be the name of a file.", "Use small letters, digits and -.")
        self.named = (name, page.text(known["title"], "title") if "title" in known else "")

    def _one(self, table: Table) -> None:
        number = self._counted[table.name]
        self._counted[table.name] += 1
        if table.tree is None:
            self._unread = True
            return
        page = Page(table, f"{table.name}[{number}]", self._mistakes)
        before = page.noted()
        match table.name:
            case "checklist":
                self._checklist(page, table.tree)
            case "draft":
                self._draft(page, table.tree)
            case _:
                self._speaker(page, table.tree)
        self._unread = self._unread or page.noted() > before

    def _checklist(self, page: Page, tree: dict[str, object]) -> None:
        known = page.section(tree, "", ("stage", "about", "items", "source", "source_on"))
        stage = _word(page, known, "stage", Stage)
        items = tuple(_both(page, each, at) for at, each in _list(page, known, "items"))
        source = _source(page, known)
        if stage is not None:
            self.checklists.append(Checklist(stage, _words(page, known, "about", About), items, source, page.line))

    def _draft(self, page: Page, tree: dict[str, object]) -> None:
        known = page.section(tree, "", ("id", "stage", "audience", "about", "en", "es", "source", "source_on"))
        its = page.text(known["id"], "id") if "id" in known else ""
        if its and (not _ID.fullmatch(its) or len(its) > _ID_CHARACTERS_MAX):
            says = f"{quoted(its)} cannot be the id of a draft."
            page.note("id", says, f"Use small letters, digits and -, at most {_ID_CHARACTERS_MAX}: families-same-day.")
        stage, audience = _word(page, known, "stage", Stage), _word(page, known, "audience", Audience)
        words = Both(*(_paragraphs(page, known, language) for language in Language))
        source = _source(page, known)
        if stage is not None and audience is not None:
            about = _words(page, known, "about", About)
            self.drafts.append(Draft(DraftId(its), stage, audience, about, words, source, page.line))

    def _speaker(self, page: Page, tree: dict[str, object]) -> None:
        known = page.section(tree, "", ("title", "audiences"), ("name",))
        title = _both(page, known["title"], "title") if "title" in known else Both("", "")
        name = page.text(known["name"], "name") if "name" in known else ""
        if len(name) > _SPEAKER_NAME_MAX:
            page.note("name", f"This name has {len(name)} characters.", f"Use at most {_SPEAKER_NAME_MAX}.")
        self.speakers.append(Speaker(title, name, _words(page, known, "audiences", Audience), page.line))


def _word[Of: enum.StrEnum](page: Page, known: dict[str, object], name: str, words: type[Of]) -> Of | None:
    if name not in known:
        return None
    found = page.word(known[name], name, [each.value for each in words], name)
    return words(found) if found else None


def _words[Of: enum.StrEnum](page: Page, known: dict[str, object], name: str, words: type[Of]) -> tuple[Of, ...]:
    one = name.removesuffix("s") if words is Audience else "kind of incident"
    found = [page.word(each, at, [word.value for word in words], one) for at, each in _list(page, known, name)]
    return tuple(dict.fromkeys(words(each) for each in found if each))


def _list(page: Page, known: dict[str, object], name: str) -> list[tuple[str, object]]:
    return page.items(known[name], name) if name in known else []


def _both(page: Page, value: object, at: str) -> Both:
    known = page.section(value, at, tuple(Language))
    return Both(*(page.text(known[each], inside(at, each)) if each in known else "" for each in Language))


def _source(page: Page, known: dict[str, object]) -> Source:
    text = page.text(known["source"], "source") if "source" in known else ""
    return Source(text, page.day(known["source_on"], "source_on") if "source_on" in known else date.min)


def _paragraphs(page: Page, known: dict[str, object], language: Language) -> str:
    """Read the paragraphs of a draft in one language, and check their words."""
    paragraphs = _list(page, known, language)
    if len(paragraphs) > PARAGRAPHS_MAX:
        page.note(language, f"There are {len(paragraphs)} paragraphs.", f"Use at most {PARAGRAPHS_MAX}.")
    texts: list[str] = []
    for at, each in paragraphs:
        text = page.text(each, at)
        for found in check(text, language):
            page.note(at, f"{quoted(found.words)} {found.says}.", found.instead)
        texts.append(text)
    return "\n".join(texts)
