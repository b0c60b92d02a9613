"""What counts of readiness on a running box: read when somebody asks, kept until something changes, and the same after a restart."""

from pathlib import Path

from appliance.core.readiness.commands import AdoptReadiness
from appliance.engine.outcome import Done
from appliance.listed.readiness import ReadinessKeeper
from appliance.plan.document import digest
from tests.appliance.engine.harness import harness_at
from tests.appliance.readiness.papers import adults


async def test_it_is_read_once_until_something_else_is_adopted_and_is_there_after_a_restart(tmp_path: Path) -> None:
    table = adults(("cal", "Cal Stone", "2024-08-01"))
    command = AdoptReadiness(kind=table.kind, by="R. Ortiz", digest=digest(table.document), document=table.document)
    async with harness_at(tmp_path) as box:
        keeper = ReadinessKeeper(box.engine)
        before = await keeper.known()
        assert before is await keeper.known() and before.adults == ()
        assert isinstance(await box.engine.submit(command).kept, Done)
        known = await keeper.known()
        assert known is not before and [each.name for each in known.adults] == ["Cal Stone"]
    async with harness_at(tmp_path) as box:
        assert await ReadinessKeeper(box.engine).known() == known
