"""Answers what only root and the administrators' group may ask. Decides nothing about calls."""

import asyncio
import logging
from typing import assert_never

from appliance.api.ask import Answer, Reply
from appliance.api.desk.buttons import AdoptButton, ButtonAdopted, TakeOver
from appliance.api.desk.exercises import AdoptScenarioFile, AssignSet, DropOwnScenario, FromDeskOfExercises, WithdrawSet
from appliance.api.desk.messages import FromAdministrator
from appliance.api.desk.plan import AdoptPlanFile
from appliance.api.desk.provisioning import FromDeskOfProvisioning, KeepCredential, ReplaceBox, TellSetUp
from appliance.api.listed.communications import AdoptCommunicationsFile
from appliance.api.listed.messages import (
    AdoptCalendarFile,
    AdoptRulesFile,
    DeclareSchoolClosing,
    FromDeskOfListed,
    WithdrawSchoolClosing,
)
from appliance.api.listed.readiness import AdoptReadinessFiles
from appliance.api.records.recovery import (
    AskOfReplica,
    AskRecovery,
    CheckRecoveryKey,
    FromDeskOfRecovery,
    UseRecoveryKey,
)
from appliance.api.records.retention import AskDue, DestroyDue, FromDeskOfRetention
from appliance.api.records.trust import BelieveOffice
from appliance.api.ways.phrases import AskPhrases, PhrasesKnown, phrases_known
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.district.keeper import BELIEVED_ALREADY
from appliance.doors.console import (
    communications_desk,
    exercises_desk,
    listed_desk,
    provisioning_desk,
    rank_desk,
    recovery_desk,
    retention_desk,
)
from appliance.doors.console.here import Here
from appliance.doors.console.replies import COMMAND_LINE, not_allowed, reply_to
from appliance.doors.peer import speaks_phrases
from appliance.doors.readiness import desk as readiness_desk
from appliance.plan.document import PlanDocumentError

log = logging.getLogger("handbell.doors")


