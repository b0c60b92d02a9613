"""A receipt on the screen: the code to write down, the text as it is printed, and the codes a phone reads. Writes nothing."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from appliance.api.records.messages import Paper
from appliance.flows.records.asks import Ask
from appliance.flows.records.naming import named
from appliance.receipt import printed, qr
from appliance.record.words import Part
from tui.board.big import big
from tui.records.papers import receipt_paper
from tui.records.printing import printer, send
from tui.screens.records.panel import BESIDE, OfRecord, Session
from tui.screens.records.wording import WIDTH, wrapped
from tui.widgets.choices import Choices

_CODE_LINES = 5
_BESIDE_COLUMNS = 28
"""Of what is said beside a code: its longest line, and two columns of space on either side."""


class ReceiptPanel(OfRecord[None]):
    """First of all the code, large: it is shown once. `then` is the question after which to go on, `first` says who reads it first."""

    def __init__(self, session: Session, then: Ask | None = None, first: str = "") -> None:
        sheet = session.sheet
        assert sheet.receipt is not None
        lines = _code_lines(sheet.code, sheet.receipt) if sheet.code else _kept_lines(sheet.receipt)
        lines = (*lines, *wrapped(first)) if first else lines
        super().__init__(session, f"{named(sheet.shown.record)}: YOUR ACCOUNT IS KEPT", lines=lines, hint=_keys())
        self.add_class("code")
        self._then = then
        self._paper = sheet.receipt
        self.can_focus = True

    def aim(self) -> None:
        """Keys work at once."""
        self.focus()

    def key_pressed(self, key: str) -> bool:
        """The receipt's other shapes, or on with the questions."""
        match key:
            case "t":
                self.open(ReceiptTextPanel(self.session, self._then))
            case "q":
                self.open(CodesPanel(self.session, self._then))
            case "p":
                self.run_worker(self._print(), exclusive=True)
            case "enter":
                self._go_on()
            case _:
                return False
        return True

    def back(self) -> None:
        """On, too: nothing is to be taken back here."""
        self._go_on()

    async def _print(self) -> None:
        self.says("Making it ...")
        self.says(await send(await receipt_paper(self._paper, self.sheet.zone), "receipt"))

    def _go_on(self) -> None:
        if self._then:
            self.go_on(Part.TEACHER, self._then)
        else:
            self.open(self.ways.record(self.session))


class ReceiptTextPanel(OfRecord[None]):
    """As it is printed, to be read or copied."""

    def __init__(self, session: Session, then: Ask | None) -> None:
        super().__init__(
            session, f"{named(session.sheet.shown.record)}: RECEIPT", hint="↑↓ move   ESC back   F2 I have it"
        )
        assert session.sheet.receipt is not None
        self._then = then
        self._text = printed.lines(session.sheet.receipt, width=WIDTH, zone=session.sheet.zone)

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        yield Choices(*self._text, beside=lambda: BESIDE + 2)
        yield Static(self._hint(), classes="hint", markup=False)

    def back(self) -> None:
        """To the code."""
        self.open(ReceiptPanel(self.session, self._then))


class CodesPanel(OfRecord[None]):
    """One code at a time, as large as the screen has room for beside the calls; other codes once it has other room."""

    fills = True

    def __init__(self, session: Session, then: Ask | None) -> None:
        super().__init__(session, "")
        self.add_class("codes")
        self._then = then
        self._codes: list[qr.Code] = []
        self._at = 0
        self._again = ""
        self.can_focus = True

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(id="code", markup=False)
            yield Static(id="beside", classes="label", markup=False)

    def aim(self) -> None:
        """Keys work at once."""
        self.focus()

    def on_resize(self, event: events.Resize) -> None:
        """There is room now, or other room. Codes of another count are begun anew: they do not go with the ones before."""
        paper, was = self.sheet.receipt, self._codes
        assert paper is not None
        self._codes = qr.codes(paper, lines=event.size.height, columns=event.size.width - _BESIDE_COLUMNS)
        if len(self._codes) != len(was):
            self._at = 0
            self._again = "Begin with this one:\nthe screen has other\nroom, and other codes.\n\n" if was else ""
        self._show()

    def key_pressed(self, key: str) -> bool:
        """The next or the one before."""
        steps = {"enter": 1, "right": 1, "down": 1, "space": 1, "left": -1, "up": -1, "backspace": -1}
        step = steps.get(key)
        if step is None or not self._codes:
            return False
        self._at = (self._at + step) % len(self._codes)
        self._again = ""
        self._show()
        return True

    def back(self) -> None:
        """To the code to write down."""
        self.open(ReceiptPanel(self.session, self._then))

    def _show(self) -> None:
        rows = self._codes[self._at].rows if self._codes else ()
        text = Text("\n".join(rows), style="#000000 on #ffffff", no_wrap=True)
        self.query_one("#code", Static).update(text)
        self.query_one("#beside", Static).update(self._says())

    def _says(self) -> str:
        if not self._codes:
            return "There is too little room\nfor codes.\n\nESC    back: T has the text\nF2     I have it"
        if len(self._codes) == 1:
            return (
                "RECEIPT, in one code\n\nPhotograph it, or read\nit with any scanner.\n\nESC    back\nF2     I have it"
            )
        code = self._codes[self._at]
        return (
            f"RECEIPT, code {code.number} of {code.count}\n\n{self._again}"
            "Photograph each one,\nor read them with any\nscanner: together they\nare the whole receipt.\n\n"
            "ENTER  the next\n←      the one before\nESC    back\nF2     I have it"
        )


def _keys() -> str:
    prints = "P print   " if printer() else ""
    return f"T receipt   Q codes for a phone   {prints}ENTER goes on   F2 I have it"


def _code_lines(code: str, paper: Paper) -> tuple[str, ...]:
    drawn = big(code, WIDTH, _CODE_LINES) or (code,)
    return (
        "WRITE THIS DOWN: it opens your account again, and is shown only now.",
        *drawn,
        f"{' '.join(code)}",
        *_kept_lines(paper),
    )


def _kept_lines(paper: Paper) -> tuple[str, ...]:
    where = printer()
    says = (
        f"Kept word for word as entry {paper.entry:,}. Nobody can change it; you can add to it. The receipt proves that it "
        f"was told. {'P prints it.' if where else 'There is no printer here: Q shows it to the camera of a phone.'}"
    )
    return tuple(wrapped(says))
