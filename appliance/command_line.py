"""Gives every command of `handbell` the same words: the help of its steps, why the system refused something, and what it tells programs.
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
    _Steps = argparse._SubParsersAction  # generic only for type checking


def parser_of_steps(**given: Any) -> argparse.ArgumentParser:
    """Make a parser as argparse does; but a step's own help begins with the sentence that the step has in the list."""
    return _says_its_steps(argparse.ArgumentParser(**given))


def said(error: BaseException) -> str:
    """Say what went wrong when a command meets a fault that is not its own: which file, in words, and no error number."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} could not be used ({reason(error)}). Check that it is there, and that you may use it."
    return reason(error)


def reason(error: BaseException) -> str:
    """Say why, for a sentence that has already named the file."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def json_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Write one JSON array, an object a line, so that a long array is never in memory as a whole. ASCII only: no name can control a
    terminal.
    """
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
    """Write a time for programs, as RFC 3339 in UTC; None for 0, which means no time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at_ms else None


def _says_its_steps(of: argparse.ArgumentParser) -> argparse.ArgumentParser:
    of.register("action", "parsers", _Described)
    return of


class _Described(_Steps):
    def add_parser(self, name: str, **given: Any) -> argparse.ArgumentParser:
        given.setdefault("description", _sentence(given.get("help", "")))
        return _says_its_steps(super().add_parser(name, **given))


def _sentence(says: str) -> str:
    """Make a sentence of a step's help text, which has no capital and no full stop in a list."""
    return says[:1].upper() + says[1:] + ("" if says.endswith((".", "?")) else ".") if says else ""
