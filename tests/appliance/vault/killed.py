"""Kills a process while it writes, destroys or heals key files: before each step that changes the disk, one after the other.

It runs as a program, since it forks, with a story's name as its argument. It prints how many kills it survived.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from appliance.plan.ids import KeyId
from appliance.vault.credentials import Credentials
from appliance.vault.reading_keys import ReadingKeys
from appliance.vault.vault import Vault

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.utime", "os.rmdir"}
BUTTON, WEEK = KeyId("b204"), "2026-W48"
OLD, NEW = bytes(range(32)), bytes(range(100, 132))

type Act = Callable[[Path], object]


def kills(begin: Act, act: Act) -> Iterator[tuple[Path, bool]]:
    """Give the folder of keys after a kill before each step of `act`, and in the end after all steps; with each, whether `act` was over."""
    step = 0
    while True:
        with tempfile.TemporaryDirectory() as here:
            keys = Path(here) / "keys"
            begin(keys)
            over = _killed_before(step, keys, act)
            yield keys, over
        if over:
            print(step)
            return
        step += 1


def _killed_before(step: int, keys: Path, act: Act) -> bool:
    child = os.fork()
    if child == 0:
        left = step

        def count(event: str, given: tuple[object, ...]) -> None:
            nonlocal left
            writes = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
            if event in CHANGES or writes:
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1

        sys.addaudithook(count)
        act(keys)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return not os.WIFSIGNALED(status)


def store(keys: Path) -> Credentials:
    keys.mkdir(mode=0o700, exist_ok=True)
    return Credentials(keys / "credentials")


def everywhere(keys: Path) -> bytes:
    return b"".join(file.read_bytes() for file in keys.rglob("*") if file.is_file())


def put_first() -> None:
    for keys, over in kills(store, lambda keys: store(keys).put(BUTTON, NEW)):
        again = store(keys)
        assert again.get(BUTTON) in ({NEW} if over else {NEW, None})
        again.mend()
        assert again.get(BUTTON) == store(keys).get(BUTTON)


def replace() -> None:
    for keys, over in kills(lambda keys: store(keys).put(BUTTON, OLD), lambda keys: store(keys).put(BUTTON, NEW)):
        again = store(keys)
        found = again.get(BUTTON)
        assert found in ({NEW} if over else {OLD, NEW})
        again.mend()
        assert again.get(BUTTON) == found
        (keys / "credentials" / "b204.secret").unlink()
        assert again.get(BUTTON) == found, "both copies are whole"


def destroy() -> None:
    began = False
    for keys, over in kills(lambda keys: store(keys).put(BUTTON, OLD), lambda keys: store(keys).destroy(BUTTON)):
        again = store(keys)
        began |= again.get(BUTTON) is None
        assert again.get(BUTTON) == (None if began else OLD), "once it is gone, it stays so at every later step"
        assert began or not over
        again.mend()
        assert (OLD in everywhere(keys)) is not began


def put_again() -> None:
    def begin(keys: Path) -> None:
        store(keys).put(BUTTON, OLD)
        store(keys).destroy(BUTTON)

    for keys, over in kills(begin, lambda keys: store(keys).put(BUTTON, NEW)):
        again = store(keys)
        assert again.get(BUTTON) in ({NEW} if over else {NEW, None})
        again.mend()
        assert again.get(BUTTON) in ({NEW} if over else {NEW, None})
        assert OLD not in everywhere(keys)


def put_over_half_a_destruction() -> None:
    """The first copy is still there beside its tombstone."""

    def begin(keys: Path) -> None:
        store(keys).put(BUTTON, OLD)
        kept = {file: file.read_bytes() for file in keys.rglob("*.secret")}
        store(keys).destroy(BUTTON)
        for file, content in kept.items():
            file.write_bytes(content)

    for keys, over in kills(begin, lambda keys: store(keys).put(BUTTON, NEW)):
        again = store(keys)
        assert again.get(BUTTON) in ({NEW} if over else {NEW, None})
        again.mend()
        assert OLD not in everywhere(keys)


def heal() -> None:
    def begin(keys: Path) -> None:
        store(keys).put(BUTTON, OLD)
        (keys / "credentials" / "b204.secret").write_bytes(OLD[:-1] + b"x")

    for keys, _ in kills(begin, lambda keys: store(keys).mend()):
        assert store(keys).get(BUTTON) == OLD


def follow_a_person() -> None:
    def begin(keys: Path) -> None:
        store(keys).put(BUTTON, OLD)
        (keys / "credentials" / "b204.secret").write_bytes(NEW)

    for keys, _ in kills(begin, lambda keys: store(keys).mend()):
        assert store(keys).get(BUTTON) == NEW


def destroy_a_week() -> None:
    def begin(keys: Path) -> None:
        reading = Vault.open(keys).reading_keys
        reading.reading_key(WEEK)
        reading.condemn(WEEK)

    began = False
    for keys, over in kills(begin, lambda keys: ReadingKeys(keys / "reading").destroy(WEEK)):
        reading = ReadingKeys(keys / "reading")
        began |= not reading.weeks()
        assert bool(reading.weeks()) is not began and (began or not over)
        if not over and began:
            assert reading.condemned() in ((WEEK,), ()) and not list(keys.rglob(f"{WEEK}.key"))
        assert began or reading.condemned() == (WEEK,)


def raise_the_rank() -> None:
    for keys, over in kills(lambda keys: Vault.open(keys).keep_rank(41), lambda keys: Vault.open(keys).keep_rank(42)):
        assert Vault.open(keys).rank in ({42} if over else {41, 42})


def first_start() -> None:
    for keys, _ in kills(lambda keys: None, Vault.open):
        vault = Vault.open(keys)
        assert vault.stand_in_for is None and not vault.local_key_is_new
        assert not any(said.lost for said in vault.mended)
        assert Vault.open(keys).device_public == vault.device_public


def upgrade() -> None:
    def begin(keys: Path) -> None:
        Vault.open(keys).reading_keys.reading_key(WEEK)
        store(keys).put(BUTTON, OLD)
        shutil.rmtree(keys / "copies")

    for keys, _ in kills(begin, Vault.open):
        vault = Vault.open(keys)
        assert not vault.mended and vault.reading_keys.weeks() == (WEEK,) and store(keys).get(BUTTON) == OLD
        (keys / "device.key").unlink()
        assert Vault.open(keys).device_public == vault.device_public


def stand_in() -> None:
    ids: list[tuple[bytes, bytes]] = []

    def begin(keys: Path) -> None:
        vault = Vault.open(keys)
        vault.reading_keys.reading_key(WEEK)
        ids[:] = [(vault.building, vault.box)]
        for file in keys.rglob("device.key"):
            file.unlink()

    for keys, _ in kills(begin, lambda keys: Vault.open(keys, lambda: ids[0])):
        vault = Vault.open(keys, lambda: ids[0])
        assert vault.parents == (ids[0][1],) and vault.box != ids[0][1] and vault.building == ids[0][0]
        ids[0] = vault.building, vault.box
        again = Vault.open(keys, lambda: ids[0])
        assert (again.box, again.parents, again.mended) == (vault.box, vault.parents, ())


STORIES: dict[str, Callable[[], None]] = {
    story.__name__: story
    for story in (
        put_first,
        replace,
        destroy,
        put_again,
        put_over_half_a_destruction,
        heal,
        follow_a_person,
        destroy_a_week,
        raise_the_rank,
        first_start,
        upgrade,
        stand_in,
    )
}

if __name__ == "__main__":
    STORIES[sys.argv[1]]()
