"""A mail server for tests: takes mail, refuses it, hangs up, keeps silent, wants TLS or a sign-in.

It tells what it was sent. `replies` answers a step (GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, or
TEXT: what follows the text) with a line of its own; `hang_up_at` and `silent_at` name the step at which it
ends the conversation or answers no more.
"""

import base64
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from review_toolkit.mail_server import MailServer, Security, Sender

SENDER = Sender("review@harbour.example", "Review team")
NOBODY_THERE = MailServer("127.0.0.1", 1, "none", SENDER)
"""A port at which no mail server listens."""


@dataclass(frozen=True)
class Received:
    """What a client handed over, and how."""

    sender: str
    recipient: str
    content: bytes
    protected: bool
    signed_in_as: str


@dataclass
class SmtpServer:
    """Runs while its `with` block is open, on a free port of this machine."""

    replies: dict[str, str] = field(default_factory=dict)
    hang_up_at: str = ""
    silent_at: str = ""
    certificate: ssl.SSLContext | None = None
    tls_from_the_start: bool = False
    user: str = ""
    password: str = ""
    received: list[Received] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    before_text: Callable[[], object] = lambda: None
    taken: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.closing = threading.Event()
        self._server = _Listener(("127.0.0.1", 0), _Conversation)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, places: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def address(self, security: Security = "none", host: str = "127.0.0.1") -> MailServer:
        """Return how to reach this server."""
        return MailServer(host, self._server.server_address[1], security, SENDER, self.user, self.password)


class _Listener(socketserver.ThreadingTCPServer):
    script: SmtpServer
    block_on_close = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle is no fault of the server."""


class _Conversation(socketserver.BaseRequestHandler):
    server: _Listener

    def setup(self) -> None:
        self.script = self.server.script
        self.protected, self.user = False, ""
        self.sender = self.recipient = ""
        self.lines = self.request.makefile("rb")

    def finish(self) -> None:
        self.lines.close()
        self.request.close()

    def handle(self) -> None:
        if self.script.tls_from_the_start:
            self._protect()
        if not self._answer("GREETING", "220 mail.example ESMTP"):
            return
        while line := self.lines.readline():
            verb = line[:4].decode().strip().upper()
            step = {"STAR": "STARTTLS", "HELO": "EHLO"}.get(verb, verb)
            if step == "QUIT":
                self._send("221 Bye")
                return
            if not self._handle(step, line.decode("ascii").strip()):
                return

    def _handle(self, step: str, line: str) -> bool:
        script = self.script
        if step == "EHLO":
            offers = ["mail.example", "SIZE 1000000"]
            offers += ["STARTTLS"] if script.certificate and not self.protected else []
            offers += ["AUTH PLAIN"] if script.user else []
            said = "\r\n".join(f"250-{offer}" for offer in offers[:-1]) + f"\r\n250 {offers[-1]}"
            return self._answer(step, said)
        if step == "STARTTLS":
            agreed = self._answer(step, "220 Go ahead")
            if agreed and step not in script.replies:
                self._protect()
            return agreed
        if step == "AUTH":
            _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
            if (user, password) != (script.user, script.password):
                return self._answer(step, f"535 5.7.8 {user} {password} is not known here")
            self.user = user
            return self._answer(step, "235 Welcome")
        if step == "MAIL":
            if script.user and not self.user:
                return self._answer(step, "530 5.7.0 Sign in first")
            self.sender = line[line.index("<") + 1 : line.index(">")]
            return self._answer(step, "250 OK")
        if step == "RCPT":
            self.recipient = line[line.index("<") + 1 : line.index(">")]
            return self._answer(step, "250 OK")
        if step == "DATA":
            return self._answer(step, "354 Go on") and (step in script.replies or self._take_text())
        return self._answer(step, "250 OK")

    def _take_text(self) -> bool:
        self.script.before_text()
        content = b""
        while (line := self.lines.readline()) not in (b".\r\n", b""):
            content += line[1:] if line.startswith(b".") else line
        if "TEXT" not in self.script.replies:
            self.script.received.append(
                Received(self.sender, self.recipient, content, self.protected, self.user)
            )
            self.script.taken.set()
        return self._answer("TEXT", "250 Taken")

    def _answer(self, step: str, line: str) -> bool:
        """Answer a step as the script says; False where the conversation is over."""
        script = self.script
        script.steps.append(step)
        if step == script.silent_at:
            script.closing.wait(timeout=60)
        if step in (script.hang_up_at, script.silent_at):
            return False
        self._send(script.replies.get(step, line))
        return True

    def _send(self, line: str) -> None:
        self.request.sendall(line.encode() + b"\r\n")

    def _protect(self) -> None:
        assert self.script.certificate is not None
        self.request = self.script.certificate.wrap_socket(self.request, server_side=True)
        self.lines.close()
        self.lines = self.request.makefile("rb")
        self.protected = True
