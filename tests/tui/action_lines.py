"""Lines of what was agreed after an exercise, for the tests of both consoles."""

from datetime import date

from msgspec.structs import replace

from appliance.api.duties.actions import ActionLine
from appliance.plan.ids import ExerciseId
from tests.appliance.duties.school import ms

SIGN = ActionLine(
    exercise=ExerciseId("x1"),
    number=2,
    title="Two rooms call at once",
    agreed_on=date(2026, 11, 24),
    says="Hang a sign at the north door.",
    owner="Dana Reyes",
    due_on=date(2026, 11, 30),
    due_ms=ms("2026-12-01 00:00"),
    overdue=True,
    owe=True,
    owed=False,
    told=False,
    nobody=False,
    done=False,
    noted=False,
    noted_on=None,
    noted_by="",
    words="",
    moved="",
    late_says="One school day after its day, administrators are told in their list. Nothing rings.",
    may_note=(True,),
    may_move=True,
)
RADIO = replace(
    SIGN,
    number=3,
    says="Buy a second radio.",
    owner="Ben Ruiz",
    due_on=date(2026, 12, 9),
    due_ms=ms("2026-12-10 00:00"),
    overdue=False,
    owe=False,
    owed=True,
    may_note=(),
    may_move=False,
)
