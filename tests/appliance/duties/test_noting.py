"""Tells of notes: who may say that a duty is done or not, what a note must say, and what becomes of the duty."""

import msgspec
import pytest

from appliance.core.ground.names import Names
from appliance.duties.duty import Duty, State
from appliance.duties.noting import (
    NO_SUCH_DUTY,
    NOT_PROVEN,
    WORDS_CHARACTERS_MAX,
    Noting,
    Writer,
    confirmed,
    may_note,
    note,
    reads_words,
    was_noted_before,
)
from appliance.duties.parse import parse
from appliance.duties.rules import Rule
from appliance.duties.seeing import sight_of
from appliance.plan.index import PlanIndex
from appliance.plan.model import Role
from appliance.record.decide import No
from appliance.record.events import DutyNoted, KeysDestroyed
from appliance.record.mine import Reader
from appliance.record.transcript import line
from appliance.record.words import Attempt, Author, ItemId, Klass, Shown
from tests.appliance.core.story import school
from tests.appliance.duties.school import SOMEBODY, Telling, adopted, ms, rules_of, wall
from tests.appliance.duties.written_rules import own_rule
from tests.appliance.record.telling import reporter, staff

RULES = adopted("neutral", "colorado")
BY_ID = {rule.rule: rule for rule in RULES}
NOW = "2026-12-02 09:00"


def who(*roles: Role, by: Author | None = None, own: str = "") -> Writer:
    author = by or staff("reyes")
    return Writer(author, frozenset(roles), Reader(ItemId(own) if own else None, author.person))


ADMINISTRATOR = who(Role.ADMINISTRATOR)
EDUCATOR = who(by=reporter("reporter-1"), own="reporter-1")


def said(duty: str = "", **changes: object) -> Noting:
    given = Noting(confirmed(BY_ID[duty]) if duty else "", True, None, "", 0)
    return msgspec.structs.replace(given, **changes)


HAPPENED = '{ field = "event_kind", chose = ["happened"] }'


class Owed:
    """A record in which something is owed, and who notes what about it."""

    def __init__(self, rules: tuple[Rule, ...] = RULES) -> None:
        self.rules = {str(rule.rule): rule for rule in rules}
        self.story = Telling("2026-11-25 10:02")
        self.story.facts(event_kind="happened", students_present=20, room_action=("lockdown",))
        self.story.facts("p1", person_role="affected", person_type="teacher")
        self.story.facts("reporter-1", by=reporter("reporter-1"), reporter_name="Jo Brandt")
        self.story.facts("reporter-1", by=staff("tran"), reporter_is_person="p1")

    def duty(self, name: str) -> Duty:
        return self.story.duties(tuple(self.rules.values()))[name]

    def notes(self, name: str, writer: Writer, noting: Noting) -> str:
        """Note it, and keep the entry. Gives why not, or empty."""
        duty, self.story.now_ms = self.duty(name), ms(NOW)
        rule = self.rules[duty.rule]
        made = note(self.story.record, duty, rule, sight_of(duty, self.story.record), writer, noting, ms(NOW))
        if isinstance(made, No):
            return str(made)
        for event in made:
            self.story._take(event)
        return ""

    @property
    def newest(self) -> int:
        return self.story.record.newest

    def may(self, name: str, writer: Writer) -> tuple[bool, ...]:
        duty = self.duty(name)
        standing = self.story.record.notes.get((duty.rule, duty.about), [])
        sight = sight_of(duty, self.story.record)
        return may_note(duty, self.rules[duty.rule], sight, standing, writer.roles, writer.reader)


def test_whoever_owes_it_notes_that_it_is_done_and_it_is_closed_then() -> None:
    owed = Owed()
    assert owed.may("time-for-others", ADMINISTRATOR) == (True,)
    done_ms = ms("2026-12-01 14:00")
    assert not owed.notes("time-for-others", ADMINISTRATOR, said("time-for-others", done_ms=done_ms, words="In B12."))
    duty = owed.duty("time-for-others")
    assert duty.state is State.CLOSED and duty.closed is not None
    assert (wall(duty.closed.at_ms), duty.closed.by) == ("2026-12-01 14:00", frozenset())
    assert duty.closed.noted == confirmed(BY_ID["time-for-others"])
    (kept,) = owed.story.record.notes["time-for-others", ItemId("")]
    assert (kept.words, kept.done, kept.by) == ("In B12.", True, staff("reyes"))


