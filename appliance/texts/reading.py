"""Reads one text: is it an answer, a call for help, or something that people must read? Pure; knows no board, no number and no person.

An answer acts only if the text holds nothing else. So a quoted text, a forwarded one, or a reply with our own text below it never acts: it
has more words. Only the ten digits of ASCII count, so nothing that looks like an answer on one screen and like another elsewhere acts:
full-width or Arabic digits, signs without width, and marks that turn the direction of writing.

A call is the other way round: what may be a cry for help is one. A text that begins with HELP rings, whatever follows.
"""

import re
import unicodedata
from collections.abc import Callable

import msgspec

from appliance.core.ground.messages import Reply

DIGITS = {"1": Reply.GOING, "2": Reply.THERE, "0": Reply.CANNOT}
"""What each digit of an answer means. Our texts say the same."""

_SPACE = r"[ \t\r\n]"
_DIGIT_FIRST = re.compile(rf"{_SPACE}*([012]){_SPACE}+([0-9]{{4}}){_SPACE}*\.?{_SPACE}*", re.ASCII)
_CODE_FIRST = re.compile(rf"{_SPACE}*([0-9]{{4}}){_SPACE}+([012]){_SPACE}*\.?{_SPACE}*", re.ASCII)
_ALONE = re.compile(rf"{_SPACE}*([012]){_SPACE}*\.?{_SPACE}*", re.ASCII)
# A telephone that corrects what is typed puts a full stop at the end; so one is taken.

_CRY = re.compile(
    r"(?:help+|ayuda+|ayuden|auxilio+|socorro+)(?:[-']+(.+)|(me|us|nos|room|rm)?([0-9].*)?)", re.ASCII | re.DOTALL
)
"""A word for help, as it is written in haste: "helppp", "help-204", "help204", "helpme", "ayúdame". What is joined to it are its groups.
"Helpful", "helped" and "helpline" are none.
"""
_BEFORE = frozenset(
    {
        "please",
        "pls",
        "i",
        "we",
        "need",
        "send",
        "someone",
        "somebody",
        "necesito",
        "necesitamos",
        "por",
        "favor",
        "manden",
        "alguien",
    }
)
"""Words that may stand before HELP: "I need help", "por favor ayuda". "Can't help" is no cry for help, so *can't* is none of them."""
_AROUND = _BEFORE | {
    "me",
    "us",
    "now",
    "in",
    "at",
    "room",
    "rm",
    "the",
    "to",
    "nos",
    "en",
    "el",
    "la",
    "sala",
    "salon",
    "aula",
}
"""Words that may stand beside HELP and a room, and say nothing more."""


class AnswerText(msgspec.Struct, frozen=True):
    """Nothing but an answer. `code` is "" if there was none."""

    reply: Reply
    code: str


class HelpText(msgspec.Struct, frozen=True):
    """A cry for help. `room`: the room that it names, as the plan writes its id; "" if it names none. `plain`: it says nothing more.
    `unknown`: the one word with a number in it that may be a room which the plan does not have. Other words may be about a child.
    """

    room: str
    plain: bool
    unknown: str = ""


class OtherText(msgspec.Struct, frozen=True):
    """Anything else: people must read it."""


type Reading = AnswerText | HelpText | OtherText

type RoomSaid = Callable[[str], str]
"""Gives the id of the room that these words name, in any case of letters; "" if there is none."""


def read(text: str, room_said: RoomSaid) -> Reading:
    """Read a text. An answer comes first: a building may have a room "1"."""
    answer = _answer(text)
    if answer is not None:
        return answer
    words = _words(text)
    while words and words[0] in _BEFORE:
        words = words[1:]
    if not words:
        return OtherText()
    if cry := _CRY.fullmatch(words[0]):
        return _help([*(joined for joined in cry.groups() if joined), *words[1:]], room_said)
    room = room_said(" ".join(words))
    return HelpText(room, plain=True) if room else OtherText()


def _answer(text: str) -> AnswerText | None:
    if found := _DIGIT_FIRST.fullmatch(text):
        return AnswerText(DIGITS[found[1]], found[2])
    if found := _CODE_FIRST.fullmatch(text):
        return AnswerText(DIGITS[found[2]], found[1])
    if found := _ALONE.fullmatch(text):
        return AnswerText(DIGITS[found[1]], "")
    return None


def _help(after: list[str], room_said: RoomSaid) -> HelpText:
    """Read what stands after the cry: the longest run of words that names a room, and whether anything else is said."""
    longest = sorted(
        (
            (begin, end)
            for begin in range(len(after))
            for end in range(begin + 1, min(len(after), begin + _ROOM_WORDS) + 1)
        ),
        key=lambda each: each[0] - each[1],
    )
    for begin, end in longest:
        if room := room_said(" ".join(after[begin:end])):
            return HelpText(room, plain=_says_no_more([*after[:begin], *after[end:]]))
    more = [each for each in after if each not in _AROUND]
    unknown = more[0] if len(more) == 1 and any(map(str.isdigit, more[0])) else ""
    return HelpText("", plain=_says_no_more(after), unknown=unknown)


_ROOM_WORDS = 6
"""Ours: no room of a school has a longer name; a text of a thousand words is then read at once."""
_WORDS_MAX = 400
"""A text of 1,000 characters has fewer. What stands behind them is shown with all the rest."""


def _says_no_more(words: list[str]) -> bool:
    return all(each in _AROUND or _CRY.fullmatch(each) for each in words)


def _words(text: str) -> list[str]:
    """Give the words of a text: letters and digits of any writing, in small letters, without accents, punctuation and marks."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(each for each in plain if unicodedata.category(each)[0] not in "MC" or each in "\t\r\n")
    letters = "".join(each if each.isalnum() or each in "-'" else " " for each in kept)
    return [word for word in (each.strip("-'") for each in letters.split()[:_WORDS_MAX]) if word]


def said_alike(text: str) -> str:
    """Give words as `read` compares them: for the ids and names of rooms."""
    return " ".join(_words(text))
