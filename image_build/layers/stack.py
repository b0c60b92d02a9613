"""All layers of one kind of box: which exactly, those that are there taken from the cache, the others made."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from image_build.layers import base, kernel, listing, mirror, site
from image_build.layers.debs import ESSENTIAL, Archive, Deb
from image_build.layers.mirror import Mirror
from image_build.layers.parts import Layers
from image_build.layers.store import Store
from image_build.lock import Lock, current
from image_build.progress import Progress
from image_build.project import HOUSE, project
from image_build.recipe import BOOT_PACKAGES, PACKAGES, SUITE, Target


def built(target: Target, cache: Path, *, using: Mirror | None = None, progress: Progress | None = None) -> Layers:
    """The layers for `target`, kept in `cache`. Asks the archive what it has now; what did not change is not made again.

    Raises CannotBuild with what is missing, and what to do.
    """
    progress = progress or Progress()
    store = Store(cache)
    lock = current(project().requirements)
    userland, kernel_debs = _packages(store, using or mirror.of_machine(SUITE), target, progress)
    with ThreadPoolExecutor() as at_once:  # setting up the userland takes minutes and mostly one processor
        base_place = at_once.submit(store.layer, "base", base.inputs(userland), partial(base.make, debs=userland), progress)
        kernel_place = at_once.submit(store.layer, "kernel", kernel.inputs(kernel_debs), partial(kernel.make, debs=kernel_debs), progress)
        site_place = at_once.submit(_site, store, lock, progress)
        listed = at_once.submit(_listed, store, [*userland, *kernel_debs], lock, progress)
    return Layers(base_place.result() / base.TAR, kernel.parts(kernel_place.result()), site_place.result() / site.TAR, listed.result())


def _packages(store: Store, using: Mirror, target: Target, progress: Progress) -> tuple[list[Deb], list[Deb]]:
    """Those of the userland, and those kernel and firmware are made of; asked for and fetched."""
    with store.alone("apt"):
        progress.say(f"packages: asking {using.main} what there is")
        archive = Archive(store.shared("apt"), using, SUITE)
        archive.update()
        userland = archive.chosen([ESSENTIAL, *(package.name for package in PACKAGES)])
        if target.kernel.suite != SUITE:
            archive = Archive(store.shared("apt-backports"), using, SUITE, backports=True)
            archive.update()
        names = [target.kernel.metapackage, *(package.name for package in BOOT_PACKAGES)]
        kernel_debs = kernel.unpacked(target.kernel, archive.chosen(names))
    progress.say(f"packages: {len(userland)} for the userland ({_megabytes(userland)} MB), {len(kernel_debs)} for the kernel ({_megabytes(kernel_debs)} MB)")
    return userland, kernel_debs


def _site(store: Store, lock: Lock, progress: Progress) -> Path:
    with store.alone("wheels"):
        wheels = site.fetched(lock, store.shared("wheels"))
    ours = project()
    return store.layer("site", site.inputs(lock, ours, HOUSE), partial(site.make, wheels=wheels, project=ours, house=HOUSE), progress)


def _listed(store: Store, debs: list[Deb], lock: Lock, progress: Progress) -> Path:
    return store.layer("packages", listing.inputs(debs, lock), partial(listing.make, debs=debs, lock=lock), progress) / listing.FILE


def _megabytes(debs: list[Deb]) -> int:
    return sum(deb.path.stat().st_size for deb in debs) // 1_000_000
