"""Puts the twin of our call button on its wire: reads the arguments of its action. Knows no connection and no frames."""

from collections.abc import Sequence

from aioesphomeapi import api_pb2 as pb

from hardware.esphome.twin import identity
from hardware.esphome.twin.button import Told, TwinButton
from hardware.esphome.twin.device import TwinDevice


class TwinLine(TwinDevice[TwinButton]):
    """One pretend button on its wire."""

    firmware = identity.BUTTON

    def told(self, told: Told) -> bool:
        """Take where the button stands, as the appliance says. False if it was not believed."""
        return self.board.tell(told, self.now_ms())

    def _boot(self, now_ms: int) -> TwinButton:
        return TwinButton(self.flash, now_ms, self._dice)

    def _obey(self, board: TwinButton, arguments: Sequence[pb.ExecuteServiceArgument]) -> bool:
        epoch, phase, ledger, receipts, quiet, dark = arguments
        return self.told(
            Told(
                epoch.int_, phase.string_, ledger.string_, tuple(receipts.int_array), quiet=quiet.bool_, dark=dark.bool_
            )
        )
