"""Tests who may answer what the district person asks, and when; and that the answer closes the duty of asking, without its words."""

import pytest

from appliance.core.ground.names import Names
from appliance.duties.answering import (
    NOBODY_NAMED,
    NOT_YOURS,
    WORDS_CHARACTERS_MAX,
    Answering,
    Question,
    Sealed,
    answer,
    was_answered_before,
    why_no_words,
)
from appliance.duties.duty import State
from appliance.duties.noting import NO_SUCH_DUTY, NOT_PROVEN, Noting, Writer, confirmed
from appliance.duties.parse import parse
from appliance.duties.seeing import sight_of
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role
from appliance.record.decide import No
from appliance.record.events import AnswerSealed, DutyNoted
from appliance.record.mine import Reader
from appliance.record.transcript import line
from appliance.record.words import Attempt, ItemId, Klass
from tests.appliance.core.story import school
from tests.appliance.duties.school import SOMEBODY, ms, rules_of
from tests.appliance.duties.test_noting import ADMINISTRATOR, BY_ID, EDUCATOR, HAPPENED, RULES, Owed, who
from tests.appliance.duties.written_rules import own_rule
from tests.appliance.record.telling import reporter

AFTER_30, AFTER_90, AFTER_180 = (f"no-repercussions-{days}-educator p1" for days in (30, 90, 180))
PRINCIPALS = "no-repercussions-30-principal"
ITS_DAY = "2026-12-25 08:00"
SEALED = Sealed(b"k" * 32, b"sealed")


class Asked(Owed):
    """The same record, in which somebody answers."""

    def answers(self, name: str, writer: Writer, now: str = ITS_DAY, answering: Answering | None = None) -> str:
        """Answer it, and keep the entries. Gives why not, or empty."""
        self.story.now_ms = ms(now)
        made = self.made(name, writer, now, answering or Answering(SEALED))
        if isinstance(made, No):
            return str(made)
        for event in made:
            self.story._take(event)
        return ""

    def made(self, name: str, writer: Writer, now: str, answering: Answering) -> list[object] | No:
        duty = self.duty(name)
        question = Question(duty, self.rules[duty.rule], sight_of(duty, self.story.record))
        made = answer(self.story.record, question, writer, answering, ms(now))
        return made if isinstance(made, No) else [*made]


def test_an_answer_closes_the_duty_of_asking_and_the_note_has_no_words() -> None:
    asked = Asked()
    assert not asked.answers(AFTER_30, EDUCATOR)
    duty = asked.duty(AFTER_30)
    assert duty.state is State.CLOSED and duty.closed is not None and duty.closed.noted.startswith("that they were")
    (note,) = asked.story.record.notes["no-repercussions-30-educator", ItemId("p1")]
    assert (note.done, note.words, note.by) == (True, "", EDUCATOR.author)
    (kept,) = asked.story.record.answers
    assert (kept.rule, kept.asked, kept.no_more) == ("no-repercussions-30-educator", "educator", False)
    assert asked.duty(AFTER_90).state is State.OPEN


def test_the_entry_has_what_was_sealed_and_is_sealed_again_with_personnel_facts() -> None:
    made = Asked().made(AFTER_30, EDUCATOR, ITS_DAY, Answering(SEALED, attempt=Attempt("a1")))
    assert isinstance(made, list)
    answered, noted = made
    assert isinstance(answered, AnswerSealed) and isinstance(noted, DutyNoted)
    assert (answered.sealed, answered.reader, answered.klass) == (b"sealed", b"k" * 32, Klass.PERSONNEL)
    index = PlanIndex(school())
    desk = Names(index).desk(answered.by.desk)
    assert line(answered, index) == f"Record: an answer that nobody here can read was sealed at {desk}."
    assert line(noted, index) == f"Record: a duty was noted at {desk}.", "neither says who answered"


def test_it_is_asked_on_its_day_and_after_and_not_before() -> None:
    asked = Asked()
    assert asked.answers(AFTER_30, EDUCATOR, "2026-12-24 23:59").startswith("This is asked on its day, and after it: ")
    assert not asked.answers(AFTER_30, EDUCATOR, "2026-12-25 00:00")
    later = Asked()
    assert not later.answers(AFTER_30, EDUCATOR, "2027-02-20 12:00")


