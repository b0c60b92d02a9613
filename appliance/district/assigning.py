"""Works out what is to be recorded so that the sets of exercises of this building are those that the safety office assigns. Pure."""

from appliance.core.exercise_sets.commands import AssignExerciseSet, WithdrawExerciseSet
from appliance.core.exercise_sets.known import Year
from appliance.district.trust import Trust
from appliance.envelope.exercise_sets import OFFICE


def to_assign(trust: Trust, year: Year) -> list[AssignExerciseSet | WithdrawExerciseSet]:
    """Give the commands, in order. A set that is not told any more is withdrawn first, so that there is room for another one. One that is
    assigned as it is told makes no entry, however often it is told.
    """
    told = {each.name: each.command for each in trust.exercises}
    over = (name for name, its in year.sets.items() if its.office and name not in told)
    return [*(WithdrawExerciseSet(name=name, by=OFFICE, office=True) for name in over), *told.values()]
