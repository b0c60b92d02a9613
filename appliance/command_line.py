"""What every command of `handbell` says alike: the help of its steps, why the system refused something, and what it tells programs.
Knows no command.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    _Steps = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    _Steps = argparse._SubParsersAction  # of one kind only where types are checked


def parser_of_steps(**given: Any) -> argparse.ArgumentParser:
    """As argparse makes it; but a step's own help begins with the sentence that the step has in the list above it."""
    return _says_its_steps(argparse.ArgumentParser(**given))


def said(error: BaseException) -> str:
    """What a command says of a fault that is not its own: which file it was, in words, and no number of the system's."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} could not be used ({reason(error)}). Check that it is there, and that you may use it."
    return reason(error)


def reason(error: BaseException) -> str:
    """Why, for a sentence that has named the file already."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def json_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """One JSON array, an object a line, so that a long one is never in memory whole. ASCII alone: no name gives a terminal orders."""
    yield "["
    held = ""
    for row in rows:
        if held:
            yield f"{held},"
        held = json.dumps(row)
    if held:
        yield held
    yield "]"


def utc(at_ms: int) -> str | None:
    """A time for programs, as RFC 3339 has it in UTC; None for 0, which is no time of ours."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at_ms else None


def _says_its_steps(of: argparse.ArgumentParser) -> argparse.ArgumentParser:
    of.register("action", "parsers", _Described)
    return of


class _Described(_Steps):
    def add_parser(self, name: str, **given: Any) -> argparse.ArgumentParser:
        given.setdefault("description", _sentence(given.get("help", "")))
        return _says_its_steps(super().add_parser(name, **given))


def _sentence(says: str) -> str:
    """What begins small and ends open in a list, as it stands alone."""
    return says[:1].upper() + says[1:] + ("" if says.endswith((".", "?")) else ".") if says else ""
