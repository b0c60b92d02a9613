"""Holds the picture of a screen that a person comes to in some steps against the kept one."""

from typing import Protocol

from tests.tui.boards import FRONT
from tests.tui.picture import contrasts, svg
from tests.tui.scenes import SMALL
from tests.tui.sitting import Clock, at_console
from tests.tui.stage import Stage
from tests.tui.test_pictures import READABLE, READABLE_IN_HIGH_CONTRAST, compare, settled
from tui.app import ConsoleApp
from tui.looks import Looks


class Walked(Protocol):
    """A scene. `steps` say what must be on the screen, and the keys that are pressed then; `ends_with` is on the screen at the end."""

    @property
    def name(self) -> str: ...
    @property
    def steps(self) -> tuple[tuple[str, tuple[str, ...]], ...]: ...
    @property
    def ends_with(self) -> str: ...
    @property
    def looks(self) -> Looks: ...


async def looks_as_it_did(scene: Walked, stage: Stage, size: tuple[int, int] = SMALL) -> None:
    """Walk to the end of the scene at this stage. Fails where the screen looks different then, or where a part of it cannot be read."""
    app = ConsoleApp(stage.path, FRONT, lambda: 1_000_000, scene.looks)
    async with at_console(app, Clock(), size) as person:
        for words, keys in scene.steps:
            await person.sees(words)
            await person.presses(*keys)
        await person.sees(scene.ends_with)
        cells = await settled(app, f"{scene.name}.svg", sixteen=False)
    wanted = READABLE_IN_HIGH_CONTRAST if scene.looks.theme == "contrast" else READABLE
    assert {pair: ratio for pair, ratio in contrasts(cells).items() if ratio < wanted} == {}
    compare(svg(cells), f"{scene.name}.svg")
