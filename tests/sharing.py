"""Says which proofs a worker has to itself, and in which order: files that share something dear together, and the longest first."""

import re

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

ONE_BOX = re.compile(r"tests/proof/test_(image|image_layers|boot_first|boot_later)\.py")
BOX = "one box at a time"
LONGEST = (
    BOX,
    "tests/proof/test_rot.py",
    "tests/proof/test_kills.py",
    "tests/proof/test_wire_kills.py",
    "tests/proof/test_button_kills.py",
    "tests/proof/test_rot_of_boxes.py",
    "tests/proof/test_two_sites.py",
    "tests/appliance/restoring/test_killed.py",
    "tests/proof/test_dead_box_by_office.py",
    "tests/proof/test_many_kills.py",
)
"""Files whose proofs take longest, from half an hour to two minutes. They start first: a file that started last would run alone at
the end.
"""


class WhatIsShared(LoadFileScheduling):
    """Gives all tests of one file to one worker, and also the tests of all files that share the layers of the image or start a box under
    emulation: one box keeps both processors busy, and two at a time take far more than twice as long. What takes longest starts first.
    """

    def _split_scope(self, nodeid: str) -> str:
        return BOX if ONE_BOX.match(nodeid) else super()._split_scope(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        if long := next((scope for scope in LONGEST if scope in self.workqueue), None):
            self.workqueue.move_to_end(long, last=False)
        super()._assign_work_unit(node)
