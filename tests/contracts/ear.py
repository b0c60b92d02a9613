"""What listens to a source in the contract tests."""

from hardware.signals import Press, Signal


class Ear(list[Signal]):
    """Everything that was heard. While it is `sore` it cannot bear presses, as a fault of ours would have it."""

    sore = False

    def hear(self, signal: Signal) -> None:
        if self.sore and isinstance(signal, Press):
            raise ZeroDivisionError("a fault of ours")
        self.append(signal)
