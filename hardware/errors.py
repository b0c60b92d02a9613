"""Names the two kinds of error: a frame that the other side got wrong, and a wire that is lost. A bad frame is dropped and counted. A
lost wire is tried again.
"""


class FrameError(ValueError):
    """The wire sent something that is not a frame we know. Count it, drop it and raise a trouble; never guess."""


class HardwareError(OSError):
    """The wire itself is gone: a port cannot be opened, or a device is unplugged. Try again later."""
