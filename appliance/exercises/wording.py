"""Finds words that no exercise may have: acted wounds, a mark, an alarm, surprise, or a person who plays one that hurts. Pure.

It finds what stands in lists and understands no text, so a person reads a scenario before it is used. The rules are those of `README.md`.
"""

import re
import unicodedata

import msgspec


class Row(msgspec.Struct, frozen=True):
    """One pattern of whole words. `says` is what is wrong with them, and goes on behind them in a sentence. `do` is a sentence."""

    pattern: re.Pattern[str]
    says: str
    do: str


class Found(msgspec.Struct, frozen=True):
    """Words that may not stand in a scenario."""

    words: str
    says: str
    do: str


def _row(says: str, do: str, *patterns: str) -> Row:
    return Row(re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])", re.IGNORECASE), says, do)


EVERYWHERE = (
    _row(
        "acts a wound",
        "Say who is hurt and what help is needed, and nothing that anybody sees.",
        r"(?:fake |stage )?blood(?! (?:sugar|glucose|pressure))",
        r"(?:fake |stage )?blood(?:y|ied)",
        r"bleed(?:s|ing)?",
        "moulage",
        "wounds?",
        r"wounded",
        r"gunshots?",
        r"screams?",
        r"screaming",
    ),
    _row(
        "gives a mark",
        "Ask what helped and what should change. Nobody is judged in an exercise.",
        r"scor(?:e|es|ed|ing)",
        r"(?<!st )(?<!nd )(?<!rd )(?<!th )grades?(?! ?(?:\d|level|class|team|teacher))",  # a class may be a fourth grade, or grade 4
        r"grad(?:ed|ing)",
        r"rat(?:ed|ing|ings)",
        r"rank(?:s|ed|ing)?",
        r"pass(?:es|ed)? or fail(?:s|ed)?",
        r"(?:who|whoever|person|people|team) fail(?:s|ed)",
        r"evaluat(?:e|es|ed|ing|ion|ions|or|ors)",
        r"quiz(?:zes)?",
        r"exams?",
        r"poor performance",
    ),
    _row(
        "makes a noise that can be taken for real",
        "Say it in words at the table.",
        r"sirens?",
        r"blank shots?",
        r"simulated gunfire",
        r"(?:sound|ring|start|trigger) the (?:fire )?alarm",
    ),
    _row(
        "keeps the exercise a secret",
        "Everybody is told before it begins: take it out.",
        "unannounced",
        r"without (?:a )?warning",
        r"by surprise",
        r"(?:do not|don't) tell (?:staff|anybody|anyone|them)",
    ),
    _row("blames a person", 'Write "involved student" or "a person".', r"perpetrators?", r"offenders?", r"aggressors?"),
)
"""Looked for in each text of a scenario."""

SPANISH = _row(
    "acts a wound, gives a mark, makes a noise or keeps the exercise a secret",
    "Say in Spanish what the English text says, and no more.",
    r"sangre",
    r"heridas?",
    r"víctimas?",
    r"sirenas?",
    r"disparos?",
    r"calificaci(?:ón|ones)",
    r"(?:se )?califica(?:n|r|rá|rán)?",
    r"eval(?:úa|úan|uar|uación|uaciones)",
    r"sin (?:previo )?aviso",
    r"por sorpresa",
)
"""Looked for in what is said to everybody in Spanish."""

WEAPONS = _row(
    "is a weapon",
    'Write about = "weapon-seen", in which no students take part, or take it out.',
    r"weapons?",
    r"guns?",
    r"firearms?",
    r"handguns?",
    r"pistols?",
    r"rifles?",
    r"kni(?:fe|ves)",
    r"gunm[ae]n",
    r"gunfire",
    r"shooters?",
    r"shootings?",
    r"stab(?:s|bed|bing|bings)?",
    r"machetes?",
    r"swords?",
    r"ammunition",
    r"bombs?",
    r"explosives?",
)
"""Looked for in a scenario that is not about a weapon."""

ACTED = _row(
    "is nobody's part",
    "A seat decides what its role decides. Nobody plays a person who is hurt, or who hurts.",
    r"victims?",
    r"attackers?",
    r"assailants?",
    r"intruders?",
    r"injured",
    r"hurt",
    r"pretends?",
    r"plays? (?:a|an|the)",
    r"acts? (?:a|an|the|as)",
)
"""Looked for in what a seat does."""

CHILDREN = _row(
    "is a child",
    "No child has a part, also in the story, where a weapon is seen: take it out.",
    r"child(?:ren)?",
    r"kids?",
    r"pupils?",
    r"students?",
    r"boys?",
    r"girls?",
    r"school(?:child(?:ren)?|kids?|boys?|girls?)",
    r"toddlers?",
    r"kindergart(?:en|n)ers?",
    r"graders?",
    r"teens?",
    r"teenagers?",
    r"adolescents?",
    r"youths?",
    r"minors?",
    r"learners?",
    r"sons?",
    r"daughters?",
)
"""Looked for in each text of a scenario that is about a weapon."""


def found_in(text: str, rows: tuple[Row, ...]) -> tuple[Found, ...]:
    """Find everything of these rows in a text, once each, in the order of the rows. It makes no difference how a word was typed: with a
    typographic apostrophe, in wide letters, or with a character in it that nobody sees.
    """
    typed = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    plain = "".join(each for each in typed if unicodedata.category(each) != "Cf")
    found = [Found(each[0], row.says, row.do) for row in rows for each in row.pattern.finditer(plain)]
    return tuple({(each.words.casefold(), each.says): each for each in reversed(found)}.values())[::-1]
