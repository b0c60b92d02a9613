"""Serves one-way devices as the plan has them: their secrets and addresses, their presses, and their troubles. It is between the webhook
door, which knows no plan, and the intake, which knows no door. Knows neither HTTP nor files.
"""

import logging
from collections.abc import Callable, Collection, Mapping

from appliance.core.devices.commands import ReportRestored, ReportTrouble
from appliance.core.ground.words import Cause, Door
from appliance.doors.webhook.answers import OneWayPress
from appliance.doors.webhook.fixed_url import WHY_UNFIT, FixedUrl, FixedUrls, Unfit
from appliance.engine.engine import Engine
from appliance.engine.outcome import Submission
from appliance.intake import Intake
from appliance.plan.ids import ButtonId, KeyId
from appliance.plan.model import Button
from appliance.words.troubles import BUTTON_IMPOSSIBLE_COUNT, WEBHOOK_FLOODED, WEBHOOK_REFUSED
from hardware.signals import Fault, Mended, Press

log = logging.getLogger("handbell.one_way")

type SecretOf = Callable[[KeyId], bytes | None]


class OneWay:
    """Serves one-way devices; one per daemon. `secret`: gives the secret by which a device proves itself. `token`: gives the token of an
    address, however short.
    """

    def __init__(self, engine: Engine, intake: Intake, secret: SecretOf, token: SecretOf) -> None:
        self._engine = engine
        self._intake = intake
        self._secret = secret
        self._token = token
        self._wrong: set[Cause] = set()
        """Said in this run and not taken back: the board knows of it once the disk has it."""
        self.fixed_urls = FixedUrls(self.take)

    # ---- what the door asks

    def secret_of(self, button: str) -> bytes | None:
        """Give a planned webhook button's secret; None for any other name."""
        planned = self._planned(button)
        return None if planned is None else self._secret(planned.key)

    def take(self, press: OneWayPress) -> Submission | None:
        """Hand in a press; None for a button or contact the plan does not have at this door."""
        planned = self._planned(press.button, press.door)
        if planned is None or self._engine.board.index.contact(planned.button, press.contact) is None:
            return None
        self._engine.heard_from(f"button:{press.button}")
        pressed = Press(press.button, press.contact, press.counter, press.age_ms, press.ledger)
        return self._intake.press(pressed, press.door)

    def recorded(self, press: OneWayPress) -> int | None:
        """Give the highest count in the record of this button, contact and ledger."""
        return self._engine.board.counters.get((ButtonId(press.button), press.contact, press.ledger or ""))

    # ---- what the door tells

    def refused(self, button: str, address: str) -> None:
        """Report this once for each planned button, until a right press of it. Names invented by strangers are no trouble."""
        planned, cause = self._planned(button), Cause(WEBHOOK_REFUSED.word, button)
        if planned is None or cause in self._wrong:
            return
        where = f"a request for it from {address} was not signed with its secret"
        if self._secret(planned.key) is None:
            where = f"a request for it came from {address}, and this box has no secret {planned.key!r} to prove it by"
        self._say(cause, f"{where}. {WEBHOOK_REFUSED.do}")

    def proved(self, button: str) -> None:
        """Note that its device has the right secret."""
        self._over(Cause(WEBHOOK_REFUSED.word, button))

    def uncounted(self, button: str, says: str | None) -> None:
        """Report that its count is impossible; `None`: the count is possible."""
        cause = Cause(BUTTON_IMPOSSIBLE_COUNT.word, button)
        if says is not None:
            self._wrong.add(cause)
            self._intake.hear(Fault(button, BUTTON_IMPOSSIBLE_COUNT.short, says))
        elif self._stands(cause):
            self._wrong.discard(cause)
            self._intake.hear(Mended(button, BUTTON_IMPOSSIBLE_COUNT.short))

    def flooded(self, floods: Mapping[str, str]) -> None:
        """Report who floods the door now, by address. For all other addresses the trouble is over, also one of an earlier run."""
        for address, says in floods.items():
            if (cause := Cause(WEBHOOK_FLOODED.word, address)) not in self._wrong:
                self._say(cause, says)
        for cause in self._standing(frozenset({WEBHOOK_FLOODED.word})):
            if cause.subject not in floods:
                self._over(cause)

    # ---- the plan

    def use_plan(self) -> None:
        """Take in that the plan or secrets changed. Troubles of a button that is no longer in the plan are over."""
        self._find_fixed_urls()
        for cause in self._standing(frozenset({WEBHOOK_REFUSED.word})):
            if self._planned(cause.subject) is None:
                self._over(cause)

    def _find_fixed_urls(self) -> None:
        """Find the fixed addresses: the credential of a button of the family "fixed-url" is its token."""
        urls: dict[str, FixedUrl] = {}
        for button in self._engine.board.index.plan.buttons:
            if button.family == Door.FIXED_URL.value and (token := self._token(button.key)):
                urls[button.button] = FixedUrl(
                    button.button, button.contacts[0].contact, token.decode("utf-8", "replace").strip()
                )
        self._report_unfit(urls, self.fixed_urls.use(urls))

    def _report_unfit(self, urls: Collection[str], unfit: Mapping[str, Unfit]) -> None:
        """Report unfit tokens, and end the troubles that are over: also those of an earlier run, and of buttons that have left the plan."""
        causes = {Cause(why.what, button): why.says for button, why in unfit.items()}
        for cause, says in causes.items():
            self._engine.report(cause, says)
        known = {trouble.cause for trouble in self._engine.board.troubles.values() if trouble.cause.what in WHY_UNFIT}
        # Also for buttons that were unfit a moment ago: the disk still has that, so the board does not know of it yet.
        known |= {Cause(what, button) for button in urls for what in WHY_UNFIT}
        for cause in known - causes.keys():
            self._engine.submit(ReportRestored(cause=cause))

    def _planned(self, button: str, door: Door = Door.WEBHOOK) -> Button | None:
        planned = self._engine.board.index.buttons.get(ButtonId(button))
        return planned if planned is not None and planned.family == door.value else None

    # ---- troubles

    def _say(self, cause: Cause, says: str) -> None:
        """Report a trouble. It is submitted even if the board has it: its end may be at the disk at this moment."""
        log.warning("%s: %s", cause.key, says)
        self._wrong.add(cause)
        self._engine.heard.failed_again(cause)
        self._engine.submit(ReportTrouble(cause=cause, detail=says))

    def _over(self, cause: Cause) -> None:
        if self._stands(cause):
            self._wrong.discard(cause)
            self._engine.submit(ReportRestored(cause=cause))

    def _stands(self, cause: Cause) -> bool:
        return cause in self._wrong or cause.key in self._engine.board.troubles

    def _standing(self, what: Collection[str]) -> set[Cause]:
        on_board = {trouble.cause for trouble in self._engine.board.troubles.values()}
        return {cause for cause in on_board | self._wrong if cause.what in what}
