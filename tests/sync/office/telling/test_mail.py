"""Tests mail with a real server of another maker: by TLS, for a user, and never as a flood."""

from pathlib import Path

import pytest

from sync.office.telling.channel import NotTold
from sync.office.telling.mail import LINES_MAX, Mail
from sync.office.telling.mail_settings import MailUnusable, read_mail
from sync.office.telling.matter import Kind, State, Telling
from tests.sync.office.telling.matters import telling
from tests.sync.office.telling.post import Post, text_of


def mail(post: Post, **but: str) -> Mail:
    return Mail(read_mail(post.settings(**but)))


@pytest.mark.parametrize(
    ("tls", "wants_user"), [("starttls", True), ("tls", True), ("starttls", False), ("none", False)]
)
async def test_a_mail_goes_out_by_the_districts_own_server(tmp_path: Path, tls: str, wants_user: bool) -> None:
    async with Post(tmp_path, tls=tls, wants_user=wants_user).open() as post:
        assert await mail(post).tell([telling(1, Kind.BUILDING_SILENT)]) == ""
    [came] = post.came
    assert came["Subject"] == "Handbell: building silent (1 begun), Cedar Creek"
    assert (came["From"], came["To"]) == ("handbell@example.org", "it@example.org, office@example.org")
    assert came["Auto-Submitted"] == "auto-generated"
    assert "2026-11-24T06:00:00Z Cedar Creek: thing 1. Call.\n" in text_of(came)


async def test_a_flood_is_one_mail_of_a_kind_with_counts_and_the_next_comes_after_a_minute(tmp_path: Path) -> None:
    owed: list[Telling] = [telling(number, Kind.BUILDING_SILENT) for number in range(2000)]
    owed += [telling(3000, Kind.DOUBT), telling(2, Kind.BUILDING_SILENT, State.OVER)]
    async with Post(tmp_path).open() as post:
        channel = mail(post)
        silent, doubts = channel.batches(owed, 0.0)
        assert len(silent) == 2001
        await channel.tell(silent)
        await channel.tell(doubts)
        assert channel.batches([telling(5, Kind.BUILDING_SILENT)], 59.0) == []
        assert len(channel.batches([telling(5, Kind.BUILDING_SILENT), telling(6, Kind.CALL_TOO_OLD)], 59.0)) == 1
        assert len(channel.batches([telling(5, Kind.BUILDING_SILENT)], 60.0)) == 1
    flood, one = post.came
    assert flood["Subject"] == "Handbell: building silent (2,000 begun, 1 over), Cedar Creek"
    assert f"And {2001 - LINES_MAX:,} more." in text_of(flood)
    assert text_of(flood).count("Cedar Creek: thing") == LINES_MAX
    assert one["Subject"] == "Handbell: doubt (1 begun), Cedar Creek"


async def test_names_of_any_letters_go_through_and_none_makes_a_header(tmp_path: Path) -> None:
    odd = telling(1)
    odd = Telling(
        type(odd.matter)("id", Kind.DOUBT, "Escuela Ñandú\nBcc: all@example.org", name="Escuela Ñandú", building="00"),
        odd.state,
        odd.since_ms,
        odd.at_ms,
    )
    async with Post(tmp_path).open() as post:
        await mail(post).tell([odd])
    assert post.came[0]["Subject"] == "Handbell: doubt (1 begun), Escuela Ñandú"
    assert post.came[0]["Bcc"] is None


async def test_a_server_that_another_authority_vouches_for_is_told_nothing(tmp_path: Path) -> None:
    async with Post(tmp_path).open() as post:
        with pytest.raises(NotTold, match=r"a certificate that is not believed .* Name its authority's file as ca"):
            await mail(post, ca="").tell([telling()])
    assert post.came == []


async def test_a_wrong_passphrase_is_said_with_the_file_it_came_from(tmp_path: Path) -> None:
    async with Post(tmp_path, wants_user=True).open() as post:
        channel = mail(post)
        (tmp_path / "mail.passphrase").write_text("guessed\n")
        with pytest.raises(NotTold, match=r"does not take user handbell and the passphrase in .*mail.passphrase"):
            await channel.tell([telling()])


async def test_an_address_that_nobody_has_is_said_and_the_others_are_told_once(tmp_path: Path) -> None:
    async with Post(tmp_path, refuses="it@example.org").open() as post:
        assert "takes no mail to it@example.org: the others have it" in await mail(post).tell([telling()])
        assert len(post.came) == 1
        with pytest.raises(NotTold, match=r"does not take mail to it@example.org"):
            await mail(post, to="[it@example.org]").tell([telling()])


async def test_a_server_that_is_away_or_is_none_of_that_kind_is_said(tmp_path: Path) -> None:
    post = Post(tmp_path, tls="none")
    with pytest.raises(NotTold, match=r"localhost:\d+ cannot be used .*Connection refused"):
        await mail(post).tell([telling()])
    async with post.open():
        with pytest.raises(NotTold, match="cannot do what the settings ask for"):
            await mail(post, tls="starttls").tell([telling()])


async def test_a_server_that_says_no_word_keeps_nobody_and_is_not_asked_twice_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.office.telling.mail.WITHIN_S", 0.2)
    monkeypatch.setattr("sync.office.telling.mail.STEP_S", 2.0)
    async with Post(tmp_path, tls="none", hangs=True).open() as post:
        channel = mail(post)
        with pytest.raises(NotTold, match="did not take a mail within"):
            await channel.tell([telling()])
        with pytest.raises(NotTold, match="keeps an earlier mail waiting"):
            await channel.tell([telling()])


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"tls": "none"}, "tls: none is for a server on this machine alone"),
        ({"to": "[]"}, "to has 0 addresses"),
        ({"to": "['it@example.org\\nBcc: x@example.org']"}, "is no mail address"),
        ({"from": "handbell"}, "'handbell' is no mail address"),
        ({"user": "handbell"}, "user and passphrase_file belong together"),
        ({"ca": "/no/such.pem"}, "there is no file /no/such.pem"),
        ({"port": "70000"}, "port is no port"),
        ({"sever": "mail"}, "does not say how to mail"),
        ({"server": "[a"}, "mail.yaml, line 2 is no YAML"),
        ({"user": "handbell", "passphrase_file": "/no/such"}, "The passphrase file /no/such cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_said_with_what_to_do(tmp_path: Path, but: dict[str, str], says: str) -> None:
    post = Post(tmp_path)
    (tmp_path / "authority.pem").write_text("any")
    with pytest.raises(MailUnusable, match=says):
        read_mail(post.settings(**({"server": "mail.example.org"} | but)))


def test_a_passphrase_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    post = Post(tmp_path, wants_user=True)
    (tmp_path / "authority.pem").write_text("any")
    path = post.settings()
    (tmp_path / "mail.passphrase").chmod(0o640)
    with pytest.raises(MailUnusable, match=r"can be read by others than its owner.*chmod 600"):
        read_mail(path)
