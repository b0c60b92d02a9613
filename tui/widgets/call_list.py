"""All open calls, in the order given: as cards as large as there is room for, else a line each. Knows which stand in full view."""

import itertools

from textual.app import ComposeResult
from textual.containers import Vertical

from appliance.plan.ids import IncidentId
from tui.board.faces import CardFace
from tui.widgets.call_card import CallCard, Shape
from tui.widgets.flood_view import FloodView


class CallList(Vertical):
    """A card keeps its widget for as long as its call is open, so that nothing flickers when others come and go."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._faces: tuple[CardFace, ...] = ()
        self._flooded = False
        self._cards: dict[IncidentId, CallCard] = {}
        self._order: tuple[IncidentId, ...] = ()

    def compose(self) -> ComposeResult:
        yield FloodView()

    def show(self, faces: tuple[CardFace, ...], *, flooded: bool) -> None:
        """Show these calls from now on."""
        self._faces, self._flooded = faces, flooded
        fitting = None if flooded else shapes_of(faces, self.size.height)
        self._flood.display = fitting is None
        self._flood.show(faces)
        self._show_cards(faces if fitting else (), fitting or [])

    def on_resize(self) -> None:
        """A panel or a banner took room, or gave it back."""
        self.show(self._faces, flooded=self._flooded)

    def in_full_view(self) -> frozenset[IncidentId]:
        """Calls painted as last shown, every line of the card on the screen."""
        if self._flood.display:
            return self._flood.in_full_view()
        return frozenset(
            card.incident for card in self._cards.values() if card.painted_face == card.face and self._holds(card)
        )

    def in_sight(self) -> frozenset[IncidentId]:
        """Calls whose card says what keys act on, every line of it on the screen, though a second it counts may be out of date."""
        if self._flood.display:
            return self._flood.in_sight()
        return frozenset(
            card.incident
            for card in self._cards.values()
            if card.painted_face and card.painted_face.under_keys == card.face.under_keys and self._holds(card)
        )

    def _holds(self, card: CallCard) -> bool:
        return bool(card.region.height) and self.region.contains_region(card.region)

    @property
    def _flood(self) -> FloodView:
        return self.query_one(FloodView)

    def _show_cards(self, faces: tuple[CardFace, ...], fitting: list[Shape]) -> None:
        order = tuple(face.incident for face in faces)
        for gone in self._cards.keys() - set(order):
            self._cards.pop(gone).remove()
        for face, shape in zip(faces, fitting, strict=True):
            if face.incident in self._cards:
                self._cards[face.incident].show(face, shape)
            else:
                card = CallCard(face, shape)
                self.mount(card)
                if card.parent is not self:
                    return  # the console is closing, and its list takes no more cards
                self._cards[face.incident] = card
        if order != self._order:
            self._order = order
            for above, below in itertools.pairwise(order):
                self.move_child(self._cards[below], after=self._cards[above])


PREFERRED = (
    (Shape.TITANIC, Shape.GIANT),
    (Shape.COLOSSAL, Shape.GIANT),
    (Shape.GIANT, Shape.GIANT),
    (Shape.GIANT, Shape.LARGE),
    (Shape.LARGE, Shape.LARGE),
    (Shape.HUGE, Shape.PLAIN),
    (Shape.LARGE, Shape.PLAIN),
    (Shape.LARGE, Shape.SMALL),
    (Shape.BIG, Shape.PLAIN),
    (Shape.BIG, Shape.SMALL),
    (Shape.PLAIN, Shape.PLAIN),
    (Shape.PLAIN, Shape.SMALL),
)
"""The selected call and every other one, the best first: the selected one is what the office looks at from across the room."""


def shapes_of(faces: tuple[CardFace, ...], lines: int) -> list[Shape] | None:
    """The same for these: the one that keys act on is the one drawn largest, wherever it stands."""
    fitting = shapes(len(faces), lines)
    at = next((place for place, face in enumerate(faces) if face.selected), 0)
    if fitting:
        fitting.insert(at, fitting.pop(0))
    return fitting


def shapes(count: int, lines: int) -> list[Shape] | None:
    """How every card is drawn on so many lines; None when they do not all fit, which no unacknowledged call may suffer."""
    for first, other in PREFERRED:
        if first.value + other.value * (count - 1) <= lines:
            return [first, *[other] * (count - 1)][:count]
    return None
