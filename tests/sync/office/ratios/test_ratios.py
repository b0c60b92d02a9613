"""Tests ratios at the office: the figures of a file, the buildings it has nothing of, and names that fit none or several."""

from datetime import date
from pathlib import Path

import pytest

from appliance.readiness.ratios.ratios import Profession, School
from sync.office.office import Office
from sync.office.papers import Unreadable
from sync.office.ratios import command
from sync.office.ratios.beside import beside
from sync.office.readers.roles import NotYours, Role
from tests.sync.office.building import NAME, Desk
from tests.sync.office.readers.reading_office import asked, office_of


def school(name: str) -> School:
    return School(name=name, students=420, posts=dict.fromkeys(Profession, 100), as_of=date(2026, 10, 1))


def written(folder: Path, name: str, psychologists: str = "0.5") -> Path:
    file = folder / "schools.toml"
    says = f'[[building]]\nname = "{name}"\nstudents = 420\nas_of = 2026-10-01\npsychologists = {psychologists}\n'
    file.write_text(f"{says}counselors = 1\nsocial-workers = 1\n", encoding="utf-8")
    return file


async def run(office: Office, file: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = await command.ratios(asked("ratios", file=file), office)
    return code, capsys.readouterr().out.splitlines()


async def test_a_building_with_figures_is_compared_and_the_source_stands_below(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await office_of(desk, tmp_path)
    code, lines = await run(office, written(tmp_path, f"  {NAME.upper()} "), capsys)
    assert code == 0
    psychologists = next(each for each in lines if "School psychologist" in each)
    assert "1 for 840 students, with 0.5 posts" in psychologists
    assert "recommended at most 500 (National Association of School Psychologists)" in psychologists
    assert "0.34 posts missing" in psychologists
    assert any(each.startswith("Recommended figures: as the ESTF Roadmap") for each in lines)
    assert lines[-1] == "Figures of 1 of 1 building that this office knows."


async def test_a_building_that_said_nothing_is_named_and_so_is_a_name_that_nobody_knows(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await office_of(desk, tmp_path)
    code, lines = await run(office, written(tmp_path, "Somewhere else"), capsys)
    assert code == 1
    assert lines[-3:] == [
        "Figures of 0 of 1 building that this office knows.",
        f"  {NAME}: no figures. It is in no sum.",
        "  Somewhere else: the file has it, and this office knows no building of this name. It is in the sums.",
    ]


async def test_a_mistake_in_the_file_is_told_with_its_line_and_nothing_is_compared(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await office_of(desk, tmp_path)
    with pytest.raises(Unreadable, match=r"1 mistake in the file\.\n.*schools\.toml:5: .*psychologists"):
        await run(office, written(tmp_path, NAME, '"half"'), capsys)
    with pytest.raises(Unreadable, match="There is no such file"):
        await run(office, tmp_path / "none.toml", capsys)
    assert capsys.readouterr().out == ""


async def test_readers_may_ask_and_collectors_may_not(desk: Desk, tmp_path: Path) -> None:
    (await office_of(desk, tmp_path, Role.READER)).check("ratios")
    with pytest.raises(NotYours, match="is for a reader"):
        (await office_of(desk, tmp_path, Role.COLLECTOR)).check("ratios")


def test_the_name_of_the_plan_counts_as_the_name_of_the_district_does() -> None:
    buildings = {b"a": ("Cedar Creek", "Cedar Creek Elementary"), b"b": ("Fox Hollow",), b"c": ("Mesa",)}
    found = beside([school("cedar  creek elementary"), school("Fox Hollow")], buildings)
    assert (found.silent, found.unknown, found.doubtful) == (("Mesa",), (), ())


def test_a_name_that_two_buildings_have_is_doubtful() -> None:
    found = beside([school("Mesa")], {b"a": ("Mesa",), b"b": ("Mesa High", "Mesa")})
    assert (found.silent, found.unknown, found.doubtful) == ((), (), ("Mesa",))
    assert not found.whole


def test_a_building_under_two_names_or_spellings_is_named_because_it_stands_twice_in_the_sums() -> None:
    buildings = {b"a": ("Cedar Creek", "Cedar Creek Elementary"), b"b": ("Mesa",)}
    schools = [school("Cedar Creek"), school("Cedar Creek Elementary"), school("Mesa"), school("MESA")]
    found = beside(schools, buildings)
    assert (found.silent, found.unknown, found.doubtful) == ((), (), ())
    assert found.twice == ("Cedar Creek Elementary", "MESA")
    assert not found.whole
    assert beside([school("Elsewhere"), school("elsewhere")], buildings).twice == ("elsewhere",)


async def test_the_page_says_which_building_stands_twice(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = await office_of(desk, tmp_path)
    again = written(tmp_path, NAME.upper()).read_text(encoding="utf-8")
    file = written(tmp_path, NAME)
    file.write_text(file.read_text(encoding="utf-8") + again, encoding="utf-8")
    code, lines = await run(office, file, capsys)
    assert code == 1
    assert (
        lines[-1]
        == f"  {NAME.upper()}: the file has this building twice, and both are in the sums. Keep one of the two."
    )
