"""Tests on which call the keys act: the one drawn largest, which the foot of the screen names."""

import pytest

from appliance.core.ground.words import Stage as CallStage
from tests.tui.boards import board, call, drill
from tests.tui.conftest import Sits
from tests.tui.stage import Stage
from tests.tui.test_slips import did, over

pytestmark = pytest.mark.slow

HAD, HAD_TOO = (call(number, room, stage=CallStage.ACKNOWLEDGED) for number, room in ((12, "B204"), (13, "Gym")))
RINGS = call(14, "Hall")
PRACTISED, REAL = call(14, "B204", stage=CallStage.ACKNOWLEDGED, drill=True), call(15, "B204")


async def test_the_foot_of_the_screen_names_the_room_that_the_keys_act_on(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(HAD, HAD_TOO))
        await person.sees(" Room B204:  D  Send help")
        await person.presses("down")
        await person.sees(" Gym:  D  Send help")


async def test_a_third_call_that_rings_takes_all_keys(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(HAD, HAD_TOO))
        await person.sees("Gym")
        await person.presses("down")
        stage.shows(board(HAD, HAD_TOO, RINGS))
        await person.sees(" Hall:  SPACE  I have it  D  Send help")
        await person.looks()
        await person.presses("d")
        await person.sees("SEND HELP to Hall")


async def test_what_a_key_does_elsewhere_says_where(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(did(HAD, left_ms=60_000), HAD_TOO, RINGS))
        await person.sees(" Hall:  SPACE  I have it", "Undo: Room B204")
        await person.presses("down", "down")
        await person.sees(" Gym:  SPACE  I have it: Hall", "Undo: Room B204")


async def test_a_real_call_and_one_of_practice_in_the_same_room_are_told_apart(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(PRACTISED, REAL, drill=drill("B204")))
        await person.sees(" Room B204 call 15:  SPACE  I have it  D  Send help")
        await person.presses("down")
        await person.sees(" DRILL Room B204 call 14:  SPACE  I have it: Room B204 call 15")


async def test_two_rooms_whose_names_are_cut_to_the_same_are_told_apart(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "Gymnasium of the east wing"), call(13, "Gymnasium of the west wing")))
        await person.sees("Gymnasium o…wing call 12:  SPACE  I have it")


async def test_a_room_that_was_stood_down_a_moment_ago_and_calls_again_is_told_apart(stage: Stage, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(15, "B204"), ended=(over(12, "B204", left_ms=60_000),)))
        await person.sees(" Room B204 call 15:  SPACE  I have it", "Undo: Room B204 call 12")
