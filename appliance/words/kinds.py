"""All words about a kind of call, in one table: each place that names a kind takes its words from here."""

from dataclasses import dataclass

from appliance.plan.model import Kind


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words for one kind.

    `shape` stands for it where nobody may depend on colour. `title` heads a card. `sentence` says what it means. `noun` is for the middle
    of a sentence of the log, `asked` begins one of a report, and `wish` says what a button asks for. `event` and `category` are those of
    a message in the Common Alerting Protocol (`<event>`, `<category>`).
    """

    shape: str
    title: str
    sentence: str
    noun: str
    asked: str
    wish: str
    event: str
    category: str


KINDS = {
    Kind.EMERGENCY: KindWords(
        shape="▲",
        title="EMERGENCY",
        sentence="Somebody may be hurt or in danger now",
        noun="emergency call",
        asked="An emergency call",
        wish="an emergency",
        event="Emergency call",
        category="Safety",
    ),
    Kind.MEDICAL: KindWords(
        shape="+",
        title="MEDICAL",
        sentence="Somebody is ill or injured",
        noun="medical call",
        asked="A medical call",
        wish="medical help",
        event="Medical call",
        category="Health",
    ),
    Kind.ASSIST: KindWords(
        shape="■",
        title="ASSIST",
        sentence="The room needs another adult soon",
        noun="assist call",
        asked="A call for help",
        wish="help",
        event="Call for help",
        category="Safety",
    ),
    Kind.TAP_OUT: KindWords(
        shape="○",
        title="TAP-OUT",
        sentence="The educator needs a short break or cover",
        noun="tap-out",
        asked="A request for a break or cover",
        wish="a break or cover",
        event="Request for a break or cover",
        category="Other",
    ),
}
"""The most urgent first. All four shapes are in the fonts of a Linux text console (CP437)."""


def kind_words(kind: Kind) -> str:
    """Give a kind as it is said and typed."""
    return KINDS[kind].title.lower()


def kind_choice_words(kind: Kind) -> str:
    """Give a kind as one line of a list."""
    words = KINDS[kind]
    return f"{words.shape} {words.title:<10} {words.sentence}"
