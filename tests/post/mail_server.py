"""A mail server on this machine that answers as it is told, and remembers what it was given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

HANG_UP = "hang up"


@dataclass
class MailServer:
    """What to answer to a command, to each recipient and to the text; what was taken."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    recipients: list[list[str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Conversation(StreamRequestHandler):
    """One client, from the greeting to the end."""

    told: MailServer

    def handle(self) -> None:
        self.say("220 pronto")
        self.to: list[str] = []
        while line := self.rfile.readline():
            command = line.decode().strip()
            if not self.answer(command):
                return

    def answer(self, command: str) -> bool:
        verb = command.partition(":")[0].upper()
        address = command.partition("<")[2].partition(">")[0]
        answer = self.told.answers.get(address) or self.told.answers.get(verb, "250 va bene")
        if answer == HANG_UP:
            return False
        if verb == "DATA":
            return self.take_text()
        if verb == "RCPT TO" and answer.startswith("2"):
            self.to.append(address)
        self.say("221 ciao" if verb == "QUIT" else answer)
        return verb != "QUIT"

    def take_text(self) -> bool:
        self.say("354 avanti")
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            text += self.rfile.readline()
        answer = self.told.answers.get("TEXT", "250 preso")
        if answer[0] in "2h":
            self.told.texts.append(text.decode())
            self.told.recipients.append(self.to)
        if answer != HANG_UP:
            self.say(answer)
        return answer != HANG_UP

    def say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server for as long as a test lasts."""
    told = MailServer()
    handler = type("Told", (Conversation,), {"told": told})
    with ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        told.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield told
        server.shutdown()