def test_without_a_time_it_was_done_when_it_was_noted() -> None:
    owed = Owed()
    assert not owed.notes("time-for-others", ADMINISTRATOR, said("time-for-others"))
    closed = owed.duty("time-for-others").closed
    assert closed is not None and wall(closed.at_ms) == NOW


@pytest.mark.parametrize("writer", [who(Role.LEAD), who(Role.OFFICE), who(), EDUCATOR])
def test_nobody_notes_what_an_administrator_owes_but_an_administrator(writer: Writer) -> None:
    owed = Owed()
    assert "noted by whoever owes it" in owed.notes("time-for-others", writer, said("time-for-others"))
    assert owed.duty("time-for-others").state is State.OPEN


def test_an_administrator_notes_nothing_that_the_district_owes_to_the_educator() -> None:
    owed, name = Owed(), "no-repercussions-30-educator"
    assert owed.may(f"{name} p1", ADMINISTRATOR) == ()
    assert "noted by whoever owes it: district person" in owed.notes(f"{name} p1", ADMINISTRATOR, said(name))


def test_the_educator_notes_that_what_is_owed_to_them_is_not_done_and_that_opens_it_again() -> None:
    rules = rules_of(own_rule(HAPPENED))
    owed = Owed(rules)
    sentence = confirmed(rules[0])
    assert not owed.notes("own", ADMINISTRATOR, said(confirms=sentence))
    first = owed.newest
    assert owed.may("own", EDUCATOR) == (False,)
    assert not owed.notes("own", EDUCATOR, said(confirms=sentence, done=False, words="Nobody asked me.", seen=first))
    assert owed.duty("own").state is State.OPEN
    again = said(confirms=sentence, seen=owed.newest)
    assert owed.notes("own", ADMINISTRATOR, again).startswith("Say why you change what was noted")
    assert not owed.notes("own", ADMINISTRATOR, msgspec.structs.replace(again, words="On 1 December, by telephone."))
    assert owed.duty("own").state is State.CLOSED
    assert [each.done for each in owed.story.record.notes["own", ItemId("")]] == [True, False, True], "all stand"


def test_whoever_noted_it_takes_it_back() -> None:
    owed, name = Owed(), "time-for-others"
    assert owed.may(name, ADMINISTRATOR) == (True,)
    assert not owed.notes(name, ADMINISTRATOR, said(name))
    assert owed.may(name, ADMINISTRATOR) == (True, False)
    assert not owed.notes(name, ADMINISTRATOR, said(name, done=False, words="The wrong record.", seen=owed.newest))
    assert owed.duty(name).state is State.OPEN


def test_no_word_takes_the_place_of_facts_but_not_done_stands_beside_them() -> None:
    name = "co-injury-notice i1"
    owed = Owed()
    owed.story.facts("i1", injury_person="p1", injury_level="minor")
    assert "Facts of the record close this" in owed.notes(
        name, who(Role.HUMAN_RESOURCES, by=reporter("reporter-1"), own="reporter-1"), said("co-injury-notice")
    )
    rules = rules_of(
        own_rule(
            HAPPENED,
            closed='{ field = "summary", known = true }',
        )
    )
    owed = Owed(rules)
    owed.story.facts(summary="It was calm again.")
    assert owed.duty("own").state is State.CLOSED
    assert "The record shows already" in owed.notes("own", ADMINISTRATOR, said(confirms=rules[0].says))
    says = said(confirms=rules[0].says, done=False, words="That is not so.")
    assert not owed.notes("own", EDUCATOR, says)
    assert owed.duty("own").state is State.CLOSED


def test_a_note_must_have_seen_the_last_one_and_the_sentence_that_counts() -> None:
    owed, name = Owed(), "time-for-others"
    assert owed.notes(name, ADMINISTRATOR, said(name, confirms="that all is well")).startswith("The rule of this duty")
    assert owed.notes(name, ADMINISTRATOR, said(name, seen=3)).startswith("Somebody noted something here meanwhile")
    assert not owed.notes(name, ADMINISTRATOR, said(name))
    assert owed.notes(name, ADMINISTRATOR, said(name)).startswith("Somebody noted something here meanwhile")
    assert len(owed.story.record.notes) == 1


