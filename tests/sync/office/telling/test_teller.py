"""One channel at work: what fails is tried again and keeps nothing else waiting."""

from pathlib import Path

from sync.office.telling.matter import Matter
from sync.office.telling.program import Program
from sync.office.telling.teller import AGAIN_S, AGAIN_S_MAX, Teller
from sync.office.telling.text_file import TextFile
from sync.office.telling.told_file import ToldFile
from sync.office.troubles import Troubles
from tests.sync.office.telling.matters import NOW_MS, matter


class Desk:
    """A teller, a clock to be moved, and what was said."""

    def __init__(self, folder: Path, text: str, name: str = "run") -> None:
        self.folder = folder
        self.now_s = 0.0
        self.said: list[str] = []
        self.troubles = Troubles()
        self.troubles.say = self.said.append
        self.program = folder / "hand-on"
        self.becomes(text)
        self.teller = Teller(
            Program(self.program), ToldFile(folder / "telling", name), self.troubles, lambda: self.now_s
        )

    def becomes(self, text: str) -> None:
        self.program.write_text("#!/bin/sh\n" + text)
        self.program.chmod(0o700)

    async def round(self, *matters: Matter, whole: bool = True) -> None:
        await self.teller.round(matters, NOW_MS + int(self.now_s * 1000), whole=whole)

    def seen(self) -> list[str]:
        """Give the ids in the order in which the program took them."""
        path = self.folder / "seen"
        return path.read_text().split() if path.exists() else []


TAKES = 'sed -n \'s/.*"id": "\\([^"]*\\)".*/\\1/p\' >> "$(dirname "$0")/seen"\n'


async def test_what_was_not_told_is_said_once_and_told_when_the_way_works_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "exit 3\n")
    await desk.round(matter(1))
    desk.now_s += AGAIN_S
    await desk.round(matter(1))
    desk.becomes(TAKES)
    await desk.round(matter(1))
    assert desk.seen() == []  # the pause grows each time
    desk.now_s += 2 * AGAIN_S
    await desk.round(matter(1))
    desk.teller.close()
    assert desk.seen() == ["id-1"]
    assert [each.partition(" ended with 3")[2][:1] for each in desk.said] == [":", ""]
    assert desk.said[-1] == "All ways of telling work again."


async def test_the_rest_after_failures_has_a_bound(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "echo x >> $(dirname $0)/seen; exit 1\n")
    for _ in range(12):
        await desk.round(matter(1))
        desk.now_s += AGAIN_S_MAX
    desk.teller.close()
    assert len(desk.seen()) == 12


async def test_what_never_goes_through_keeps_nothing_else_waiting(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "read told; case $told in *id-1[0-9]*) exit 1;; esac; echo $told | " + TAKES)
    bad = [matter(10 + each) for each in range(4)]  # as many as are sent at once
    for _ in range(3):
        await desk.round(*bad, matter(2), matter(3))
        desk.now_s += AGAIN_S_MAX
    desk.teller.close()
    assert sorted(set(desk.seen())) == ["id-2", "id-3"]


async def test_a_flood_goes_through_a_few_at_a_time_each_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, TAKES)
    await desk.round(*map(matter, range(30)))
    desk.teller.close()
    assert sorted(desk.seen()) == sorted(f"id-{each}" for each in range(30))


async def test_another_run_tells_nothing_twice_and_what_was_left(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "read told; case $told in *id-1*) exit 1;; esac; echo $told | " + TAKES)
    await desk.round(matter(1), matter(2))
    desk.teller.close()
    later = Desk(tmp_path, TAKES)
    await later.round(matter(1), matter(2))
    assert later.seen() == ["id-2", "id-1"]
    later.now_s += 1
    await later.round()
    later.teller.close()
    assert sorted(later.seen()[2:]) == ["id-1", "id-2"]  # the program was told that both are over


async def test_a_second_watch_says_that_it_does_not_tell_and_does_once_the_first_has_ended(tmp_path: Path) -> None:
    first, second = Desk(tmp_path, TAKES), Desk(tmp_path, TAKES)
    await first.round(matter(1))
    await second.round(matter(1))
    assert second.said == [
        f"Another watch of this office tells by the program {tmp_path}/hand-on; this one does not, until that one ends."
    ]
    first.teller.close()
    await second.round(matter(1), matter(2))
    second.teller.close()
    assert second.seen() == ["id-1", "id-2"]


async def test_a_folder_that_cannot_be_written_is_said_and_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "telling").write_text("in the way")
    desk = Desk(tmp_path, TAKES)
    await desk.round(matter(1))
    assert "cannot be kept" in desk.said[0]
    (tmp_path / "telling").unlink()
    await desk.round(matter(1))
    desk.teller.close()
    assert desk.seen() == ["id-1"]


async def test_the_file_is_touched_where_there_is_nothing_to_tell(tmp_path: Path) -> None:
    troubles = Troubles()
    teller = Teller(TextFile(tmp_path / "told.txt"), ToldFile(tmp_path / "telling", "file"), troubles, lambda: 0.0)
    await teller.round([], NOW_MS, whole=True)
    teller.close()
    assert (tmp_path / "told.txt").read_text() == ""
