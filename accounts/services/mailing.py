"""Mails in the reader's language, from templates/mails/<template>.txt.

Waiting on the network while a write is pending would stop everybody else: a handler composes,
commits, and only then delivers (`core.mail.deliver`); `send` is for callers with nothing pending.
"""

from email.message import EmailMessage
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from accounts.services import settings
from core import mail
from core.i18n import LANGUAGES


def compose(to: str, subject: Any, template: str, language: str, **context: Any) -> EmailMessage:
    """The mail, ready for `core.mail.deliver`. Reads settings; sends nothing.

    subject -- text, or a lazy_gettext text, which is then said in `language`.
    context -- for the template; `key` and `unsubscribe_url` also go into the headers
               (core.mail.compose). site_name and base_url are there already.
    """
    language = language if language in LANGUAGES else settings.get("site_language")
    site_name = settings.get("site_name")
    with force_locale(language):
        text = render_template(
            f"mails/{template}.txt",
            site_name=site_name,
            base_url=current_app.config["HOIDAP_BASE_URL"],
            **context,
        )
        return mail.compose(
            to,
            str(subject),
            text,
            key=context.get("key"),
            sender_name=site_name,
            unsubscribe_url=context.get("unsubscribe_url"),
        )


def send(to: str, subject: Any, template: str, language: str, **context: Any) -> None:
    """Compose and deliver at once: call it with nothing pending. Raises core.mail.MailFailed."""
    mail.deliver(compose(to, subject, template, language, **context))