def test_sent_again_it_is_kept_once() -> None:
    owed, name = Owed(), "time-for-others"
    sent = said(name, attempt=Attempt("a1"))
    assert not owed.notes(name, ADMINISTRATOR, sent) and not owed.notes(name, ADMINISTRATOR, sent)
    standing = owed.story.record.notes[name, ItemId("")]
    assert len(standing) == 1
    assert was_noted_before(standing, ADMINISTRATOR.author, sent) == standing[0]
    other = msgspec.structs.replace(sent, done=False)
    assert was_noted_before(standing, ADMINISTRATOR.author, other) is None, "the same name with another note is another"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"words": "x" * (WORDS_CHARACTERS_MAX + 1)}, "These are 201 characters"),
        ({"words": "two\nlines"}, "a character that cannot be shown"),
        ({"done_ms": ms("2026-12-02 09:01")}, "This time has not come yet"),
        ({"done_ms": 5}, "This is no time between"),
    ],
)
def test_what_cannot_be_kept_is_refused(changes: dict[str, object], says: str) -> None:
    owed, name = Owed(), "time-for-others"
    assert says in owed.notes(name, ADMINISTRATOR, said(name, **changes))
    assert not owed.story.record.notes


def test_not_done_has_no_time() -> None:
    rules = rules_of(own_rule(HAPPENED))
    owed = Owed(rules)
    says = said(confirms=confirmed(rules[0]), done=False, done_ms=ms("2026-12-01 09:00"))
    assert "Only what is done has a time" in owed.notes("own", EDUCATOR, says)


def test_nobody_notes_without_a_pin_or_a_code_and_what_they_may_not_see_is_not_there() -> None:
    owed = Owed()
    duty, rule = owed.duty("time-for-others"), BY_ID["time-for-others"]
    sight = sight_of(duty, owed.story.record)
    nobody = Writer(SOMEBODY, frozenset(), Reader())
    record, noting = owed.story.record, said("time-for-others")
    assert note(record, duty, rule, sight, nobody, noting, ms(NOW)) == No(NOT_PROVEN)
    assert note(record, None, rule, sight, ADMINISTRATOR, noting, ms(NOW)) == No(NO_SUCH_DUTY)
    told_at_the_desk = Author(desk=SOMEBODY.desk, shown=Shown.NOT_SHOWN, reporter=ItemId("reporter-1"))
    assert note(record, duty, rule, sight, who(by=told_at_the_desk), noting, ms(NOW)) == No(NOT_PROVEN)


def test_what_waits_or_was_withdrawn_is_not_noted_and_says_why() -> None:
    rules = rules_of(own_rule('{ field = "restraint_used", is = true }', more='asks = ["restraint_used"]'))
    owed = Owed(rules)
    waiting = owed.notes("own", ADMINISTRATOR, said(confirms=confirmed(rules[0])))
    assert waiting.startswith("This is not owed yet. First answer “")
    owed.story.at("2026-11-25 11:00").facts(restraint_used=True)
    owed.story.at(NOW).write("restraint_used", False, why="it was not")
    assert owed.notes("own", ADMINISTRATOR, said(confirms=confirmed(rules[0]))).startswith("Not owed any more since")


def test_where_words_must_stay_away_from_the_building_the_entry_has_none() -> None:
    given = 'closed_by = { noted = "that they were asked", words = false }'
    text = own_rule(HAPPENED)
    rules = rules_of(text.replace('closed_by = { noted = "what was done" }', given))
    owed = Owed(rules)
    asked = said(confirms="that they were asked")
    assert "holds no words" in owed.notes("own", ADMINISTRATOR, msgspec.structs.replace(asked, words="She is well."))
    assert not owed.notes("own", ADMINISTRATOR, asked)
    assert not owed.notes("own", ADMINISTRATOR, msgspec.structs.replace(asked, seen=owed.newest)), "no reason is wanted"
    shipped = [rule for rule in RULES if rule.rule.startswith("no-repercussions") and rule.noted]
    assert shipped
    for rule in shipped:
        owed = Owed((rule,))
        assert not any(each.words for each in owed.story.record.notes.values())
        (name,) = owed.story.duties((rule,)) or ("",)
        if name and rule.owes.value == "administrator":
            assert "holds no words" in owed.notes(name, ADMINISTRATOR, said(rule.rule, words="She is well."))


