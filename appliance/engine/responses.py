"""Notes what the whole building did in the records of the incidents that were open meanwhile. Asks nobody, infers nothing, rings nothing.
The note comes after the fact: if the box dies between a response and its note, the note is missing, and people are asked to fill in the
field as usual.
"""

import asyncio
import logging

from appliance.core.building.events import ResponseStarted
from appliance.core.calls.events import StoodDown
from appliance.core.ground.words import Actor, BuildingResponse
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.engine.records import Records
from appliance.logbook.errors import LogbookError
from appliance.plan.ids import IncidentId
from appliance.record.decide import No
from appliance.record.events import RecordEntry, ResponseNoted, owes_record
from appliance.record.record import Record
from appliance.record.words import Author, Klass, Shown

log = logging.getLogger("handbell.records")

type Note = tuple[IncidentId, BuildingResponse, Actor]


class ResponseNotes:
    """Writes the notes; one for the daemon. A response that begins is noted for every open incident. A response that is still on is noted
    for each incident that is stood down.
    """

    def __init__(self, engine: Engine, records: Records) -> None:
        self._engine = engine
        self._records = records
        self._due: asyncio.Queue[Note] = asyncio.Queue()
        engine.listen(self._changed, "responses in records")

    async def run(self) -> None:
        """Write the notes that are due, one record after the other, so that nothing live ever waits for more than one record."""
        while True:
            await self._write(await self._due.get())

    def _changed(self, change: Change) -> None:
        board = self._engine.board
        for event in change.kept:
            match event:
                case ResponseStarted(drill=None):
                    for incident in board.incidents:
                        self._due.put_nowait((incident, event.response, event.by))
                case StoodDown() if board.response is not None and board.response.drill is None:
                    self._due.put_nowait((event.incident, board.response.response, board.response.by))
                case _:
                    pass

    async def _write(self, note: Note) -> None:
        incident, response, by = note

        def noting(record: Record) -> list[RecordEntry]:
            owed = any(owes_record(event) for _, _, event in record.live)
            if not owed or response in record.responses:
                return []
            author = Author(desk=by.desk, shown=Shown.NOT_SHOWN, person=by.person)
            return [ResponseNoted(incident=incident, by=author, klass=Klass.OPERATIONAL, response=response)]

        try:
            # the engine takes no entry for a record while earlier entries still wait for the disk
            await self._engine.recorder.caught_up()
            kept = await self._records.write(incident, noting)
            if isinstance(kept, No):
                log.warning("what the building did is not noted in the record of %s: %s", incident, kept)
        except LogbookError as error:
            log.warning("what the building did is not noted in the record of %s: %s", incident, error)
