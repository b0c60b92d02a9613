"""What is said when the box has answered an act: done, not done and why, done but not recorded. Pure."""

from appliance.core.ground.rejections import Rejection
from appliance.flows.devices.carried import CARRIED
from appliance.flows.people.pin import CHANGE_PIN
from tui.line.link import NOT_RECORDED
from tui.line.news import CanGoReplied, CarriedReplied, PinReplied, Replied

PROVE = "To do so, type: pin"


def replied(news: Replied) -> list[str]:
    """`news.asker` is what is said when it is done."""
    if news.reply.ok:
        return [str(news.asker) if news.reply.recorded else NOT_RECORDED]
    prove = [PROVE] if news.reply.code == Rejection.PROVE_FIRST.value else []
    return [f"Not done. {news.reply.says}", *prove]


def pin_replied(news: PinReplied) -> list[str]:
    """Of a change of PIN."""
    if news.reply.ok:
        return [CHANGE_PIN.done if news.reply.recorded else NOT_RECORDED]
    return [f"Not changed. {news.reply.says}"]


def can_go_replied(news: CanGoReplied) -> list[str]:
    """Of who can go now."""
    return [news.done if news.reply.ok else f"Not done. {news.reply.says}"]


def carried_replied(news: CarriedReplied) -> list[str]:
    """Of who carries a pendant."""
    return [CARRIED.done if news.reply.ok else f"Not done. {news.reply.says}"]
