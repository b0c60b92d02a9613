"""The educator's own page on the screen: their account, what was done for them, what is owed, who has read it, the card. S and E
change the language.
"""

from textual.app import ComposeResult
from textual.widgets import Static

from appliance.api.records.messages import OwnPage
from appliance.exports.plain import plain
from appliance.flows.records.naming import named
from appliance.flows.records.report import NOT_NOW, Goes, file_name
from appliance.supports.language import Language
from tui.records.papers import own_page_document, report_paper
from tui.records.printing import printer, send
from tui.screens.records.panel import BESIDE, OfRecord, Session
from tui.screens.records.report import Filed, FilePanel
from tui.screens.records.wording import WIDTH
from tui.widgets.choices import Choices

_KEYS = {"e": Language.ENGLISH, "s": Language.SPANISH}
_OTHER = {Language.ENGLISH: "S en español", Language.SPANISH: "E in English"}


class OwnPagePanel(OfRecord[None]):
    """Choosing a line does nothing."""

    def __init__(self, session: Session, page: OwnPage, language: Language = Language.ENGLISH) -> None:
        prints = "P prints   " if printer() else ""
        files = "" if session.sitter.kiosk else "W to a file   "
        super().__init__(
            session,
            f"{named(session.sheet.shown.record)}: YOUR OWN PAGE",
            hint=f"{_OTHER[language]}   {prints}{files}↑↓ move   ESC back   F2 I have it",
        )
        self._page = page
        self._language = language
        self._document = own_page_document(page, language, session.sheet.zone)

    def compose(self) -> ComposeResult:
        lines = plain(self._document, WIDTH).splitlines()
        yield Static(self._title, classes="title", markup=False)
        yield Choices(*lines, beside=lambda: BESIDE + 2)
        yield Static(self._hint(), classes="hint", markup=False)

    def key_pressed(self, key: str) -> bool:
        """The other language, on paper, or into a file."""
        if key in _KEYS:
            self.open(OwnPagePanel(self.session, self._page, _KEYS[key]))
        elif key == "w" and not self.session.sitter.kiosk:
            self._to_file()
        elif key == "p":
            self.run_worker(self._print(), exclusive=True)
        else:
            return False
        return True

    def back(self) -> None:
        """To the record."""
        self.open(self.ways.record(self.session))

    def _to_file(self) -> None:
        """As a page for a browser, which a screen reader reads by its headings."""
        name = f"own-{file_name(self.sheet.shown.record.number, Goes.HTML)}"
        back = OwnPagePanel(self.session, self._page, self._language)
        self.open(
            FilePanel(self.session, Goes.HTML, Filed("YOUR OWN PAGE", name, lambda: self._document, lambda: back))
        )

    async def _print(self) -> None:
        if self.session.sitter.spares_power:
            self.says(f"! {NOT_NOW}")
            return
        self.says("Making it ...")
        self.says(await send(await report_paper(self._document), "own page"))
