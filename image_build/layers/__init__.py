"""Makes the layers from which an image is put together: Debian's userland, kernel and firmware, and our program. Each layer is made
once and kept by its key.
"""

from image_build.layers.parts import KernelParts, Layers
from image_build.layers.stack import built

__all__ = ["KernelParts", "Layers", "built"]
