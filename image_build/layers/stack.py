"""Builds all layers of one kind of box: decides exactly which ones, takes those that are in the cache, and makes the others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from image_build.layers import base, kernel, listing, mirror, ours, site, userland
from image_build.layers.archives import Archives
from image_build.layers.debs import ESSENTIAL, Deb
from image_build.layers.mirror import Mirror
from image_build.layers.parts import Layers
from image_build.layers.store import Store, key_of
from image_build.lock import Lock, current
from image_build.progress import Progress
from image_build.project import CLONE, project
from image_build.recipe import BOOT_PACKAGES, PACKAGES, SUITE, TAKEN_FROM, Target


def built(target: Target, cache: Path, *, using: Mirror | None = None, progress: Progress | None = None) -> Layers:
    """Return the layers for `target`, kept in `cache`. Asks the archive what it has now; what did not change is not made again.

    Raises CannotBuild, which says what is missing and what to do.
    """
    progress = progress or Progress()
    store = Store(cache)
    lock = current(project().requirements)
    debs = _packages(Archives(store, using or mirror.of_machine(SUITE), progress), target)
    with ThreadPoolExecutor() as at_once:  # setting up the userland takes minutes and uses mostly one processor
        base_place = at_once.submit(_base, store, debs, progress)
        make_kernel = partial(kernel.make, debs=debs.kernel)
        kernel_place = at_once.submit(store.layer, "kernel", kernel.inputs(debs.kernel), make_kernel, progress)
        site_place = at_once.submit(_site, store, lock, progress)
        listed = at_once.submit(_listed, store, [*debs.userland, *debs.taken_from, *debs.kernel], lock, progress)
    kernel_parts = kernel.parts(kernel_place.result())
    return Layers(base_place.result() / base.TAR, kernel_parts, site_place.result() / site.TAR, listed.result())


@dataclass(frozen=True, slots=True)
class _Debs:
    """Every Debian package of an image: set up on the root, giving only some files to it, or unpacked for kernel and firmware."""

    userland: list[Deb]
    taken_from: list[Deb]
    kernel: list[Deb]


def _packages(archives: Archives, target: Target) -> _Debs:
    with archives.open(backports=False) as stable:
        root = stable.chosen([ESSENTIAL, *(package.name for package in PACKAGES)])
        taken_from = [stable.one(package.name) for package, _ in TAKEN_FROM]
    with archives.open(backports=target.kernel.suite != SUITE) as archive:
        names = [target.kernel.metapackage, *(package.name for package in BOOT_PACKAGES)]
        kernel_debs = kernel.unpacked(target.kernel, archive.chosen(names))
    return _Debs(root, taken_from, kernel_debs)


def _base(store: Store, debs: _Debs, progress: Progress) -> Path:
    inputs = userland.inputs(debs.userland)
    place = store.layer("userland", inputs, partial(userland.make, debs=debs.userland), progress)
    make = partial(base.make, userland=place / userland.TAR, taken_from=debs.taken_from)
    return store.layer("base", base.inputs(key_of(inputs), debs.taken_from), make, progress)


def _site(store: Store, lock: Lock, progress: Progress) -> Path:
    with store.alone("wheels"):
        wheels = site.fetched(lock, store.shared("wheels"))
    files = ours.files(project(), CLONE)
    return store.layer("site", site.inputs(lock, files), partial(site.make, wheels=wheels, ours=files), progress)


def _listed(store: Store, debs: list[Deb], lock: Lock, progress: Progress) -> Path:
    make = partial(listing.make, debs=debs, lock=lock)
    return store.layer("packages", listing.inputs(debs, lock), make, progress) / listing.FILE
