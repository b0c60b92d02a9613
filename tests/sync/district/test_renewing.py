"""Tests the server's certificate under wrong clocks: whoever has the right time gets in afterwards. Real TLS, in memory."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from appliance.clock import BUILT_WALL_MS
from sync.district import authority as authorities
from sync.district.authority import Authority, receipt_key
from sync.district.district import District
from sync.district.folder import Folder, FolderError, replace
from sync.district.keys import init
from sync.district.reckoning import BUILT_MS
from sync.district.renewing import LOOK_EVERY_S, Renewing
from sync.district.server_certificate import ServerCertificate
from sync.district.store import Store
from sync.district.tables import audit
from sync.transport.reckoning import Reckoning
from sync.transport.trust import client_context
from tests.patience import patient
from tests.sync.district.building import Box
from tests.sync.district.serving import certificate_request
from tests.sync.district.tables import Tables
from tests.sync.standing_clock import StandingClock

TODAY = datetime(2026, 11, 29, tzinfo=UTC)
NEXT_YEAR = TODAY + timedelta(days=380)
HOST = "records.example"


@dataclass
class Site:
    """A folder of keys and a store; each start has a clock of its own."""

    folder: Folder
    store: Store

    @property
    def certificate(self) -> ServerCertificate:
        return ServerCertificate(self.folder, Authority(self.folder))

    async def starts(self, now: datetime) -> ssl.SSLContext:
        district = District(self.store, Authority(self.folder), receipt_key(self.folder), now_ms=lambda: ms(now))
        return await Renewing(self.certificate, district).begin()

    def as_the_old_program_renewed(self, now: datetime) -> None:
        """Write a certificate as the old program did: it begins a day before the time of the clock that made it."""
        keys = self.folder.keys
        signer = serialization.load_pem_private_key((keys / "authority.key").read_bytes(), None)
        issuer = x509.load_pem_x509_certificate((keys / "authority.pem").read_bytes())
        before = x509.load_pem_x509_certificate((keys / "server.pem").read_bytes())
        builder = x509.CertificateBuilder(extensions=list(before.extensions)).issuer_name(issuer.subject)
        builder = builder.subject_name(before.subject).public_key(before.public_key()).serial_number(7)
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
        made = builder.sign(signer, hashes.SHA256())  # type: ignore[arg-type]
        replace(keys / "server.pem", made.public_bytes(serialization.Encoding.PEM))

    def takes(self, context: ssl.SSLContext, now: datetime, identity: Path | None = None, host: str = HOST) -> None:
        """Connect a box whose clock says `now`. Raises ssl.SSLError where either end refuses."""
        between_ms = Reckoning(StandingClock(now)).between_ms
        trust = client_context(self.folder.keys / "authority.pem", identity, between_ms)
        handshake(context, trust, host)


@pytest.fixture
async def site(store: Store, tmp_path: Path) -> AsyncIterator[Site]:
    found = Folder(tmp_path / "district")
    init(found, [HOST], TODAY)
    yield Site(found, store)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    while ends:
        for each in list(ends):
            try:
                each.do_handshake()
                ends.remove(each)
            except ssl.SSLWantReadError:
                pass


def test_the_server_and_the_box_were_built_on_one_day() -> None:
    assert BUILT_MS == BUILT_WALL_MS


@pytest.mark.parametrize("away_days", [-4000, -380, 0, 380, 3000])
async def test_a_start_with_a_clock_that_is_wrong_locks_nobody_out(site: Site, away_days: int) -> None:
    wrong = await site.starts(TODAY + timedelta(days=away_days))
    site.takes(wrong, TODAY)
    site.takes(await site.starts(TODAY), TODAY)


@pytest.mark.parametrize("away_days", [-4000, 3000])
async def test_keys_that_were_made_by_a_clock_that_was_wrong_serve_when_it_is_right(
    store: Store, tmp_path: Path, away_days: int
) -> None:
    init(folder := Folder(tmp_path / "wrong"), [HOST], TODAY + timedelta(days=away_days))
    made = Site(folder, store)
    made.takes(made.certificate.context(lambda: ms(TODAY)), TODAY)
    made.takes(await made.starts(TODAY), TODAY)


async def test_a_folder_that_the_old_program_left_with_a_certificate_of_next_year_is_mended_and_said(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.as_the_old_program_renewed(NEXT_YEAR)
    with pytest.raises(ssl.SSLCertVerificationError, match="valid from 2027-12-13"):
        site.takes(site.certificate.context(lambda: ms(TODAY)), TODAY)
    site.takes(await site.starts(TODAY), TODAY)
    assert (
        "valid only from 2027-12-13 on: it was made while this machine's clock was ahead. Made another" in caplog.text
    )


async def test_an_old_certificate_ends_by_the_last_receipt_where_the_clock_is_behind(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    tables = Tables(site.store)
    await tables.enrol(box := Box())
    box.write(1)
    tables.now_ms = ms(NEXT_YEAR)
    await tables.deposited(box, 1, 1)
    site.takes(await site.starts(TODAY), NEXT_YEAR)
    assert "the store has a receipt of 2027-12-14" in caplog.text and "timedatectl" in caplog.text


async def test_a_receipt_of_a_clock_that_was_ahead_ends_no_certificate_of_a_box(site: Site, tmp_path: Path) -> None:
    tables = Tables(site.store)
    await tables.enrol(box := Box())
    tables.now_ms = ms(TODAY + timedelta(days=2000))
    await tables.head(box)
    context = await site.starts(TODAY)
    site.takes(context, TODAY, _identity(site, box, TODAY, tmp_path))


async def test_a_time_that_rotted_in_the_store_ends_no_start(site: Site) -> None:
    await Tables(site.store).enrol(Box())
    await site.store.do(lambda sql: sql.run("UPDATE box SET seen_ms = ?", 2**62))
    site.takes(await site.starts(TODAY), TODAY)
    assert site.certificate.between[1] < TODAY + timedelta(days=366)


@pytest.mark.parametrize("away_days", [-4000, -380, 0])
async def test_a_box_gets_in_also_where_the_servers_clock_is_behind(site: Site, tmp_path: Path, away_days: int) -> None:
    identity = _identity(site, Box(), TODAY, tmp_path)
    site.takes(await site.starts(TODAY + timedelta(days=away_days)), TODAY, identity)


async def test_a_certificate_of_a_box_that_has_ended_does_not_get_in(site: Site, tmp_path: Path) -> None:
    identity = _identity(site, Box(), TODAY, tmp_path)
    context = await site.starts(TODAY + timedelta(days=366))
    with pytest.raises(ssl.SSLCertVerificationError, match="has ended"):
        site.takes(context, TODAY, identity)


async def test_a_certificate_given_while_the_clock_was_ahead_serves_when_it_is_right_again(
    site: Site, tmp_path: Path
) -> None:
    identity = _identity(site, Box(), NEXT_YEAR, tmp_path)
    site.takes(await site.starts(TODAY), TODAY, identity)


async def test_a_renewal_that_fails_ends_no_start_while_the_certificate_is_good(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    (
        site.folder.keys / "server.pem.unfinished"
    ).mkdir()  # a folder in the way, so that no new certificate can be written
    soon = TODAY + timedelta(days=320)
    site.takes(await site.starts(soon), soon)
    assert "ends on 2027-11-29, and no other could be made" in caplog.text
    assert "handbell district certificate renew" in caplog.text
    with pytest.raises((FolderError, OSError)):
        await site.starts(TODAY + timedelta(days=366))


async def test_an_authority_of_next_year_is_said_with_what_to_do(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path / "ahead")
    monkeypatch.setattr(authorities, "BUILT_MS", ms(NEXT_YEAR))  # as the old program made it, by its clock
    init(folder, [HOST], NEXT_YEAR)
    await Site(folder, store).starts(TODAY)
    assert "authority is valid only from 2027-12-14 on" in caplog.text and "handbell district init" in caplog.text


async def test_nothing_is_made_or_said_where_all_is_well(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    before = site.certificate.path.read_bytes()
    with caplog.at_level(logging.INFO):
        await site.starts(TODAY + timedelta(days=100))
    assert site.certificate.path.read_bytes() == before and not caplog.records


@pytest.mark.slow
async def test_each_certificate_the_server_takes_is_in_the_audit_log(site: Site) -> None:
    soon, names = TODAY + timedelta(days=360), f"{HOST}, localhost, 127.0.0.1"
    await site.starts(soon)
    assert await audited(site) == [("this server", f"the certificate for {names} until 2028-11-23")]
    district = District(site.store, Authority(site.folder), receipt_key(site.folder), now_ms=lambda: ms(soon))
    renewing = Renewing(site.certificate, district)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(renewing.run(await renewing.begin()))
        site.certificate.renew(soon, ["other.example"])  # a person does this while the server runs
        async with patient(LOOK_EVERY_S):
            while len(lines := await audited(site)) < 2:
                await asyncio.sleep(0.05)
        running.cancel()
    assert lines[1] == ("this server", f"the certificate for {names}, other.example until 2028-11-23")


async def audited(site: Site) -> list[tuple[str, str]]:
    told = await site.store.do(lambda sql: audit.lines(sql, 0, 100))
    return [(each.who, each.about) for each in told.lines if each.what == "server's certificate taken"]


def test_a_renewed_certificate_has_the_names_of_before_and_new_ones_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "district")
    init(folder, [HOST, "localhost"], TODAY)
    certificate = ServerCertificate(folder, Authority(folder))
    certificate.renew(TODAY, ["other.example", "2001:db8::1", HOST, "other.example"])
    assert certificate.names == [HOST, "localhost", "127.0.0.1", "other.example", "2001:db8::1"]
    ends = certificate.between[1]
    certificate.renew(TODAY - timedelta(days=300))
    assert certificate.between[1] == ends, "by a clock that is behind it becomes no shorter"


async def test_another_certificate_on_disk_is_used_once_it_can_be(site: Site, tmp_path: Path) -> None:
    certificate, other = site.certificate, Folder(tmp_path / "other")
    context = certificate.context(lambda: ms(TODAY))
    assert not certificate.is_another()
    site.certificate.renew(TODAY, ["other.example"])
    assert certificate.is_another()
    certificate.use(context)
    site.takes(context, TODAY, host="other.example")
    init(other, [HOST], TODAY)
    replace(site.folder.keys / "server.key", (other.keys / "server.key").read_bytes())
    assert certificate.is_another()
    with pytest.raises(FolderError, match="do not belong together"):
        certificate.use(context)
    assert not certificate.is_another(), "what cannot be used is said once"
    site.takes(context, TODAY, host="other.example")


def _identity(site: Site, box: Box, now: datetime, folder: Path) -> Path:
    key, csr = certificate_request()
    issued = Authority(site.folder).for_box(csr, box.building, box.box, now)
    (folder / "box.pem").write_bytes(key + issued.pem.encode())
    return folder / "box.pem"
