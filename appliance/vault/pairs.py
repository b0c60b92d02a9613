"""Guards the key files: each is kept twice, and a destroyed file stays destroyed. Knows which copy counts, not what is in it.

keys/NAME first copy · keys/copies/NAME second copy · keys/copies/NAME.gone tombstone              (`second_copy.py`: their bytes)
write    second copy, then first copy, then an earlier tombstone goes: only after that does the file count as put
destroy  tombstone, then second copy, then first copy: after the first step the file is gone
"""

import contextlib
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from appliance.vault import files, folders
from appliance.vault.errors import VaultError
from appliance.vault.kinds import Kind
from appliance.vault.mended import Mended
from appliance.vault.putting_right import FOLDER_DONE, SECOND_LEN_MAX, WILL, KeyPaths, put_right
from appliance.vault.second_copy import SecondCopy, digest, first_of, pack, pack_tombstone, unpack
from appliance.vault.verdict import MISSING, Do, Verdict, judge

COPIES = "copies"
GONE = ".gone"

# held because the weekly look runs in a thread, while somebody else may put or destroy a file
_ONE_AT_A_TIME = threading.RLock()


class Pairs:
    """The files of one folder inside the folder of keys; if `under` is empty, of `keys` itself.

    If `mends` is False, it only looks, and writes nothing whatever it finds. `mended` says what opening put right.
    """

    def __init__(self, keys: Path, under: str, kind_of: Callable[[str], Kind], *, mends: bool = True) -> None:
        self._folder, self._copies = keys / under, keys / COPIES / under
        self._under = under
        self._kind_of = kind_of
        self.mends = mends
        self.mended: tuple[Mended, ...] = ()
        self.noticed = False
        """Something that was read is to be put right."""
        if mends:
            self._open_folders(keys)
        elif keys.exists():
            folders.check_folder(keys)
            if wrong := folders.folder_wrong(keys):
                self.mended = (Mended(".", wrong, f"{WILL}."),)

    # ---- reading

    def read(self, name: str) -> bytes | None:
        """Give the content that counts, None if there is none or it was destroyed. Writes nothing. Raises VaultError for a lost file."""
        verdict = self.verdict(name)
        self.noticed |= verdict.do is not Do.NOTHING
        if verdict.lost:
            raise self.lost(name, verdict)
        return verdict.content

    def verdict(self, name: str) -> Verdict:
        """Judge what is there under this name."""
        return judge(self._paths(name).found(), self._kind_of(name))

    def written_ms(self, name: str) -> int | None:
        """Give when the file was written, by the box's wall clock then (ms); None if there is none."""
        if (self._copies / (name + GONE)).exists():
            return None
        first, second = files.written_ms(self._folder / name), files.written_ms(self._copies / name)
        return second if first is None else first

    def names(self, ending: str) -> tuple[str, ...]:
        """Give the names of the files with that ending that are not destroyed, with the ending, in order; whole or not."""
        here, there = files.names(self._folder, ending), files.names(self._copies, ending)
        return tuple(sorted({name + ending for name in (*here, *there)} - self._gone(ending)))

    def all_names(self, ending: str) -> tuple[str, ...]:
        """Give the same names, and the destroyed ones."""
        return tuple(sorted({*self.names(ending), *self._gone(ending)}))

    # ---- writing

    def write(self, name: str, content: bytes) -> None:
        """Keep the content in both places, in place of any other. Raises VaultError; then the file is as it was before."""
        if len(content) > files.SECRET_LEN_MAX:
            raise VaultError(
                f"{len(content)} bytes are too long for a secret",
                self._folder / name,
                f"Give at most {files.SECRET_LEN_MAX} bytes.",
            )
        paths = self._paths(name)
        with _ONE_AT_A_TIME:
            if paths.tombstone.exists():
                paths.destroy()
            before = files.look(paths.second, SECOND_LEN_MAX)
            files.write(paths.second, pack(name, self._copy_after(name, before, content)))
            # both get the same moment: a file that is written later than its second copy was written by a person (`kinds`)
            written_ns = files.look(paths.second, SECOND_LEN_MAX).written_ns
            try:
                files.write(paths.first, content, written_ns=written_ns)
                files.remove(paths.tombstone)
            except VaultError:
                self._as_before(paths, before)
                raise

    def make_anew(self, name: str, content: bytes) -> None:
        """Write a file that was lost, and remove what is in its place and not ours. Raises VaultError."""
        paths = self._paths(name)
        for path in (paths.first, paths.second):
            if files.look(path, SECOND_LEN_MAX).foreign:
                files.out_of_the_way(path)
        self.write(name, content)

    def destroy(self, name: str) -> None:
        """Destroy both copies for good; do nothing if there is none. Raises VaultError."""
        paths = self._paths(name)
        with _ONE_AT_A_TIME:
            if not any(files.look(path).there for path in (paths.first, paths.second)):
                return
            if not paths.tombstone.exists():
                files.write(paths.tombstone, pack_tombstone(self._digests(name)))
            paths.destroy()

    def write_again(self, name: str, content: bytes) -> bool:
        """Write a content that its user still has in memory, if neither copy holds it. Return whether it was written. Raises VaultError."""
        with _ONE_AT_A_TIME:
            if (self._copies / (name + GONE)).exists() or self.verdict(name).content == content:
                return False
            self.write(name, content)
            return True

    # ---- putting right

    def opened(self, names: Iterable[str]) -> dict[str, Verdict]:
        """Judge these files, and put them right if this mends; `mended` then has what was put right. Raises nothing."""
        verdicts, said = {}, []
        with _ONE_AT_A_TIME:
            for name in names:
                verdicts[name] = verdict = self._judged(name)
                if (done := self._mend(name, verdict)) is not None:
                    said.append(done)
        self.mended += tuple(said)
        return verdicts

    def mend(self, names: Iterable[str]) -> tuple[Mended, ...]:
        """Put right what is wrong with these files. Raises nothing: the result names what cannot be put right."""
        with _ONE_AT_A_TIME:
            return tuple(said for name in names if (said := self._mend(name, self._judged(name))) is not None)

    def mend_all(self, ending: str) -> tuple[Mended, ...]:
        """Do the same for all files with that ending, and for destroyed files that are there again."""
        return self.mend(self.all_names(ending))

    def _judged(self, name: str) -> Verdict:
        """Judge a file. If it is lost because its rights kept ourselves out, and it is ours, mend the rights and judge again."""
        verdict = self.verdict(name)
        if verdict.lost and self.mends:
            paths = self._paths(name)
            files.let_us_in(paths.first)
            files.let_us_in(paths.second)
            verdict = self.verdict(name)
        return verdict

    def _mend(self, name: str, verdict: Verdict) -> Mended | None:
        """Mend one file; say what was wrong and what was done. A key that a person put in has no second copy, which is not worth a
        message: that is how keys come onto a box.

        If there is no folder of copies at all, one message says so, instead of one for each file.
        """
        if verdict.do is Do.NOTHING:
            return None
        done = put_right(self._paths(name), verdict) if self.mends else WILL
        wrong = verdict.wrong_first
        no_news = verdict.wrong_second == MISSING and (self._kind_of(name).by_hand or not self._copies.is_dir())
        if not wrong and verdict.wrong_second and not no_news:
            wrong = f"has a second copy that {verdict.wrong_second}"
        return Mended(self.relative(name), wrong, f"{done}.") if wrong else None

    # ---- small

    def relative(self, name: str) -> str:
        """Give the file's name relative to the folder of keys."""
        return f"{self._under}/{name}" if self._under else name

    def where(self, name: str) -> Path:
        """Give the path of the first copy."""
        return self._folder / name

    def copy_at(self, name: str) -> Path:
        """Give the path of the second copy."""
        return self._copies / name

    def _open_folders(self, keys: Path) -> None:
        """Open the folders. Folders inside the folder of keys are made anew if nothing else helps: one has what was in the other."""
        if keys.exists():
            folders.check_folder(keys)
        said = []
        for folder in dict.fromkeys((keys, keys / COPIES, self._folder, self._copies)):
            name = str(folder.relative_to(keys))
            try:
                wrong = folders.mend_folder(folder)
            except VaultError as error:
                if folder == keys and not keys.is_dir():
                    raise
                said.append(Mended(name, error.what, "What is whole of it elsewhere is used. Tell district IT."))
                continue
            if wrong:
                said.append(Mended(name, wrong, FOLDER_DONE))
        self.mended = tuple(said)

    def _gone(self, ending: str) -> set[str]:
        return {name + ending for name in files.names(self._copies, ending + GONE)}

    def _digests(self, name: str) -> tuple[bytes, ...]:
        """Give the digests of everything the file holds and held: none of it may count as a new key that a person put in."""
        first, second = files.look(self._folder / name), files.look(self._copies / name, SECOND_LEN_MAX)
        copy = None if second.content is None else unpack(name, second.content)
        known = [] if copy is None else [digest(copy.content), *copy.earlier]
        if first.content is not None:
            known.insert(0, digest(first.content))
        return tuple(dict.fromkeys(known))

    def _copy_after(self, name: str, before: files.Look, content: bytes) -> SecondCopy:
        copy = None if before.content is None else unpack(name, before.content)
        first = files.look(self._folder / name).content
        if copy is None:
            copy = None if first is None else first_of(first)
        elif first is not None and first not in (copy.content, content):
            copy = copy.followed_by(first)
        return first_of(content) if copy is None else copy.followed_by(content)

    def _as_before(self, paths: KeyPaths, before: files.Look) -> None:
        """Undo a write that failed half way, as well as possible (the disk has failed already): it must not come true at the next start."""
        if paths.tombstone.exists():
            return  # what was destroyed stays destroyed
        with contextlib.suppress(VaultError):
            if before.content is None:
                files.destroy(paths.second)
            else:
                files.write(paths.second, before.content, written_ns=before.written_ns)

    def _paths(self, name: str) -> KeyPaths:
        return KeyPaths(name, self._folder / name, self._copies / name, self._copies / (name + GONE))

    def lost(self, name: str, verdict: Verdict) -> VaultError:
        """Make the error about a lost file."""
        return VaultError(
            f"is lost: it {verdict.wrong_first}, and its second copy {verdict.wrong_second}",
            self._folder / name,
            self._kind_of(name).if_lost,
        )
