"""Rules for tests of any order: browsers that are paired with pages, and pages that are retired."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from appliance.core.pages.commands import PairPage, RetirePage
from appliance.plan.ids import ButtonId
from tests.appliance.core.story import Story
from tests.appliance.core.whole_building import DESKS

PAGES = st.sampled_from([ButtonId("P201"), ButtonId("P202"), ButtonId("P999")])
KEYS = st.sampled_from([b"\x04" + bytes([number]) * 64 for number in range(3)] + [b"", b"\x04" * 64])


class Pages(RuleBasedStateMachine):
    """A mixin for a machine with a `story` and a `desk`."""

    story: Story

    @rule(desk=DESKS, page=PAGES, key=KEYS, pair=st.booleans())
    def pair_or_retire(self, desk, page, key, pair) -> None:
        """Pair a browser, or retire a page. Nothing else of the building changes."""
        was = self.story.board.copy()
        self.desk(desk, PairPage(page=page, public_key=key) if pair else RetirePage(page=page))
        board = self.story.board
        changed = [name for name in type(was).__slots__ if getattr(board, name) != getattr(was, name)]
        assert changed in ([], ["pages"])

    @invariant()
    def each_paired_page_is_in_its_room_and_each_key_has_one_page(self) -> None:
        board = self.story.board
        keys = [each.public_key for each in board.pages.values()]
        assert len(set(keys)) == len(keys)
        assert all(each.is_still(board.index.pairable[name]) for name, each in board.pages.items())
