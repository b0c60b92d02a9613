"""The console of the demo: the real one, with three keys more that press pretend buttons, and a pipe that takes sentences."""

import asyncio
import os
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from appliance.exercises_file import shipped
from appliance.plan.ids import DeskId
from tui.app import ConsoleApp
from tui.demo.school import School, open_pipe

PRESSES = {
    "f7": ("press B204-wall help", "Room 204 presses"),
    "f8": ("hold B208-wall help", "Learning support holds"),
    "f9": ("press B106-wall tap-out", "Room 106 taps out"),
}
LINE_LEN_MAX = 512  # a sentence to the pretend building is a few words


class DemoConsole(ConsoleApp):
    """Everything of the console, and a pretend school to press in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"pretend('{key}')", label, show=False, priority=True) for key, (_, label) in PRESSES.items()
    ]

    def __init__(self, school: School, pipe: Path) -> None:
        super().__init__(school.desk_socket, DeskId("front"), scenarios=shipped)
        self._school = school
        self._pipe = open_pipe(pipe)

    async def on_mount(self) -> None:
        """Listen to the pipe as well; Textual does what the console does on its mount by itself."""
        asyncio.get_running_loop().add_reader(self._pipe, self._read_pipe)

    def on_unmount(self) -> None:
        """Stop listening."""
        asyncio.get_running_loop().remove_reader(self._pipe)
        os.close(self._pipe)

    async def action_pretend(self, key: str) -> None:
        """Press a pretend button."""
        await self._school.tell_building(PRESSES[key][0])

    def _read_pipe(self) -> None:
        for sentence in os.read(self._pipe, LINE_LEN_MAX).decode("utf-8", "replace").splitlines():
            self.beside(self._school.tell_building, sentence)
