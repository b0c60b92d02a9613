"""Works out ratios of students to mental health professionals, for one building and across buildings. Pure, and exact: whole numbers only.

A ratio says what a school has, and nothing about a person. Buildings are listed in the order of the file and never ranked.
"""

import enum
from collections.abc import Mapping
from datetime import date

import msgspec

POST = 100
"""Posts are counted in hundredths of a full-time post, so that half a post is exact."""


class Profession(enum.StrEnum):
    """The three professions for which the source names a ratio."""

    PSYCHOLOGISTS = "psychologists"
    COUNSELORS = "counselors"
    SOCIAL_WORKERS = "social-workers"


class Recommended(msgspec.Struct, frozen=True):
    """At most so many students for one full-time post, and who recommends it. `title` is one of them, in words."""

    title: str
    students: int
    by: str


RECOMMENDED: Mapping[Profession, Recommended] = {
    Profession.PSYCHOLOGISTS: Recommended("School psychologist", 500, "National Association of School Psychologists"),
    Profession.COUNSELORS: Recommended("School counselor", 250, "American School Counselor Association"),
    Profession.SOCIAL_WORKERS: Recommended("School social worker", 250, "School Social Work Association of America"),
}
"""As `SOURCE` says."""

SOURCE = 'as the ESTF Roadmap for district leaders quotes them, in its row "Staffing"'


class School(msgspec.Struct, frozen=True, kw_only=True):
    """How many students a building has, and how many posts of each profession (hundredths of a full-time post), as of a day."""

    name: str
    students: int
    posts: Mapping[Profession, int]
    as_of: date


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """One profession in one building or in several. `posts` and `missing` are hundredths of a full-time post.

    `students_for_one`: students for one full-time post, rounded up; None where there is no post. `missing`: what would have to be added
    to meet the recommendation; 0 where it is met.
    """

    profession: Profession
    students: int
    posts: int
    students_for_one: int | None
    missing: int

    @property
    def met(self) -> bool:
        """Whether the recommendation is met."""
        return not self.missing


def ratios(*schools: School) -> tuple[Ratio, ...]:
    """Give the ratio of each profession over all these buildings together."""
    students = sum(each.students for each in schools)
    return tuple(_ratio(each, students, sum(school.posts.get(each, 0) for school in schools)) for each in Profession)


def _ratio(profession: Profession, students: int, posts: int) -> Ratio:
    needed = _rounded_up(students * POST, RECOMMENDED[profession].students)
    return Ratio(
        profession=profession,
        students=students,
        posts=posts,
        students_for_one=_rounded_up(students * POST, posts) if posts else None,
        missing=max(0, needed - posts),
    )


def _rounded_up(number: int, by: int) -> int:
    return -(-number // by)