def test_only_whoever_is_asked_answers() -> None:
    asked = Asked()
    for other in (ADMINISTRATOR, who(Role.HUMAN_RESOURCES), who(by=reporter("reporter-2"), own="reporter-2")):
        assert asked.answers(AFTER_30, other) == NOT_YOURS
    assert asked.answers(PRINCIPALS, EDUCATOR) == NOT_YOURS
    assert not asked.answers(PRINCIPALS, ADMINISTRATOR)
    nobody = Writer(SOMEBODY, frozenset(), Reader())
    assert asked.answers(AFTER_30, nobody) == NOT_PROVEN
    assert answer(asked.story.record, None, EDUCATOR, Answering(SEALED), ms(ITS_DAY)) == No(NO_SUCH_DUTY)
    assert asked.answers("time-for-others", ADMINISTRATOR) == NOT_YOURS, "no other duty is answered in this way"


def test_without_a_named_person_nothing_is_kept() -> None:
    asked = Asked()
    assert asked.answers(AFTER_30, EDUCATOR, answering=Answering(None)) == NOBODY_NAMED
    assert not asked.story.record.answers and not asked.story.record.notes


def test_who_was_asked_is_not_asked_twice_unless_they_say_that_they_were_not() -> None:
    asked = Asked()
    assert not asked.answers(AFTER_30, EDUCATOR)
    assert "You were asked this" in asked.answers(AFTER_30, EDUCATOR)
    seen = asked.story.record.notes["no-repercussions-30-educator", ItemId("p1")][-1].number
    not_done = Noting(confirmed(BY_ID["no-repercussions-30-educator"]), False, None, "", seen)
    assert not asked.notes(AFTER_30, EDUCATOR, not_done)
    assert asked.duty(AFTER_30).state is State.OPEN
    assert not asked.answers(AFTER_30, EDUCATOR)
    assert len(asked.story.record.answers) == 2


def test_sent_again_it_is_kept_once() -> None:
    asked, sent = Asked(), Answering(SEALED, attempt=Attempt("a1"))
    assert not asked.answers(AFTER_30, EDUCATOR, answering=sent) and not asked.answers(
        AFTER_30, EDUCATOR, answering=sent
    )
    (kept,) = asked.story.record.answers
    assert was_answered_before(asked.story.record, EDUCATOR.author, Attempt("a1")) == kept
    assert was_answered_before(asked.story.record, EDUCATOR.author, Attempt("")) is None


def test_who_wants_to_be_asked_no_more_is_asked_no_more_and_others_are() -> None:
    asked = Asked()
    assert not asked.answers(AFTER_30, EDUCATOR, answering=Answering(SEALED, no_more=True))
    assert asked.duty(AFTER_30).state is State.CLOSED, "this one was asked"
    for name in (AFTER_90, AFTER_180):
        duty = asked.duty(name)
        assert duty.state is State.WITHDRAWN and duty.withdrawn is not None and duty.due is None
        assert duty.withdrawn.says.startswith("Not owed any more since Fri 25 Dec: whoever is asked said")
        assert asked.answers(name, EDUCATOR, "2027-06-30 12:00") == duty.withdrawn.says
    assert asked.duty("no-repercussions-90-principal").state is State.OPEN
    others = {name: duty.state for name, duty in asked.story.duties(RULES).items() if name not in {AFTER_90, AFTER_180}}
    assert State.WITHDRAWN not in others.values(), "nothing else that is owed to the educator ends with it"


def test_which_words_can_be_sealed() -> None:
    assert not why_no_words("") and not why_no_words("x" * WORDS_CHARACTERS_MAX)
    assert why_no_words("x" * (WORDS_CHARACTERS_MAX + 1)).startswith("These are 501 characters.")
    assert "a character that cannot be shown" in why_no_words("two\nlines")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            own_rule(HAPPENED, closed='{ noted = "that they were asked", sealed = true }'),
            "A note beside a sealed answer holds no words, because they could be read in the building.",
        ),
        (
            own_rule(HAPPENED, closed='{ noted = "that they were asked", words = false, sealed = true }'),
            "A sealed answer is read by the district person, and this duty is owed by somebody else.",
        ),
    ],
)
def test_a_rule_that_seals_an_answer_keeps_words_away_and_is_owed_by_the_district_person(text: str, says: str) -> None:
    mistakes = parse(f'[set]\nname = "own"\ntitle = "Our own"\n{text}').mistakes
    assert says in [each.says for each in mistakes]


def test_the_shipped_questions_are_the_only_sealed_ones() -> None:
    sealed = {str(rule.rule) for rule in RULES if rule.noted is not None and rule.noted.sealed}
    assert sealed == {f"no-repercussions-{days}-{whom}" for days in (30, 90, 180) for whom in ("educator", "principal")}
    assert all(BY_ID[name].owes.value == "district-person" for name in sealed)
    (own,) = rules_of(own_rule(HAPPENED))
    assert own.noted is not None and not own.noted.sealed
