"""The twin of our call button on its wire: the arguments of its action, read. Knows no connection and no frames."""

from collections.abc import Sequence

from aioesphomeapi import api_pb2 as pb

from hardware.esphome.twin import identity
from hardware.esphome.twin.button import Told, TwinButton
from hardware.esphome.twin.device import TwinDevice


class TwinLine(TwinDevice[TwinButton]):
    """One button."""

    firmware = identity.BUTTON

    def told(self, told: Told) -> bool:
        """The appliance says where the button stands. False when it was not believed."""
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
