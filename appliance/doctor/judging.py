"""Collects all findings about one box, in their order. Pure."""

from appliance.doctor import (
    judge_box,
    judge_copy,
    judge_pages,
    judge_record,
    judge_service,
    judge_telephones,
    judge_ways,
    judge_wires,
)
from appliance.doctor.facts import Seen, Told, Untold
from appliance.doctor.finding import Ahead, Finding, Key, Word, unseen

OF_THE_DAEMON = (Key.PLAN, Key.DESKS, Key.BUTTONS, Key.SOUNDERS, Key.TROUBLES, Key.PROOFS)
"""Things that nobody can see from outside."""
AHEAD_MAX = 5


def judged(seen: Seen, told: Told | Untold) -> list[Finding]:
    """Give each finding once, in the order of `Key`."""
    findings = [judge_service.daemon(seen, told), judge_service.doors(seen, told), *_of_the_daemon(seen, told)]
    findings += [
        judge_box.clock(seen, told),
        judge_box.disk(seen, told),
        judge_box.card(seen),
        judge_box.power(seen, told),
    ]
    findings += [judge_record.record(seen, told), judge_record.keys(seen, told), judge_record.district(seen, told)]
    findings.append(judge_record.certificate(seen, told))
    findings.append(judge_copy.copy(told))
    where_there_is_any = [judge_record.seed(seen, told), judge_pages.pages(seen)]
    where_there_is_any += [judge_pages.served(seen, told), judge_pages.browser_desks(seen, told)]
    where_there_is_any += [
        judge_telephones.phones(seen, told),
        judge_telephones.phrases(seen),
        judge_telephones.modem(told),
    ]
    if isinstance(told, Told):
        where_there_is_any += [judge_wires.wires(told), judge_ways.ways(told)]
    findings += [each for each in where_there_is_any if each is not None]
    return sorted(findings, key=lambda finding: list(Key).index(finding.key))


def _of_the_daemon(seen: Seen, told: Told | Untold) -> list[Finding]:
    if isinstance(told, Untold):
        return [unseen(key, "Only the daemon knows.") for key in OF_THE_DAEMON]
    plan = judge_service.plan(told)
    # without a plan the other findings would be broken for the same reason
    if not told.board.desks and plan.word is Word.BROKEN:
        others = (Key.DESKS, Key.BUTTONS, Key.SOUNDERS, Key.PROOFS)
        return [plan, *(unseen(key, "There is no plan.") for key in others), judge_service.troubles(told)]
    return [
        plan,
        judge_service.desks(seen, told),
        judge_service.buttons(told),
        judge_service.sounders(told),
        judge_service.troubles(told),
        judge_service.proofs(told),
    ]


def ahead(findings: list[Finding]) -> list[tuple[Key, Ahead]]:
    """Say what would fail next: first what may fail any day, then by date."""
    every = [(finding.key, each) for finding in findings for each in finding.ahead]
    return sorted(every, key=lambda each: each[1].days if each[1].days is not None else -1.0)[:AHEAD_MAX]


def worst(findings: list[Finding]) -> list[Finding]:
    """Give broken things first and well ones last; otherwise in their order."""
    order = list(Word)
    return sorted(findings, key=lambda finding: order.index(finding.word))
