"""How the plain console says that an account is kept, the code to come back by, and the receipt that proves it. Pure."""

from datetime import tzinfo

from appliance.api.records.messages import AccountTaken, Paper
from appliance.flows.records.first_reading import told
from appliance.receipt import printed
from appliance.record import crockford

_SPELLED = dict(
    zip(
        crockford.ALPHABET,
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "alfa",
            "bravo",
            "charlie",
            "delta",
            "echo",
            "foxtrot",
            "golf",
            "hotel",
            "juliett",
            "kilo",
            "mike",
            "november",
            "papa",
            "quebec",
            "romeo",
            "sierra",
            "tango",
            "victor",
            "whiskey",
            "x-ray",
            "yankee",
            "zulu",
        ],
        strict=True,
    )
)
"""The letters of a code as radio and telephone spell them (ICAO): M and N sound alike."""


def account_taken(taken: AccountTaken, zone: tzinfo) -> list[str]:
    """That it is kept, what proves it, how to come back, and who reads it first."""
    paper = taken.receipt
    code = (
        [
            f"Your code is {in_groups(taken.code)}. Spelled: {spelled(taken.code)}.",
            f"Write it down: it is told once, and kept nowhere. With it you come back to your own part: code {paper.number}",
        ]
        if taken.code
        else []
    )
    kept = "Saved" if not taken.before else "It was saved the first time"
    replaced = ["If a code was told to you before, this one takes its place."] if taken.before and taken.code else []
    first = [told(taken.first_reading, zone)] if taken.first_reading is not None else []
    return [f"{kept}: your account is in record {paper.number}, as entry {paper.entry}.", *code, *replaced, *first]


def receipt_in_short(paper: Paper, lines: int) -> list[str]:
    """What the receipt says, before all of it is printed."""
    return [
        f"This is your receipt: what you told stands in the record of {paper.building} as entry {paper.entry}. "
        f"Identity: {paper.identity}. District: {paper.countersigned}.",
        f"All of it has {lines} lines, to print, keep or photograph: only all of it can be checked.",
    ]


def in_groups(code: str) -> str:
    """`7KQ2, M9XD`: a voice pauses between them."""
    return ", ".join(code.replace("-", " ").split())


def spelled(code: str) -> str:
    """`seven kilo quebec two, mike nine x-ray delta`."""
    return ", ".join(" ".join(_SPELLED.get(each, each) for each in group) for group in code.replace("-", " ").split())


def receipt_lines(paper: Paper, zone: tzinfo) -> list[str]:
    """All of a receipt, as it is printed; lines without a word are left out."""
    return [line for line in printed.lines(paper, zone=zone) if line]
