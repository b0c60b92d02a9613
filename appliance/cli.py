"""Holds the `handbell` command. Loads only the sub-command asked for, so that each stays quick and the folders stay independent."""

import errno
import gc
import os
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, distribution
from pathlib import Path

DISTRIBUTION = "handbell"  # only this one: asking what every installed package offers takes ten times as long
GROUP = "handbell.commands"
HELP = frozenset({"-h", "--help", "help"})
VERSION = "--version"


def main() -> int:
    """Run `handbell COMMAND …`; returns the exit code: 0 done, 1 could not, 2 not understood."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "--help"
    called = "handbell" if asked in {*HELP, VERSION} else f"handbell {asked}"
    try:
        code = _run(asked)
        print(end="", flush=True)  # noqa: T201 (sys.stdout is None where it was closed)
    except BrokenPipeError:
        if not _nobody_reads():
            raise
        _let_go()
        return 1
    except OSError as error:  # a command reports errors of its own files; this is an error of the output
        if error.errno != errno.ENOSPC:
            raise
        _let_go()
        what = f"{error.filename} could not" if error.filename else "not all of it could"
        print(f"{called}: {what} be written ({error.strerror}).", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:  # a command that has done something by then says so itself
        print(f"{called}: Ended by you.", file=sys.stderr)  # noqa: T201
        return 1
    return code if isinstance(code, int) else 0


def _run(asked: str) -> object:
    """Give what the command returns, or the code with which it ends, as argparse does after its help."""
    handbell = distribution(DISTRIBUTION)
    commands = {entry.name: entry for entry in handbell.entry_points.select(group=GROUP)}
    if asked in HELP:
        print(usage(commands))  # noqa: T201
        return 0
    if asked == VERSION:
        print(f"handbell {handbell.version}")  # noqa: T201
        return 0
    if asked not in commands:
        print(f"handbell: there is no command {asked!r}.\n\n{usage(commands)}", file=sys.stderr)  # noqa: T201
        return 2
    sys.argv[0] = f"handbell {asked}"
    try:
        return _loaded(commands[asked])(sys.argv[2:])
    except SystemExit as ended:
        return ended.code


def _nobody_reads() -> bool:
    """Return whether the output goes to a program that is gone, such as `head`."""
    import select  # noqa: PLC0415 (only where it comes to this)

    if sys.stdout is None:
        return False
    printed = select.poll()
    printed.register(sys.stdout, 0)
    return any(seen & select.POLLERR for _, seen in printed.poll(0))


def _let_go() -> None:
    """Drop what is still to be printed: the end of the process would complain about it again."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _loaded(command: EntryPoint) -> Callable[[list[str]], object]:
    """Load the command without garbage collection. Loading makes no garbage, and what is loaded stays to the end: the repeated searches
    took a tenth of a start.
    """
    gc.disable()
    try:
        loaded: Callable[[list[str]], object] = command.load()
        return loaded
    finally:
        gc.freeze()
        gc.enable()


def usage(commands: dict[str, EntryPoint]) -> str:
    """Give one line for each command. Its sentence is the first line of the command's own docstring, and no command is loaded for it: on
    a Pi all of them together would take seconds.
    """
    lines = ["usage: handbell COMMAND [ARGUMENTS]", ""]
    for name in sorted(commands):
        lines.append(f"  {name:<10} {_says(commands[name])}")
    return "\n".join([*lines, "", "handbell COMMAND --help tells more. The version: handbell --version"])


def _says(command: EntryPoint) -> str:
    """Give the first line of the docstring of a command's function, as its file has it."""
    import ast  # noqa: PLC0415 (for this alone)
    from importlib.util import find_spec  # noqa: PLC0415

    spec = find_spec(command.module)
    source = Path(spec.origin).read_bytes() if spec is not None and spec.origin is not None else b""
    for each in ast.parse(source).body:
        if isinstance(each, ast.FunctionDef) and each.name == command.attr:
            return (ast.get_docstring(each) or "").partition("\n")[0]
    return ""
