"""Turns the document of an own page into blocks that a browser draws as text. Pure."""

from appliance.api.page.own_page import Drawn, DrawnSection, OwnPageDrawn
from appliance.exports.document import Block, Document, Pairs, Quote, Spanish, Table, Text


def drawn(request: int, made: Document) -> OwnPageDrawn:
    """Give the page as it travels. Raises ValueError for a block that stands on forms and notices alone."""
    return OwnPageDrawn(
        request=request,
        title=made.title,
        subtitle=made.subtitle,
        identity=made.identity,
        language=made.language,
        sections=tuple(
            DrawnSection(title=each.title, level=each.level, blocks=tuple(map(_block, each.blocks)))
            for each in made.sections
        ),
    )


def _block(block: Block) -> Drawn:
    match block:
        case Text(text=text, strong=strong):
            return Drawn(kind="strong" if strong else "text", text=text)
        case Spanish(text=text):
            return Drawn(kind="text", text=text)
        case Quote(text=text, source=source):
            return Drawn(kind="quote", text=text, source=source)
        case Pairs(caption=caption, rows=rows):
            return Drawn(kind="pairs", caption=caption, rows=rows)
        case Table(caption=caption, heads=heads, rows=rows):
            return Drawn(kind="table", caption=caption, heads=heads, rows=rows)
        case _:
            raise ValueError(f"a block {type(block).__name__} stands on no own page")