class Administering:
    """Answers an administrator; one per console. Anybody else is refused each act by name: the sentence says who may do it."""

    def __init__(self, here: Here) -> None:
        self._here = here

    async def answer(self, message: FromAdministrator) -> Answer:
        """Do or look up what was asked, and give the answer; a refusal is a sentence in it."""
        match message:
            case AdoptPlanFile() | AskPhrases():
                return await self._of_plan(message)
            case AdoptButton():
                return await self._adopt_button(message)
            case TakeOver():
                return await self._take_over(message)
            case BelieveOffice():
                return await self._believe(message)
            case AskDue() | DestroyDue():
                return await self._of_keeping(message)
            case KeepCredential() | TellSetUp() | ReplaceBox():
                return await self._of_provisioning(message)
            case UseRecoveryKey() | CheckRecoveryKey() | AskRecovery() | AskOfReplica():
                return await self._of_recovery(message)
            case AdoptRulesFile() | AdoptCalendarFile() | DeclareSchoolClosing() | WithdrawSchoolClosing():
                return await self._of_listed(message)
            case AssignSet() | WithdrawSet() | AdoptScenarioFile() | DropOwnScenario():
                return await self._of_exercises(message)
            case AdoptCommunicationsFile():
                return await self._of_communications(message)
            case AdoptReadinessFiles():
                return await self._of_readiness(message)
            case _:
                assert_never(message)

    async def _of_plan(self, message: AdoptPlanFile | AskPhrases) -> Answer:
        return await self._phrases(message) if isinstance(message, AskPhrases) else await self._adopt(message)

    async def _adopt(self, message: AdoptPlanFile) -> Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "adopt a plan")
        try:
            submission = self._here.inside.adopt(message.document)
        except PlanDocumentError as error:
            return Reply(request=message.request, ok=False, code="not-a-plan", says=str(error))
        log.warning("a plan was handed in for adoption by %s (%s)", self._here.name, self._here.peer)
        return reply_to(message.request, await submission.spoken)

    async def _believe(self, message: BelieveOffice) -> Reply:
        keeper = self._here.inside.records.district
        if not self._here.may_adopt or keeper is None:
            return not_allowed(message.request, "say which safety office is believed")
        log.warning(
            "safety office %a is to be believed, asked by %s (%s)",
            message.fingerprint,
            self._here.name,
            self._here.peer,
        )
        why_not = await keeper.believe(message.fingerprint, message.instead_of, "by an administrator of the box")
        code = Rejection.NO_NEWS.value if why_not == BELIEVED_ALREADY else "not-believed"
        return Reply(request=message.request, ok=not why_not, code=code if why_not else "", says=why_not)

    async def _adopt_button(self, message: AdoptButton) -> ButtonAdopted | Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "take a button into service")
        log.warning("device %a is to be adopted, asked by %s (%s)", message.device, self._here.name, self._here.peer)
        return await self._here.inside.buttons.adopt(message)

    async def _take_over(self, message: TakeOver) -> Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "take buttons over")
        log.warning("buttons are to be taken over, asked by %s (%s)", self._here.name, self._here.peer)
        by = Actor(COMMAND_LINE if self._here.desk is None else self._here.desk)
        return await rank_desk.answer(self._here.inside.engine, self._here.inside.buttons.keep_rank, message, by)

    async def _of_keeping(self, message: FromDeskOfRetention) -> Answer:
        if not self._here.may_adopt:
            return not_allowed(message.request, "destroy records")
        if isinstance(message, DestroyDue):
            log.warning("everything that is due is to be destroyed, asked by %s (%s)", self._here.name, self._here.peer)
        return await retention_desk.answer(self._here.inside.records.retention, message)

    async def _of_provisioning(self, message: FromDeskOfProvisioning) -> Answer:
        if not self._here.may_adopt:
            return not_allowed(message.request, "set this box up")
        log.info("%r, from %s (%s)", message, self._here.name, self._here.peer)
        inside = self._here.inside
        return await provisioning_desk.answer(
            inside.engine, inside.buttons.keep_key, inside.records.instead_of, message
        )

    async def _of_listed(self, message: FromDeskOfListed) -> Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "adopt rules and a school calendar, or declare a closing")
        log.warning("%s, asked by %s (%s)", type(message).__name__, self._here.name, self._here.peer)
        return await listed_desk.answer(self._here.inside.engine, message)

    async def _of_communications(self, message: AdoptCommunicationsFile) -> Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "adopt a file of communications")
        log.warning("%s, asked by %s (%s)", type(message).__name__, self._here.name, self._here.peer)
        return await communications_desk.adopt(self._here.inside.engine, message)

    async def _of_exercises(self, message: FromDeskOfExercises) -> Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "assign a set of exercises, or adopt a scenario")
        log.warning("%s, asked by %s (%s)", type(message).__name__, self._here.name, self._here.peer)
        return await exercises_desk.answer(self._here.inside.engine, message)

    async def _of_readiness(self, message: AdoptReadinessFiles) -> Reply:
        if not self._here.may_adopt:
            return not_allowed(message.request, "adopt who is ready")
        log.warning("%s, asked by %s (%s)", type(message).__name__, self._here.name, self._here.peer)
        return await readiness_desk.adopt(self._here.inside.engine, self._here.inside.records.listed, message)

    async def _of_recovery(self, message: FromDeskOfRecovery) -> Answer:
        recovery = self._here.inside.records.recovery
        if not self._here.may_adopt or recovery is None:
            return not_allowed(message.request, "say what becomes of the recovery phrase and the copy")
        log.warning("%s, asked by %s (%s)", type(message).__name__, self._here.name, self._here.peer)
        return await recovery_desk.answer(recovery, message)

    async def _phrases(self, message: AskPhrases) -> PhrasesKnown | Reply:
        """List what is to be spoken, in a thread: that takes some 30 ms for 1,000 rooms, and no press may wait for it."""
        if not (self._here.may_adopt or speaks_phrases(self._here.peer)):
            return not_allowed(message.request, "ask which phrases are to be spoken")
        board = self._here.inside.engine.board
        return await asyncio.to_thread(phrases_known, board.index.plan, board.plan_digest, message.request)
