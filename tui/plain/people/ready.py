"""Who is ready before a call at the plain console: what is told, and the words with which whoever schedules writes it. Pure."""

from appliance.flows.people.ready import BACK, FILL, PRESSED, READY, READY_ALL, TRAINED, WRONG
from appliance.flows.people.ready_words import in_short, whole
from tui.line.news import ReadyArrived, ScheduleReplied
from tui.plain.asking.act import Act

READY_ACTS = (
    Act(
        "ready",
        READY.name,
        READY,
        own_help="Hear which hours of the coming week nobody of the response team covers, and after your PIN your own trainings. It is for "
        "scheduling, and never for evaluation.",
    ),
    Act(
        "ready",
        READY_ALL.name,
        READY_ALL,
        own_help="Hear each hour and each training too: counts, or names if you schedule.",
    ),
    Act(
        "ready",
        FILL.name,
        FILL,
        own_help="Somebody takes an hour that nobody covers. For whoever schedules, after the PIN.",
    ),
    Act("ready", BACK.name, BACK, own_help="Give back an hour that somebody took."),
    Act("ready", TRAINED.name, TRAINED, own_help="Note that somebody completed a training."),
    Act(
        "ready",
        PRESSED.name,
        PRESSED,
        own_help="Note who pressed in a walk test: it counts as their training at the box.",
    ),
    Act("ready", WRONG.name, WRONG, own_help="Take back a training that was noted by mistake."),
)
MORE = f"To hear each hour and each training, type: {READY_ALL.name}"
FILLS = f"To fill a gap, type: {FILL.name}"


def ready_told(news: ReadyArrived) -> list[str]:
    """Who is ready, in sentences; nothing where the box was asked only to be up to date."""
    if news.quiet:
        return []
    if news.known is None:
        return [news.refused]
    if news.whole:
        return list(whole(news.known))
    fills = [FILLS] if news.known.schedules and news.known.gaps else []
    return [*in_short(news.known), *fills, MORE]


def schedule_replied(news: ScheduleReplied) -> list[str]:
    """What became of what whoever schedules wrote."""
    return [news.done if news.reply.ok else f"Not done. {news.reply.says}"]
