"""Makes a list of rooms and a plan, and provisions in an empty folder: what came out, and what was said."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.buttons.provision import provision
from appliance.plan.cli import example

ROOMS = """\
room,name,floor,zone,phone_name,button,board,contacts,quiet,address,parts
B210,Room 210 (Gr 5),2,west,Rm B210 Grade 5,,,help medical tap-out safe,,,buzzer
C130,"Workshop ""kiln"", east",1,east,Rm C130 Workshop,,esp32-c3,,yes,192.168.10.40,tamper buzzer
"""

SOUNDERS = """\
sounder,name,zone,board,address
west-hall,Sounder in the upper west hall,west,,
gym,Sounder in the gym,east,esp32-c3,192.168.10.61
"""


@dataclass(frozen=True, slots=True)
class Paperwork:
    """One folder with the list, the plan and what comes out. `said` gives what was printed since it was last asked."""

    folder: Path
    said: Callable[[], str]

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def plan(self) -> Path:
        return self.folder / "plan.yaml"

    def provision(self, rooms: str | bytes = ROOMS, *more: str, plan: bool = True, sounders: str = "") -> int:
        (self.folder / "rooms.csv").write_bytes(rooms if isinstance(rooms, bytes) else rooms.encode())
        if not self.plan.exists():
            self.plan.write_text(example(), encoding="utf-8")
        arguments = [str(self.folder / "rooms.csv"), "--appliance", "192.168.10.5", "--out", str(self.out), *more]
        if sounders:
            (self.folder / "sounders.csv").write_text(sounders, encoding="utf-8")
            arguments += ["--sounders", str(self.folder / "sounders.csv")]
        return provision(arguments + (["--plan", str(self.plan)] if plan else []))

    def files(self) -> dict[str, bytes]:
        return {str(each.relative_to(self.out)): each.read_bytes() for each in self.out.rglob("*") if each.is_file()}
