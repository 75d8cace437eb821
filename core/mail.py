"""Putting a mail on its way: over SMTP, or into a folder where people can look at it."""

import hashlib
import os
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from core.clock import now

TIMEOUT = 15  # seconds for each answer of the mail server
KEPT_AT_MOST = 500  # files in the mail folder; the oldest go


class BadMailUrl(Exception):
    """HOIDAP_MAIL_URL cannot be understood; the sentence says how it should look."""


class MailFailed(Exception):
    """The mail was not accepted. Says what the server said, never the password."""


class _Link(UnstructuredHeader, BaseHeader):
    """An address in a header. Mail programs follow it only in one piece and as it is; the library
    would break or encode a long one."""

    def fold(self, *, policy: Policy) -> str:
        if not self.isascii():
            return super().fold(policy=policy)
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("List-Unsubscribe", _Link)
_POLICY = policy.SMTP.clone(max_line_length=78, header_factory=_HEADERS)


@dataclass(frozen=True)
class Server:
    """Where mail goes out. tls is "", "starttls" or "ssl"."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = ""


def compose(
    to: str,
    subject: str,
    text: str,
    *,
    key: str | None = None,
    sender_name: str = "",
    unsubscribe_url: str | None = None,
) -> EmailMessage:
    """A plain-text mail from this site. Raises ValueError for an address that is none.

    key             -- what the mail is about; the same key gives the same Message-ID, so that a
                       mail sent twice shows once in most mailboxes. None: a new id.
    unsubscribe_url -- where one click (a POST) ends mails of this kind.
    """
    host = _site_host()
    message = EmailMessage(policy=_POLICY)
    message["To"] = Address(addr_spec=_one_line(to))
    message["From"] = Address(display_name=_one_line(sender_name), addr_spec=_sender())
    message["Subject"] = _one_line(subject)
    message["Date"] = format_datetime(now())
    unique = (
        hashlib.sha256(f"{key}|{to}".encode()).hexdigest()[:40] if key else secrets.token_hex(20)
    )
    message["Message-ID"] = f"<{unique}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe_url:
        message["List-Unsubscribe"] = f"<{_one_line(unsubscribe_url)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text.strip() + "\n")
    return message


def deliver(message: EmailMessage) -> None:
    """Hand the mail over. Waits on the network: never call it with a write pending.

    Raises MailFailed (worth another try) and BadMailUrl.
    """
    url = str(current_app.config["HOIDAP_MAIL_URL"])
    if url.startswith("file:"):
        _keep(message)
        return
    try:
        _send(message, server_of(url))
    except (smtplib.SMTPException, OSError) as problem:
        raise MailFailed(f"{type(problem).__name__}: {_told(problem)}") from None


def server_of(url: str) -> Server:
    """The server of `smtp://user:password@host:port?tls=starttls|ssl`. Raises BadMailUrl."""
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", [""])[0]
    try:
        port = parts.port or {"ssl": 465, "starttls": 587}.get(tls, 25)
    except ValueError:
        raise BadMailUrl("HOIDAP_MAIL_URL: the port must be a number.") from None
    if parts.scheme != "smtp" or not parts.hostname or tls not in ("", "starttls", "ssl"):
        raise BadMailUrl(
            "HOIDAP_MAIL_URL must be file: or smtp://user:password@host:port?tls=starttls (or ssl)."
        )
    return Server(
        parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls
    )


def _send(message: EmailMessage, server: Server) -> None:
    context = ssl.create_default_context()
    if server.tls == "ssl":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with smtp:
        if server.tls == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.send_message(message)


def _told(problem: Exception) -> str:
    """What the server answered, without the recipients' addresses where we can help it."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return " ".join(f"{code} {said!r}" for code, said in problem.recipients.values())[:200]
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {problem.smtp_error!r}"[:200]
    return str(problem)[:200]


def folder() -> Path:
    """Where mails are kept when HOIDAP_MAIL_URL is `file:`."""
    return Path(current_app.config["HOIDAP_INSTANCE_PATH"]) / "mail"


def kept(limit: int = 50) -> list[EmailMessage]:
    """The mails kept in the folder, newest first."""
    files = sorted(folder().glob("*.eml"), reverse=True)[:limit]
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def _keep(message: EmailMessage) -> None:
    """Write beside, then rename: nobody reads half a mail. Only the owner may read it."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.eml"
    beside = place / f".{name}.new"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes())
    beside.rename(place / name)
    names = sorted(name for name in os.listdir(place) if name.endswith(".eml"))
    for old in names[:-KEPT_AT_MOST]:
        (place / old).unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _one_line(text: str) -> str:
    """No control characters: nobody's name may begin a new header."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def _site_host() -> str:
    return urlsplit(current_app.config["HOIDAP_BASE_URL"]).hostname or "localhost"


def _sender() -> str:
    return _one_line(current_app.config["HOIDAP_MAIL_FROM"]) or f"hoidap@{_site_host()}"
