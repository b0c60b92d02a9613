"""Defines what can be asked about pages. Pure values."""

from typing import ClassVar

from appliance.core.ground.commands import PageCommand
from appliance.core.ground.traits import PLAIN, Traits
from appliance.plan.ids import ButtonId


class PairPage(PageCommand, frozen=True, kw_only=True, tag="pair-page"):
    """A browser proved that it knows the code of a window: from now on it is this page, phone, desk or wall board. The box asks this for
    the desk of the window.

    `public_key` is the browser's key, as in `PagePaired`.
    """

    traits: ClassVar[Traits] = PLAIN

    page: ButtonId
    public_key: bytes


class RetirePage(PageCommand, frozen=True, kw_only=True, tag="retire-page"):
    """No browser is this page any more, until one is paired with it again."""

    traits: ClassVar[Traits] = PLAIN

    page: ButtonId


type FromDesk = RetirePage
"""What a desk may ask for."""

type AnyPageCommand = PairPage | FromDesk
"""Everything that is asked for here."""
