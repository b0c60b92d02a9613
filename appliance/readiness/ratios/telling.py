"""Says ratios in plain sentences, each with the figure that is recommended and who recommends it. Pure."""

from collections.abc import Sequence

from appliance.plan.mistakes import counted
from appliance.readiness.ratios.ratios import POST, RECOMMENDED, Ratio, School, ratios

ALL = "All buildings together"


def ratio_lines(schools: Sequence[School]) -> list[str]:
    """Give the lines of each building in the order of the file, and of all of them together where there are several."""
    lines: list[str] = []
    for each in schools:
        lines += [f"{each.name}, {counted(each.students, 'student')}, as of {each.as_of}", *_lines(ratios(each))]
    if len(schools) > 1:
        students = sum(each.students for each in schools)
        lines += [f"{ALL}, {counted(students, 'student')}", *_lines(ratios(*schools))]
    return lines


def posts_words(posts: int) -> str:
    """Write hundredths of a post: "1.5 posts", "1 post"."""
    whole, part = divmod(posts, POST)
    number = f"{whole:,}.{part:02}".rstrip("0") if part else f"{whole:,}"
    return f"{number} post" if posts == POST else f"{number} posts"


def _lines(found: Sequence[Ratio]) -> list[str]:
    return [f"  {_line(each)}" for each in found]


def _line(ratio: Ratio) -> str:
    known = RECOMMENDED[ratio.profession]
    recommended = f"recommended at most {known.students} ({known.by})"
    has = (
        "nobody"
        if ratio.students_for_one is None
        else f"1 for {ratio.students_for_one:,} students, with {posts_words(ratio.posts)}"
    )
    left = "met" if ratio.met else f"{posts_words(ratio.missing)} missing"
    return f"{known.title}: {has}; {recommended}; {left}"