def test_words_are_for_their_writer_and_for_both_sides_of_the_duty() -> None:
    rules = rules_of(own_rule(HAPPENED))
    owed = Owed(rules)
    assert not owed.notes("own", ADMINISTRATOR, said(confirms=confirmed(rules[0]), words="On Monday."))
    (kept,) = owed.story.record.notes["own", ItemId("")]
    sight = sight_of(owed.duty("own"), owed.story.record)
    both = [ADMINISTRATOR, EDUCATOR, who(by=kept.by)]
    assert all(reads_words(kept, sight, each.roles, each.reader) for each in both)
    others = [who(Role.NURSE, by=staff("haddad")), who(by=reporter("reporter-2"), own="")]
    assert not any(reads_words(kept, sight, each.roles, each.reader) for each in others)


def test_a_note_is_sealed_under_the_last_class_that_its_rule_reads() -> None:
    classes = {name: rule.klass_of_notes for name, rule in BY_ID.items()}
    assert classes["time-for-others"] is Klass.STUDENT, "a line of words may tell of a child"
    assert classes["no-repercussions-30-educator"] is Klass.PERSONNEL
    assert Klass.RESTRICTED in {klass for name, klass in classes.items() if BY_ID[name].noted}
    for rule in RULES:
        assert rule.klass_of_notes is not Klass.OPERATIONAL


@pytest.mark.parametrize("klass", list(Klass))
def test_once_the_class_of_its_notes_is_destroyed_the_duty_is_not_asked_for_again(klass: Klass) -> None:
    rule = BY_ID["time-for-others"]
    owed = Owed((rule,))
    gone = KeysDestroyed(incident=owed.story.record.incident, classes=(klass,), keys=1, wraps=1, rule="incident")
    owed.story._take(gone)
    there = "time-for-others" in owed.story.duties((rule,))
    looked_at = {rule.klass_of_notes, Klass.OPERATIONAL}
    assert there is (klass not in looked_at)


def test_the_log_says_that_a_duty_was_noted_and_not_which_one() -> None:
    owed, name = Owed(), "time-for-others"
    duty, record = owed.duty(name), owed.story.record
    wanted = said(name, words="In B12.")
    made = note(record, duty, BY_ID[name], sight_of(duty, record), ADMINISTRATOR, wanted, ms(NOW))
    assert isinstance(made, list)
    told = line(made[0], PlanIndex(school()))
    index = PlanIndex(school())
    assert told == f"Record: a duty was noted at {Names(index).desk(made[0].by.desk)}."
    assert not any(word in told for word in (name, "In B12.", confirmed(BY_ID[name])))


def test_an_entry_names_what_it_replaces() -> None:
    owed, name = Owed(), "time-for-others"
    assert not owed.notes(name, ADMINISTRATOR, said(name))
    duty, record = owed.duty(name), owed.story.record
    wanted = said(name, words="Again, for those who were ill.", seen=owed.newest)
    made = note(record, duty, BY_ID[name], sight_of(duty, record), ADMINISTRATOR, wanted, ms(NOW))
    assert isinstance(made, list)
    (event,) = made
    assert isinstance(event, DutyNoted)
    assert (event.replaces, event.klass, event.confirms) == (owed.newest, Klass.STUDENT, confirmed(BY_ID[name]))


def test_a_rule_asks_for_one_note_at_most_and_says_whether_it_holds_words() -> None:
    twice = '{ any = [{ noted = "one" }, { noted = "the other" }] }'
    (mistake,) = parse(f'[set]\nname = "own"\ntitle = "Our own"\n{own_rule(HAPPENED, closed=twice)}').mistakes
    assert (mistake.path, mistake.says) == (
        "rule[0].closed_by",
        "What somebody notes is named twice, and one note cannot confirm two things.",
    )
    text = own_rule(HAPPENED, closed='{ noted = "one", words = "no" }')
    (mistake,) = parse(f'[set]\nname = "own"\ntitle = "Our own"\n{text}').mistakes
    assert mistake.path == "rule[0].closed_by.words"
