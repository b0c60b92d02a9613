"""Defines what is asked and told of an educator's own page in a browser. The process of the pages carries it to `handbell browser-desk`,
which asks the box. Pure values; knows no record and no socket.
"""

from typing import Annotated

import msgspec

from appliance.api.ask import Answer, Ask
from appliance.api.discreet import Discreet

CODE_LEN_MAX = 32  # characters: a code has 9 with its dash, and somebody may type blanks
NUMBER_MAX = 10_000_000  # more records than a building ever has


class Drawn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One block of the page. `kind` is "text", "strong", "quote", "pairs" or "table".

    `text`: a paragraph, or somebody's own words, with `source` below them. `caption`: what rows are about. `rows` of a table stand under
    `heads`; rows of pairs are a question and its answer.
    """

    kind: str
    text: str = ""
    source: str = ""
    caption: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class DrawnSection(msgspec.Struct, frozen=True, kw_only=True):
    """A heading and what stands under it. `level` 2 is part of the section before it."""

    title: str
    level: int
    blocks: tuple[Drawn, ...]


class OwnPageDrawn(Discreet, Answer, frozen=True, kw_only=True, tag="own-page-drawn"):
    """Answer to DrawOwnPage: the page, in the language that was asked for. `identity` says whose and of which record it is."""

    title: str
    subtitle: str
    identity: str
    language: str
    sections: tuple[DrawnSection, ...]

    def __repr__(self) -> str:
        return f"OwnPageDrawn(request={self.request})"


class DrawOwnPage(Discreet, Ask[OwnPageDrawn], frozen=True, kw_only=True, tag="draw-own-page"):
    """Somebody typed the number of a record and the code of their receipt in a browser, and wants their own page.

    The answer may be a Reply with the code `opens-nothing`, `wait`, `not-a-code`, `busy` or `away`.
    """

    number: Annotated[int, msgspec.Meta(ge=1, le=NUMBER_MAX)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=CODE_LEN_MAX)]
    spanish: bool = False

    def __repr__(self) -> str:
        return f"DrawOwnPage(request={self.request})"
