"""Writes a document as one page of HTML that needs nothing else: no script, no font and no picture from elsewhere. Escapes all; writes no
file. It follows WCAG 2.1 AA: language, one h1 and headings in order, captions and scopes in tables, contrast in `report.css`.
"""

from html import escape
from importlib.resources import files
from itertools import groupby
from typing import assert_never

from appliance.exports.document import (
    LINE_FEED,
    Ask,
    Blanks,
    Block,
    Document,
    Pairs,
    Pictured,
    Quote,
    Section,
    Signature,
    Spanish,
    Stated,
    Table,
    Text,
    printable,
)
from appliance.exports.fixed_words import fixed_words
from appliance.exports.svg import svg

_LINE = '<div class="rule"></div>'
"""A line to write on."""


def html(document: Document) -> str:
    """Give the whole page."""
    style = files("appliance.exports").joinpath("report.css").read_text(encoding="utf-8")
    banner = f'<p class="banner">{_safe(document.banner)}</p>\n' if document.banner else ""
    body = "\n".join(_in_language(each, list(group), document.language) for each, group in _by_language(document))
    return f"""<!DOCTYPE html>
<html lang="{document.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_safe(document.title)}</title>
<style>
{style}</style>
</head>
<body{' class="compact"' if document.compact else ""}>
<main>
<h1>{_safe(document.title)}</h1>
<p class="subtitle">{_safe(document.subtitle)}</p>
{banner}{body}
</main>
<footer><p>{_safe(document.identity)}</p></footer>
</body>
</html>
"""


def _by_language(document: Document) -> "groupby[str, Section]":
    return groupby(document.sections, key=lambda each: each.language or document.language)


def _in_language(language: str, sections: list[Section], of_document: str) -> str:
    """Give sections that follow each other in one language. A screen reader changes its voice for those in another one."""
    body = "\n".join(_section(each, language) for each in sections)
    return body if language == of_document else f'<div lang="{language}">\n{body}\n</div>'


def _section(section: Section, language: str) -> str:
    tag = f"h{section.level + 1}"
    classes = " ".join(name for name, has in (("new-page", section.new_page), ("large", section.large)) if has)
    begins = f'<{tag} class="{classes}">' if classes else f"<{tag}>"
    blocks = (_block(each, language, section.title) for each in section.blocks)
    return "\n".join([f"{begins}{_safe(section.title)}</{tag}>", *blocks])


def _block(block: Block, language: str, title: str) -> str:
    fixed = fixed_words(language)
    match block:
        case Text(text, strong):
            return f"<p><strong>{_safe(text)}</strong></p>" if strong else f"<p>{_safe(text)}</p>"
        case Spanish(text):
            return f'<p lang="es">{_safe(text)}</p>'
        case Quote(text, source):
            said = "".join(f"<p>{_safe(line)}</p>" for line in text.split(LINE_FEED))
            return f"<figure><blockquote>{said}</blockquote><figcaption>{_safe(source)}</figcaption></figure>"
        case Pairs(caption, rows):
            lines = "".join(f'<tr><th scope="row">{_safe(ask)}</th><td>{_safe(says)}</td></tr>\n' for ask, says in rows)
            head = f'<thead><tr><th scope="col">{fixed.asked}</th><th scope="col">{fixed.recorded}</th></tr></thead>'
            return f'<table class="pairs"><caption>{_safe(caption)}</caption>{head}\n<tbody>{lines}</tbody></table>'
        case Stated():
            return _stated(block)
        case Table():
            return _table(block, title)
        case Ask():
            return _ask(block)
        case Blanks(questions):
            places = "".join(f"<p><strong>{_safe(question)}</strong></p>" for question in questions)
            return f'<div class="blanks">{places}</div>'
        case Signature(role):
            asked = (f"{_safe(role)}, {fixed.name}", fixed.signature, fixed.date)
            places = "".join(f"<div>{place}</div>" for place in asked)
            return f'<div class="sign">{places}</div>'
        case Pictured():
            return _pictured(block, title)
        case _:
            assert_never(block)


def _pictured(pictured: Pictured, title: str) -> str:
    """Write the rows as a list: a drawing has no words, so a table would have an empty column for whoever hears it."""
    rows = "\n".join(
        f"<li>{f'<span>{svg(each.picture)}</span>' if each.picture is not None else ''}"
        f"<p>{_safe(each.says)}</p>{f'<p lang="es">{_safe(each.spanish)}</p>' if each.spanish else ''}</li>"
        for each in pictured.rows
    )
    caption = "" if pictured.caption == title else f"<p><strong>{_safe(pictured.caption)}</strong></p>\n"
    small = " small" if pictured.small else ""
    return f'{caption}<ul class="pictured{small}">\n{rows}\n</ul>'


def _stated(stated: Stated) -> str:
    lines = "".join(
        f'<tr><th scope="row">{_safe(label)}<br><span lang="es">{_safe(spanish)}</span></th>'
        f"<td>{_safe(says) if says else _LINE}</td></tr>\n"
        for label, spanish, says in stated.rows
    )
    head = '<thead><tr><th scope="col">What is asked</th><th scope="col">What is stated</th></tr></thead>'
    return f'<table class="pairs"><caption>{_safe(stated.caption)}</caption>{head}\n<tbody>{lines}</tbody></table>'


def _table(table: Table, title: str) -> str:
    """Write a table. Where its caption is the title of its section, the eye has read it already: then it is for screen readers alone."""
    caption = f"<caption{' class="unseen"' if table.caption == title else ''}>{_safe(table.caption)}</caption>"
    heads = "".join(f'<th scope="col">{_safe(head)}</th>' for head in table.heads)
    rows = "".join(
        f'<tr><th scope="row">{_safe(row[0])}</th>{"".join(f"<td>{_safe(cell)}</td>" for cell in row[1:])}</tr>\n'
        for row in table.rows
    )
    return f"<table>{caption}<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>"


def _ask(ask: Ask) -> str:
    boxes = "\n".join(f"<li>☐ {_safe(option)}</li>" for option in ask.options)
    answer = f'<ul class="boxes">{boxes}</ul>' if boxes else _LINE * ask.lines
    return f'<div class="ask"><p><strong>{_safe(ask.question)}</strong></p>{answer}</div>'


def _safe(text: str) -> str:
    return escape(printable(text))
