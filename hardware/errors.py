"""Their fault and ours have different names: a frame is dropped and counted, a lost wire is tried again."""


class FrameError(ValueError):
    """The wire sent something that is no frame of ours. Count it, drop it, raise trouble; never guess."""


class HardwareError(OSError):
    """The wire itself is gone: a port cannot be opened, a device is unplugged. Try again later."""
