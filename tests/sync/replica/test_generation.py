"""Tests what is removed at a target before there is a proof: generations that were given up before they were whole, and nothing else."""

from pathlib import Path

from sync.replica.child import Child
from sync.replica.folder import open_folder, prepare
from sync.replica.generation import Generations
from sync.replica.mirror import Mirror
from sync.replica.settings import Settings
from sync.replica.state import State
from sync.replica.where import Folder
from sync.replica.worker import Worker
from sync.replica.wraps import Wraps


async def test_what_was_given_up_before_it_was_whole_goes_at_once_and_a_whole_one_stays(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, own_run=tmp_path)
    state = State(mirror="a" * 16, wraps="b" * 16)
    state.gives_up()
    state.mirror, state.wraps, state.mirror_txid = "c" * 16, "d" * 16, 7
    state.gives_up()
    mirror, wraps = Mirror(settings.mirror), Wraps(settings.wraps)
    generations = Generations(settings, state, mirror, wraps, Child(settings.program, tmp_path / "yml", tmp_path / "s"))
    (tmp_path / "stick").mkdir()
    prepare(tmp_path / "stick")
    target = open_folder(Folder(str(tmp_path / "stick")), b"b" * 16, b"x" * 16)
    names = {f"mirror-{'a' * 16}", f"wraps-{'b' * 16}", f"mirror-{'c' * 16}", f"wraps-{'d' * 16}"}
    for name in names:
        target.write(f"{name}-made", b"")
        (tmp_path / "stick/handbell-copy" / (b"b" * 16).hex() / (b"x" * 16).hex() / name).mkdir()
    await generations.remove_unfinished(target, Worker())
    left = {name for name, _ in target.names() if not name.endswith("-made")}
    assert left == {f"mirror-{'c' * 16}", f"wraps-{'d' * 16}"}
    assert State.load(settings.state).unfinished == []
    mirror.close()
    wraps.close()
