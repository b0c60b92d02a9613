"""Reads YAML into a tree in which every value knows its path and line. Knows YAML, but nothing about schools.

Values are taken as written (a room `0204` stays "0204"), never as YAML would convert them. Tags, anchors and duplicate keys are
mistakes. So what is read is what stands on the page.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from appliance.plan.mistakes import Mistake, did_you_mean, listed, quoted

_YES = ("yes", "true")
_NO = ("no", "false")
_NULL = "tag:yaml.org,2002:null"
_OWN_TAGS = "tag:yaml.org,2002:"
# No figure in a plan has more than nine digits, and int() takes little time for so few.
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")


class RawValue(msgspec.Struct, frozen=True):
    """A value in the file, with its place. `path` is like `rooms[3].zone`; `line` counts from 1."""

    path: str
    line: int
    node: Node

    @property
    def empty(self) -> bool:
        """Whether no value was written there."""
        return isinstance(self.node, ScalarNode) and self.node.tag == _NULL


_NOTHING: Mapping[str, str] = {}


class Sheet(msgspec.Struct):
    """One reading of one file. It gives out values and notes every mistake on the way, so that all mistakes are told at once."""

    mistakes: list[Mistake] = []
    lines: dict[str, int] = {}
    begins: int = 1
    """The line on which the text begins, when it is only a part of the file."""

    def note(self, raw: RawValue, says: str, do: str) -> None:
        """Note that something is wrong with this value."""
        self.mistakes.append(Mistake(raw.path, raw.line, says, do))

    def line_of(self, path: str) -> int:
        """Give the line of a path, or of the nearest thing around it that was written down. Give `begins` when there is none."""
        return next((self.lines[each] for each in _outwards(path) if each in self.lines), self.begins)

    def blamed(self) -> Callable[[str], bool]:
        """Make a test of paths: whether a mistake was noted so far at the path, around it or inside it."""
        noted = {each.path for each in self.mistakes}
        around_noted = {outer for path in noted for outer in _outwards(path)}
        return lambda path: path in around_noted or not noted.isdisjoint(_outwards(path))

    def pairs(self, raw: RawValue | None) -> dict[str, RawValue]:
        """Give the values of a section by name. A name that is written twice is a mistake."""
        if raw is None:
            return {}
        if not isinstance(raw.node, MappingNode):
            self.note(
                raw,
                f"This must be a section of names and values, not {_shape(raw)}.",
                "Write one `name: value` a line.",
            )
            return {}
        found: dict[str, RawValue] = {}
        for key, value in raw.node.value:
            if not isinstance(key, ScalarNode):
                self.note(raw, "A name is missing before a colon.", "Write one `name: value` a line.")
                continue
            name = str(key.value)
            # The value of an empty name lies on some later line, so the line of the name is always the one told
            here = RawValue(_inside(raw.path, name), key.start_mark.line + 1, value)
            if name in found:
                self.note(
                    here, f"{quoted(name)} stands here twice, first on line {found[name].line}.", "Keep one of the two."
                )
            found.setdefault(name, here)
            self.lines.setdefault(here.path, here.line)
        return found

    def fields(
        self,
        raw: RawValue | None,
        required: tuple[str, ...],
        optional: tuple[str, ...] = (),
        elsewhere: Mapping[str, str] = _NOTHING,
    ) -> dict[str, RawValue]:
        """Give the values of a section that may have only these names. A name that is unknown, or required but missing or empty, is a
        mistake. `elsewhere`: what people look for here and what they do in place of it.
        """
        found = self.pairs(raw)
        if raw is None or not isinstance(raw.node, MappingNode):
            return found
        known = required + optional
        for name in [each for each in found if each not in known]:
            do = elsewhere.get(name) or did_you_mean(name, known) or f"Known here: {listed(known)}."
            self.note(found.pop(name), f"{quoted(name)} is not known here.", do)
        for name in required:
            if name not in found:
                lacking = RawValue(_inside(raw.path, name), raw.line, raw.node)
                self.note(lacking, f"{quoted(name)} is missing.", "Add it.")
            elif found[name].empty:
                self.note(found[name], f"{quoted(name)} is empty.", "Write its value after the colon.")
        return {name: each for name, each in found.items() if not each.empty}

    def items(self, raw: RawValue | None, one_alone: bool = False) -> list[RawValue]:
        """Give the items of a list, or none when the list is not there. `one_alone`: a single value without dashes is a list of one."""
        if raw is None or raw.empty:
            return []
        if one_alone and isinstance(raw.node, ScalarNode):
            return [raw]
        if not isinstance(raw.node, SequenceNode):
            self.note(raw, f"This must be a list, not {_shape(raw)}.", "Begin each item with a dash and a blank.")
            return []
        found = [
            RawValue(f"{raw.path}[{at}]", each.start_mark.line + 1, each) for at, each in enumerate(raw.node.value)
        ]
        self.lines.update((each.path, each.line) for each in found)
        return found

    def text(self, raw: RawValue | None) -> str:
        """Give the text as written, without blanks around it, or "" when it is not there."""
        if raw is None:
            return ""
        if not isinstance(raw.node, ScalarNode) or raw.empty:
            self.note(
                raw,
                f"This must be a text, not {_shape(raw)}.",
                "Write it on one line, in quotes if it holds a colon.",
            )
            return ""
        return str(raw.node.value).strip()

    def word(self, raw: RawValue) -> str:
        """Give a text that may not be empty. YAML takes `""` as a text, but it tells nobody anything, so it is a mistake."""
        text = self.text(raw)
        if not text and isinstance(raw.node, ScalarNode) and not raw.empty:
            self.note(raw, "There is nothing between the quotation marks.", "Write what is meant, or take it out.")
        return text

    def one_of[Word: StrEnum](self, words: type[Word], raw: RawValue | None, says: str) -> Word | None:
        """Give the one of these words that was written; None if nothing was, or another. `says` tells what is wrong with another, and holds
        it as {}.
        """
        written = "" if raw is None else self.word(raw)
        known = [str(each) for each in words]
        if written in known:
            return words(written)
        if raw is not None and written:
            do = did_you_mean(written, known) or f"Choose one of {listed(known)}."
            self.note(raw, says.format(quoted(written)), do)
        return None

    def is_section(self, raw: RawValue) -> bool:
        """Whether there are names and values in it, and not a text or a list."""
        return isinstance(raw.node, MappingNode)

    def yes(self, raw: RawValue | None) -> bool:
        """Whether yes (or true) was written. False when nothing was written, and when it is neither yes nor no."""
        if raw is None:
            return False
        written = self.word(raw).casefold()
        if written and written not in _YES and written not in _NO:
            self.note(raw, f"This must be yes or no, not {quoted(written)}.", "Write yes or no.")
        return written in _YES

    def number(self, raw: RawValue | None, otherwise: int) -> int:
        """Give the whole number as written, or `otherwise` when it is not there or is no whole number."""
        if raw is None:
            return otherwise
        written = str(raw.node.value) if isinstance(raw.node, ScalarNode) else ""
        if not _NUMBER.fullmatch(written):
            shown = quoted(written) if written else _shape(raw)
            self.note(raw, f"This must be a whole number, not {shown}.", "Write digits only, without a unit.")
            return otherwise
        return int(written)


def compose(text: str, kind: str = "plan", example: str = "handbell plan example") -> RawValue | list[Mistake]:
    """Give the tree of a YAML text, or the mistakes for which it has none. An empty text gives an empty value.

    `kind` is what the file should be, and `example` the command that prints a good one. Both stand in the sentences of the mistakes.
    """
    try:
        with warnings.catch_warnings():
            # every anchor is refused below, so ruamel.yaml need not warn of anchors that are used twice
            warnings.simplefilter("ignore", ReusedAnchorWarning)
            root = YAML(typ="safe", pure=True).compose(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 1
        says = "There is a character here that no text holds; the file may be damaged."
        return [Mistake("", line, says, "Delete the line and type it again.")]
    except MarkedYAMLError as error:
        return [_syntax(error, kind)]
    except RecursionError:
        return [Mistake("", 1, f"Brackets are nested deeper than any {kind} needs.", "Look for brackets never closed.")]
    except (YAMLError, ValueError, AttributeError, IndexError, AssertionError) as error:
        # ruamel.yaml raises such errors by its own bugs when a text is no YAML at all; none of them is our fault
        says = f"This file is not YAML ({type(error).__name__})."
        return [Mistake("", 1, says, f"Start again from `{example}`.")]
    if root is None:
        return RawValue("", 1, ScalarNode(_NULL, ""))
    return _liberties(root) or RawValue("", 1, root)


def _liberties(root: Node) -> list[Mistake]:
    """Give a mistake for each anchor and tag. Both mean that a value is not what it looks like, and an alias could make a small file
    endless.
    """
    found: list[Mistake] = []
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        line = node.start_mark.line + 1
        if node.anchor is not None:
            found.append(
                Mistake("", line, "A value begins with & (a YAML anchor).", "Write it out, or put it in quotes.")
            )
        if not str(node.tag).startswith(_OWN_TAGS):
            found.append(Mistake("", line, "A value begins with ! (a YAML tag).", "Put the text in quotes."))
        if isinstance(node, MappingNode):
            waiting += [each for pair in node.value for each in pair]
        elif isinstance(node, SequenceNode):
            waiting += node.value
    return found


_SYNTAX = (
    ("'\\t'", "There is a tab in the indentation.", "Use blanks only."),
    ("mapping values are not allowed", "There is a colon where none can stand.",
     "Put a text that holds a colon in quotes, or line this line up with its neighbours."),
    ("could not find expected ':'", "A name stands here without its colon.", "Write `name: value`."),
    ("<block end>", "This line does not line up with those above it.",
     "Begin the entries of one list or section in the same column."),
    ("another document", "A second document starts here (---).", "Keep one {kind} in one file."),
    ("undefined alias", "A value begins with *.", "Put the text in quotes."),
    ("expected ',' or", "A bracket is opened here and not closed.", "Close it, with commas between the values."),
    ("cannot start any token", "A text begins with a character that has a meaning of its own.", "Put the text in quotes."),
)  # fmt: skip
"""Words of ruamel.yaml's message, what they most often mean on a page that a person typed, and what to do."""


