"""Makes the layers of images for all proofs of one run. They are kept in var/image from run to run. Says why they cannot be made on this
machine.
"""

import functools
from pathlib import Path

from image_build.layers import Layers, binfmt, built
from image_build.layers.userland import PROGRAMS
from image_build.programs import CannotBuild, need
from image_build.project import CLONE
from image_build.recipe import TARGETS

CACHE = CLONE / "var/image/cache"


@functools.cache
def why_not() -> str | None:
    """Say what this machine lacks to make an image, or give None."""
    try:
        need([*PROGRAMS, "apt-get", "dpkg-deb", "depmod"])
        binfmt.make_ready()
    except CannotBuild as refused:
        return str(refused).splitlines()[0]
    return None


@functools.cache
def layers_of(target: str, cache: Path = CACHE) -> Layers:
    """Make the layers. It takes minutes the first time, seconds after that."""
    return built(TARGETS[target], cache)
