"""Django's way to a mail server, that also says whom it refused and when it never answered."""

from __future__ import annotations

from smtplib import SMTP, SMTP_SSL, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

GO_ON = 354  # the server's only answer to DATA that asks for the text (RFC 5321, 3.3)
TAKEN, REFUSALS = 250, range(400, 600)


class PartlyRefused(SMTPRecipientsRefused):
    """The text has gone to some of the recipients; these were refused."""


class Unanswered(SMTPException):
    """The text was given, or was being given, and no answer came: it may have arrived."""


class Telling(SMTP):
    """What smtplib knows of the last moments of a message, told instead of lost."""

    last = 0

    def getreply(self) -> tuple[int, bytes]:
        self.last, said = super().getreply()
        return self.last, said

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            code, said = super().data(msg)
        except OSError as error:
            if self.last == GO_ON:
                raise Unanswered(str(error)) from error
            raise
        if code != TAKEN and code not in REFUSALS:
            raise Unanswered(f"{code} {said.decode(errors='replace')}")
        return code, said

    def sendmail(self, *args: Any, **kwargs: Any) -> dict[str, tuple[int, bytes]]:
        refused = super().sendmail(*args, **kwargs)
        if refused:
            raise PartlyRefused(refused)
        return refused


class TellingSsl(Telling, SMTP_SSL):
    """The same, encrypted from the first byte."""


class Backend(EmailBackend):
    """To be named in EMAIL_BACKEND."""

    @property
    def connection_class(self) -> type[Telling]:
        return TellingSsl if self.use_ssl else Telling
