"""Collects what a source hands over in the contract tests."""

from hardware.signals import Press, Signal


class Ear(list[Signal]):
    """Everything that was heard. While `sore` is set it raises an error at each press, as a bug of ours would."""

    sore = False

    def hear(self, signal: Signal) -> None:
        if self.sore and isinstance(signal, Press):
            raise ZeroDivisionError("a fault of ours")
        self.append(signal)