def _syntax(error: MarkedYAMLError, kind: str) -> Mistake:
    problem = str(error.problem or error.context or "")
    opened = error.context_mark if "end of stream" in problem or "expected ',' or" in problem else None
    mark = opened or error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else 1
    if "end of stream" in problem and "quoted" in str(error.context):
        return Mistake("", line, "A quotation mark is opened here and never closed.", "Close it on the same line.")
    for words, says, do in _SYNTAX:
        if words in problem:
            return Mistake("", line, says, do.replace("{kind}", kind))
    do = "Look at this line and the one above: a missing colon or quotation mark, or another indentation."
    return Mistake("", line, f"This line cannot be read as YAML ({quoted(problem)}).", do)


def _shape(raw: RawValue) -> str:
    if raw.empty:
        return "nothing"
    if isinstance(raw.node, MappingNode):
        return "a section"
    return "a list" if isinstance(raw.node, SequenceNode) else f"the text {quoted(str(raw.node.value))}"


def _inside(path: str, name: str) -> str:
    shown = name if re.fullmatch(r"[\w.-]{1,40}", name) else quoted(name)
    return f"{path}.{shown}" if path else shown


def _outwards(path: str) -> Iterator[str]:
    """Give the path, then every path around it: `rooms[3].zone`, `rooms[3]`, `rooms`."""
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
