"""Which command a typed line begins with: whole words, shortened words, none, or more than one. Pure; knows no command."""


def commands_meant(words: list[str], commands: tuple[str, ...]) -> tuple[list[str], int]:
    """The commands the first words may mean, and how many words say so. A word typed whole beats one that only begins so. A command that
    begins as another one and goes on ("pair page") is meant only if somebody goes on.
    """
    if not words:
        return [], 0
    typed = [word.casefold() for word in words]
    begun = [command for command in commands if command.split()[0].startswith(typed[0])]
    exact = [command for command in begun if command.split()[0] == typed[0]]
    lengths = {command: _words_said(command.split(), typed) for command in exact or begun}
    most = max(lengths.values(), default=0)
    meant = [command for command, length in lengths.items() if length == most]
    return [command for command in meant if not any(command.startswith(f"{other} ") for other in meant)], most


def number_and_rest(words: list[str]) -> tuple[int | None, list[str]]:
    """A number right after the command, also as `#3` or `call 3`, and what follows."""
    named = len(words) > 1 and words[0].casefold() in {"call", "tap-out"} and _number(words[1]) is not None
    rest = words[1:] if named else words
    number = _number(rest[0]) if rest else None
    return (number, rest[1:]) if number is not None else (None, words)


def _words_said(command: list[str], typed: list[str]) -> int:
    said = 0
    while said < min(len(command), len(typed)) and command[said].startswith(typed[said]):
        said += 1
    return said


def _number(word: str) -> int | None:
    digits = word.removeprefix("#").rstrip(".,:")
    return int(digits) if digits.isdecimal() and len(digits) <= 9 else None
