"""The cards of all open calls, in the order given, as large as there is room for. Knows which of them stand in full view."""

import itertools

from textual.containers import VerticalScroll
from textual.geometry import Region

from appliance.plan.ids import IncidentId
from tui.faces import CardFace
from tui.widgets.call_card import CallCard, Shape


class CallList(VerticalScroll, can_focus=False):
    """A card keeps its widget for as long as its call is open, so that nothing flickers when others come and go."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._faces: tuple[CardFace, ...] = ()
        self._cards: dict[IncidentId, CallCard] = {}
        self._order: tuple[IncidentId, ...] = ()

    def show(self, faces: tuple[CardFace, ...]) -> None:
        """Show these calls from now on."""
        self._faces = faces
        order = tuple(face.incident for face in faces)
        for gone in self._cards.keys() - set(order):
            self._cards.pop(gone).remove()
        for face, shape in zip(faces, shapes(len(faces), self.size.height), strict=True):
            if face.incident in self._cards:
                self._cards[face.incident].show(face, shape)
            else:
                self._cards[face.incident] = CallCard(face, shape)
                self.mount(self._cards[face.incident])
        if order != self._order:
            self._order = order
            for above, below in itertools.pairwise(order):
                self.move_child(self._cards[below], after=self._cards[above])

    def on_resize(self) -> None:
        """A panel or a banner took room, or gave it back."""
        self.show(self._faces)

    def in_full_view(self) -> frozenset[IncidentId]:
        """Calls painted as last shown, every line of the card on the screen."""
        return frozenset(
            incident
            for incident, card in self._cards.items()
            if card.painted_face == card.face and _inside(card.region, self.region)
        )

    def bring_into_view(self, incident: IncidentId) -> None:
        """Scroll to a call."""
        if incident in self._cards:
            self._cards[incident].scroll_visible(animate=False)


def shapes(count: int, lines: int) -> list[Shape]:
    """The first big where the others still fit, then plain, then small; more than fit are scrolled to."""
    for first, rest in ((Shape.BIG, Shape.PLAIN), (Shape.BIG, Shape.SMALL), (Shape.PLAIN, Shape.PLAIN)):
        if first.value + rest.value * (count - 1) <= lines:
            return [first, *[rest] * (count - 1)][:count]
    return [Shape.PLAIN, *[Shape.SMALL] * (count - 1)][:count]


def _inside(card: Region, window: Region) -> bool:
    return card.height > 0 and card.intersection(window) == card
