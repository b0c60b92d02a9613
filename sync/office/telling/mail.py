"""Tells by mail: one mail for everything of a kind that is owed, at most one a minute of each kind. Reads no settings; knows no office."""

import asyncio
import contextlib
import email.utils
import smtplib
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from email.message import EmailMessage

from appliance.command_line import reason
from sync.office.telling.channel import NotTold
from sync.office.telling.mail_settings import MailSettings, MailUnusable, Tls
from sync.office.telling.matter import WORDS, Kind, State, Telling, rfc3339
from sync.transport.line import printable

EVERY_S = 60.0  # for each kind; what comes meanwhile goes with the next mail
STEP_S = 20.0  # for each answer of the server: a relay that delays its greeting to keep spammers out takes up to 10 s
WITHIN_S = 120.0  # for the whole exchange
LINES_MAX = 40  # lines of one mail: as much as somebody reads on a telephone; the counts tell how many more there are

FOOT = (
    "This mail names no person. All of it: told.txt of the office. Who may read records sees more on the office's computer:"
    " handbell office list --open, handbell office doubts list."
)


class Mail:
    """Mails through one server, to the addresses in `settings`."""

    name = "mail"
    at_once = 1

    def __init__(self, settings: MailSettings, every_s: float = EVERY_S) -> None:
        self._settings = settings
        self._every_s = every_s
        self._sent_s: dict[Kind, float] = {}
        self._now_s = 0.0
        self._is_sending = False

    @property
    def says(self) -> str:
        """What people call it."""
        server, port = self._settings.address
        return f"mail by {server}:{port} to {', '.join(self._settings.to)}"

    def batches(self, owed: Sequence[Telling], now_s: float) -> list[tuple[Telling, ...]]:
        """Give a batch for each kind of which no mail was sent for a minute."""
        self._now_s = now_s
        kinds = dict.fromkeys(each.matter.kind for each in owed)
        due = [kind for kind in kinds if kind not in self._sent_s or now_s - self._sent_s[kind] >= self._every_s]
        return [tuple(each for each in owed if each.matter.kind is kind) for kind in due]

    async def tell(self, batch: Sequence[Telling]) -> str:
        """Send a batch as one mail. Raises NotTold."""
        if self._is_sending:
            raise NotTold(f"The mail server {self._settings.server} keeps an earlier mail waiting.")
        message = message_of(batch, self._settings)
        try:
            async with asyncio.timeout(WITHIN_S):
                refused = await self._apart(lambda: _send(message, self._settings))
        except TimeoutError:
            raise NotTold(
                f"The mail server {self._settings.server} did not take a mail within {WITHIN_S:.0f} s."
            ) from None
        except (OSError, smtplib.SMTPException, MailUnusable) as wrong:
            raise NotTold(_why(wrong, self._settings)) from wrong
        self._sent_s[batch[0].matter.kind] = self._now_s
        return (
            f"The mail server {self._settings.server} takes no mail to {', '.join(refused)}: the others have it."
            if refused
            else ""
        )

    async def _apart(self, act: Callable[[], list[str]]) -> list[str]:
        """Run `act` in a thread that nobody waits for when the watch ends."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[list[str]] = loop.create_future()

        def run() -> None:
            try:
                then = _set(done, act())
            except Exception as failed:  # noqa: BLE001 (handed to whoever waits)
                then = _set(done, failed)
            self._is_sending = False  # set before the result is handed over: the next mail may follow at once
            with contextlib.suppress(RuntimeError):  # the watch has ended meanwhile
                loop.call_soon_threadsafe(then)

        self._is_sending = True
        threading.Thread(target=run, name="mail", daemon=True).start()
        return await done


def message_of(batch: Sequence[Telling], settings: MailSettings) -> EmailMessage:
    """Make one mail of all of it: counts first, then a limited number of sentences."""
    kind = batch[0].matter.kind
    counts = Counter(each.state for each in batch)
    told = ", ".join(f"{counts[state]:,} {state}" for state in State if counts[state])
    names = {each.matter.name for each in batch}
    where = f", {names.pop()}" if len(names) == 1 and "" not in names else ""
    message = EmailMessage()
    message["Subject"] = f"Handbell: {WORDS[kind]} ({told}){where}"
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.to)
    message["Date"] = email.utils.format_datetime(email.utils.localtime())
    message["Message-ID"] = email.utils.make_msgid(domain=settings.sender.partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that no machine answers it
    lines = [f"{rfc3339(each.at_ms)} {each.says}" for each in batch[:LINES_MAX]]
    if len(batch) > LINES_MAX:
        lines.append(f"And {len(batch) - LINES_MAX:,} more.")
    message.set_content("\n\n".join([f"{told}.", *lines, FOOT]) + "\n", cte="quoted-printable")
    return message


def _send(message: EmailMessage, settings: MailSettings) -> list[str]:
    """Send the mail, and give the addresses that the server refused. Raises OSError, SMTPException where nobody got it."""
    host, port = settings.address
    trust = ssl.create_default_context(cafile=settings.ca or None)
    # Chain and name are checked. A district's own authority often lacks what RFC 5280 wants besides, and mail clients accept it.
    trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
    made: smtplib.SMTP
    if settings.tls is Tls.TLS:
        made = smtplib.SMTP_SSL(host, port, timeout=STEP_S, context=trust)
    else:
        made = smtplib.SMTP(host, port, timeout=STEP_S)
    with made as server:
        if settings.tls is Tls.STARTTLS:
            server.starttls(context=trust)
        if settings.user:
            server.login(settings.user, settings.passphrase())
        return list(server.send_message(message))


def _why(wrong: Exception, settings: MailSettings) -> str:
    server, port = settings.address
    at = f"The mail server {server}:{port}"
    match wrong:
        case MailUnusable():
            return str(wrong)
        case smtplib.SMTPAuthenticationError():
            return f"{at} does not take user {settings.user} and the passphrase in {settings.passphrase_file}. See to both."
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return f"{at} does not take mail to {', '.join(refused)}. See to the addresses, and whether it relays for this machine."
        case smtplib.SMTPNotSupportedError():
            return f"{at} cannot do what the settings ask for ({printable(str(wrong))}). See to tls, port and user."
        case ssl.SSLCertVerificationError():
            return (
                f"{at} has a certificate that is not believed ({printable(wrong.verify_message)}). Name its authority's file as ca,"
                " and the server as its certificate does."
            )
        case smtplib.SMTPResponseException():
            return f"{at} said no: {wrong.smtp_code} {printable(_text(wrong.smtp_error))}"
        case OSError() | smtplib.SMTPException():
            return f"{at} cannot be used ({printable(reason(wrong))}). See that it runs, and to server, port and tls."
        case _:
            return f"{at}: {printable(str(wrong))}"


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _set(done: "asyncio.Future[list[str]]", came: list[str] | Exception) -> Callable[[], None]:
    def act() -> None:
        if done.done():
            return
        if isinstance(came, Exception):
            done.set_exception(came)
        else:
            done.set_result(came)

    return act
