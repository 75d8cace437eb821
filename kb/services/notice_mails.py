"""The mails about notices of articles, to staff who still are."""

from email.message import EmailMessage

from flask_babel import lazy_gettext as _l

from accounts.models import Notification, User
from accounts.services import notifications
from kb.services import work_lists


@notifications.mails("articles.due")
def _due(person: User, notice: Notification) -> EmailMessage | None:
    """It names what is due by now; nothing is sent when it was all checked."""
    due = work_lists.needs_check(owner=person)
    if not person.is_staff or not due.total:
        return None
    shown = due.articles[: work_lists.PER_PAGE]
    return notifications.compose(
        person,
        notice,
        _l("Articles that need a check"),
        "kb/articles_due",
        articles=shown,
        has_more=due.total > len(shown),
        path=notice.url,
    )


@notifications.mails("article.returned")
def _returned(person: User, notice: Notification) -> EmailMessage | None:
    """Whoever wrote or submitted it reads the reviewer's words, unless they did so on the site."""
    if not person.is_staff:
        return None
    subject = _l("Returned: %(title)s", title=notice.data["title"])
    return notifications.compose(person, notice, subject, "kb/returned", notice=notice)
