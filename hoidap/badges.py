"""What a badge of each kind looks like: its icon, its tone, its usual words.

Here and not in the macro, which would translate them all to show one. The words are English: who
shows them translates them (`_l` only marks them for translation).
"""


def _l(words: str) -> str:
    return words


BADGES: dict[str, tuple[str, str, str]] = {
    "solved": ("check-circle-fill", "ok", _l("Solved")),
    "accepted": ("check-circle-fill", "ok", _l("Accepted answer")),
    "settled": ("check-circle-fill", "ok", _l("Settled")),
    "done": ("check-circle-fill", "ok", _l("Done")),
    "answered": ("chat-left-text", "ok", _l("Answered")),
    "open": ("question-circle", "calm", _l("Open")),
    "unanswered": ("question-circle", "warn", _l("Unanswered")),
    "planned": ("clock", "brand", _l("Planned")),
    "declined": ("slash-circle", "calm", _l("Declined")),
    "official": ("patch-check-fill", "brand", _l("Official answer")),
    "staff": ("shield-check", "brand", _l("Staff")),
    "moderator": ("shield-check", "calm", _l("Moderator")),
    "held": ("hourglass-split", "warn", _l("Waiting for review")),
    "hidden": ("eye-slash", "bad", _l("Hidden")),
    "withdrawn": ("eye-slash", "calm", _l("Withdrawn")),
    "locked": ("lock-fill", "calm", _l("Locked")),
    "pinned": ("pin-angle-fill", "brand", _l("Pinned")),
    "private": ("lock-fill", "warn", _l("Private")),
    "draft": ("pencil", "calm", _l("Draft")),
    "in_review": ("hourglass-split", "warn", _l("In review")),
    "published": ("check-lg", "ok", _l("Published")),
    "scheduled": ("clock", "brand", _l("Scheduled")),
    "archived": ("archive", "calm", _l("Archived")),
    "needs_check": ("exclamation-triangle", "warn", _l("Needs check")),
    "conflict": ("exclamation-triangle", "bad", _l("Conflict")),
    "question": ("question-circle", "calm", _l("Question")),
    "discussion": ("chat-dots", "calm", _l("Discussion")),
    "idea": ("lightbulb", "calm", _l("Idea")),
    "announcement": ("megaphone", "brand", _l("Announcement")),
    "complaint": ("exclamation-circle", "warn", _l("Complaint")),
    "article": ("file-earmark-text", "brand", _l("Article")),
    "featured": ("star-fill", "brand", _l("Featured")),
    "overdue": ("clock-history", "bad", _l("Overdue")),
    "public": ("globe2", "calm", _l("Everyone")),
    "customers": ("people", "calm", _l("Customers")),
}
