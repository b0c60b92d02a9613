"""Asks the archives of a build, each once: Debian's own and the one of newer kernels. It uses folders that are kept in the cache."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from image_build.layers.debs import Archive
from image_build.layers.mirror import Mirror
from image_build.layers.store import Store
from image_build.programs import CannotBuild
from image_build.progress import Progress
from image_build.recipe import SUITE


@dataclass(frozen=True, slots=True)
class Archives:
    """Where the packages of this build come from."""

    store: Store
    mirror: Mirror
    progress: Progress
    _asked: set[str] = field(default_factory=set)

    @contextmanager
    def open(self, *, backports: bool) -> Iterator[Archive]:
        """Open the archive, after asking it what it has now. If it does not answer, what it had last time is used, and that is said.

        Raises CannotBuild if it never answered.
        """
        name = "apt-backports" if backports else "apt"
        with self.store.alone(name):
            archive = Archive(self.store.shared(name), self.mirror, SUITE, backports=backports)
            if name not in self._asked:
                self._ask(archive)
                self._asked.add(name)
            yield archive

    def _ask(self, archive: Archive) -> None:
        self.progress.say(f"packages: asking {self.mirror.main} what there is")
        try:
            archive.update()
        except CannotBuild as failed:
            if not archive.was_asked:
                raise
            self.progress.say(
                f"packages: it did not answer, so what it had last time is taken ({str(failed).splitlines()[-1]})"
            )
