"""A box at a PBX for each test, with whatever the test says of the PBX."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.appliance.phones.story import Story, story
from tests.phones_rig.pbx import missing

pytestmark = pytest.mark.slow

type Begins = Callable[..., Story]


@pytest.fixture
def at_pbx() -> Iterator[Begins]:
    """Give what makes a story; what is given goes to the rig. It ends with the test."""
    if (why := missing()) is not None:
        pytest.skip(why)
    with ExitStack() as undo:

        def begin(**rig: object) -> Story:
            folder = undo.enter_context(
                tempfile.TemporaryDirectory(prefix="hb", dir="/tmp", ignore_cleanup_errors=True)
            )
            return undo.enter_context(story(Path(folder), **rig))

        yield begin
