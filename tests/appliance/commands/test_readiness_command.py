"""`handbell readiness` over files: the gaps of a week, what refuses a file, and the example that is shipped."""

from pathlib import Path

import pytest

from appliance.commands.readiness import NO_CALENDAR, main
from appliance.listed.shipped import calendar
from appliance.plan.cli import example
from appliance.readiness.telling import NO_SCHOOL

ARRANGED = """
[coverage]
needs = ["nurse"]

[[partner]]
id = "county"
name = "County nurse"
gives = ["nurse"]
hours = ["mon 07:00-18:00"]
called = "telephone 555-0142"

[[away]]
who = "haddad"
first = 2026-11-30
last = 2026-12-01
"""


@pytest.fixture
def plan(tmp_path: Path) -> str:
    file = tmp_path / "plan.yaml"
    file.write_text(example(), encoding="utf-8")
    return str(file)


@pytest.fixture
def school(tmp_path: Path) -> str:
    file = tmp_path / "calendar.toml"
    file.write_text(calendar(), encoding="utf-8")
    return str(file)


def arranged(tmp_path: Path, text: str = ARRANGED) -> str:
    file = tmp_path / "arrangements.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_gaps_of_a_week_are_named_and_are_no_success(
    tmp_path: Path, plan: str, school: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["week", "--plan", plan, "--calendar", school, "--from", "2026-11-30", "--arrangements", arranged(tmp_path)]
    assert main(given) == 1
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.startswith("Mon 30 Nov") and "no nurse is there" in line]
    assert [line for line in lines if line.startswith("Tue 1 Dec") and "no nurse is there" in line]
    assert "County nurse: telephone 555-0142" in lines
    assert main([*given, "--all"]) == 1
    assert "County nurse (outside)" in capsys.readouterr().out


def test_a_week_without_school_has_no_gap_and_without_a_calendar_the_guess_is_said(
    plan: str, school: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["week", "--plan", plan, "--calendar", school, "--from", "2026-12-21"]) == 0
    assert capsys.readouterr().out == f"{NO_SCHOOL}\n"
    assert main(["week", "--plan", plan, "--from", "2026-12-21"]) == 0
    assert NO_CALENDAR in capsys.readouterr().out


def test_without_a_date_the_week_begins_now(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["week", "--plan", plan, "--all"]) == 0
    days = [line for line in capsys.readouterr().out.splitlines() if line[:3] in {"Sat", "Sun"} and "no school" in line]
    assert len(days) == 2


def test_one_mistake_refuses_the_file_with_its_line(
    tmp_path: Path, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = arranged(tmp_path, ARRANGED.replace('"nurse"', '"nurce"', 1))
    for given in (["check", file, "--plan", plan], ["week", "--plan", plan, "--arrangements", file]):
        assert main(given) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert f'{file}:3: coverage.needs[0]: There is no need "nurce". Did you mean "nurse"?' in said.err
        assert "1 mistake. Correct them and ask again." in said.err


@pytest.mark.parametrize("missing", ["--plan", "--calendar", "--arrangements"])
def test_a_file_that_is_not_there_is_named(
    missing: str, tmp_path: Path, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["week", "--plan", plan, missing, str(tmp_path / "nowhere")]) == 1
    assert f"{tmp_path / 'nowhere'}:1: There is no such file." in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["week", "--plan", plan, "--from", "12/2/2026"]) == 2
    assert '"12/2/2026" is no day' in capsys.readouterr().err
    assert main(["week", "--plan", plan, "--from", "9999-12-28"]) == 2
    assert '"9999-12-28" is in no year of this school' in capsys.readouterr().err


def test_the_example_can_be_checked_as_it_is_printed(
    tmp_path: Path, plan: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["example"]) == 0
    file = arranged(tmp_path, capsys.readouterr().out)
    assert main(["check", file, "--plan", plan]) == 0
    assert capsys.readouterr().out == "Sound. 1 partner, 0 absences; 5 needs looked at.\n"


ADULTS = """id,name,group,first_day
ana,Ana Ortiz,kitchen,2020-08-13
bo,Bo Lee,substitute,2026-11-30
"""


def table(tmp_path: Path, name: str, text: str) -> str:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_trainings_are_counted_named_only_where_asked_and_told_to_each_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = table(tmp_path, "adults.csv", ADULTS)
    done = table(tmp_path, "held.csv", "id,training,on\nana,box,2026-09-09\n")
    given = ["trainings", people, "--held", done, "--on", "2026-11-30"]
    assert main(given) == 0
    counted = capsys.readouterr().out
    assert "asked of fewer than 5 people, so not counted here" in counted and "Ana" not in counted
    assert main([*given, "--names"]) == 0
    named = capsys.readouterr().out
    guessed = "; no school calendar covers these days"
    assert f"Bo Lee (by Mon 14 Dec{guessed})" in named
    assert f"A press in a walk test (to be confirmed by the district) is due: Bo Lee (by Mon 7 Dec{guessed})\n" in named
    assert main([*given, "--own", "ana"]) == 0
    own = capsys.readouterr().out
    assert (
        "A press in a walk test (to be confirmed by the district) counts (until Wed 8 Sep 2027)" in own
        and "Bo" not in own
    )


def test_a_table_with_a_mistake_is_refused_whole_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = table(tmp_path, "adults.csv", ADULTS.replace("kitchen", "kitchn").replace("2026-11-30", "soon"))
    assert main(["trainings", people]) == 1
    said = capsys.readouterr()
    assert said.out == "" and f'{people}:2: group: There is no group "kitchn". Did you mean "kitchen"?' in said.err
    assert f'{people}:3: first_day: "soon" is no day.' in said.err and "2 mistakes." in said.err
    wrong = table(tmp_path, "wrong.csv", "person,name\nana,Ana\n")
    assert main(["trainings", wrong]) == 1
    assert 'The first line does not name a column "id".' in capsys.readouterr().err


def test_the_shipped_trainings_can_be_given_back_and_an_unknown_person_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["example", "trainings"]) == 0
    own = table(tmp_path, "trainings.toml", capsys.readouterr().out)
    people = table(tmp_path, "adults.csv", ADULTS)
    assert main(["trainings", people, "--trainings", own, "--on", "2026-11-30"]) == 0
    assert main(["trainings", people, "--own", "zed"]) == 2
    assert '--own: there is no adult with the id "zed"' in capsys.readouterr().err


def test_ratios_are_told_with_the_figures_beside_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example", "schools"]) == 0
    schools = table(tmp_path, "schools.toml", capsys.readouterr().out)
    assert main(["ratios", schools]) == 0
    told = capsys.readouterr().out
    assert "Fox Hollow Elementary, 420 students" in told
    for figure in (
        "1 for 840 students, with 0.5 posts; recommended at most 500",
        "1 for 420 students, with 1 post; recommended at most 250",
    ):
        assert figure in told
    wrong = table(tmp_path, "wrong.toml", "[[building]]\nname = 1\n")
    assert main(["ratios", wrong]) == 1
    assert f'{wrong}:1: building[0]: "students" is missing. Add it.' in capsys.readouterr().err
