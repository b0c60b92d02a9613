"""Gives what a reader of a page gets: the words of HTML, and the words of each page of a PDF, read with programs that are not ours."""

from html.parser import HTMLParser

import pypdfium2


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag == "style"
        self.told.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.told.append(data)


def words_of(page: str) -> str:
    """Give the text of a page of HTML, with single blanks between words."""
    words = _Words()
    words.feed(page)
    return " ".join("".join(words.told).split())


def lines_of(file: bytes) -> list[list[str]]:
    """Give the lines of each page of a PDF, from top to bottom."""
    document = pypdfium2.PdfDocument(file)
    try:
        return [
            [" ".join(line.split()) for line in page.get_textpage().get_text_bounded().splitlines() if line.strip()]
            for page in document
        ]
    finally:
        document.close()
