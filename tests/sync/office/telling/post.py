"""Plays the district's mail server with a program of another maker: it takes mail on this machine, with TLS under an authority of the
district's own.
"""

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port
from tests.sync.authority import Authority

USER, PASSPHRASE = "handbell", "not a word to anybody"


@dataclass
class Post:
    """The mail server. `refuses` is an address nobody has. With `hangs` it takes the connection and never says a word."""

    folder: Path
    tls: str = "starttls"
    wants_user: bool = False
    refuses: str = ""
    hangs: bool = False
    port: int = field(default_factory=free_port)
    came: list[Message] = field(default_factory=list)
    authority: Authority = field(default_factory=Authority)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Post"]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority.server(self.folder))
        (self.folder / "authority.pem").write_bytes(self.authority.pem)

        def made() -> asyncio.Protocol:
            warnings.simplefilter("ignore", UserWarning)  # the program does not know that TLS was there before it
            return SMTP(
                self,
                hostname="localhost",
                tls_context=context if self.tls == "starttls" else None,
                require_starttls=self.tls == "starttls",
                auth_require_tls=self.tls == "starttls",  # the other kind of TLS begins before the program is asked
                authenticator=self._knows,
                auth_required=self.wants_user,
            )

        def silent() -> asyncio.Protocol:
            return asyncio.Protocol()

        loop = asyncio.get_running_loop()
        below = context if self.tls == "tls" else None
        server = await loop.create_server(silent if self.hangs else made, "localhost", self.port, ssl=below)
        try:
            yield self
        finally:
            server.close()
            server.abort_clients()
            await server.wait_closed()

    def settings(self, **but: str) -> Path:
        """Write a settings file as the office has it."""
        said = {
            "server": "localhost",
            "port": str(self.port),
            "tls": self.tls,
            "from": "handbell@example.org",
            "to": "[it@example.org, office@example.org]",
        }
        if self.tls != "none":
            said["ca"] = str(self.folder / "authority.pem")
        if self.wants_user:
            secret = self.folder / "mail.passphrase"
            secret.write_text(PASSPHRASE + "\n")
            secret.chmod(0o600)
            said |= {"user": USER, "passphrase_file": str(secret)}
        path = self.folder / "mail.yaml"
        path.write_text("".join(f"{name}: {value}\n" for name, value in (said | but).items() if value))
        return path

    # ---- what the server asks

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == self.refuses:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.came.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def _knows(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        knows = (given.login, given.password) == (USER.encode(), PASSPHRASE.encode())
        return AuthResult(success=knows, handled=False)


def text_of(message: Message) -> str:
    assert isinstance(message, EmailMessage)
    return str(message.get_content()).replace("\r\n", "\n")
