"""The company: its people, products, rooms, shelves, tags and settings."""

from datetime import timedelta

from accounts.models import Identity, IdentityKind, Notification, Product, Role, Setting, User
from accounts.services import passwords
from bench.fill.plan import (
    ADMIN,
    BIG_ROOM,
    CATEGORIES,
    MEMBERS,
    MODERATORS,
    PASSWORD,
    STAFF,
    Plan,
    email_of,
)
from core.audience import Audience
from core.tags import Tag
from forum.models import Category
from forum.models.category import category_moderator
from kb.models import Collection

SETTINGS = {
    "site_name": "Bench",
    "contact_phone": "1900 0000",
    "contact_mail": "help@example.com",
    "contact_hours": {day: ["08:00", "17:30"] for day in ("mon", "tue", "wed", "thu", "fri")},
}


def fill(plan: Plan) -> None:
    _people(plan)
    _things(plan)
    for name, value in SETTINGS.items():
        plan.rows.add(Setting, name=name, value={"value": value})
    plan.rows.flush()


def _people(plan: Plan) -> None:
    hashed = passwords.hashed(PASSWORD)
    for number in range(1, plan.people + 1):
        plan.rows.add(
            User,
            id=number,
            name=plan.writer.name(),
            role=_role(number),
            trust_level=2 if number in MEMBERS else plan.dice.choice((0, 0, 1, 1, 2, 3)),
            language="vi" if plan.chance(0.7) else "en",
            password_hash=hashed,
            created_at=plan.end - timedelta(days=3 * 365 * (1 - number / plan.people)),
        )
        plan.rows.add(
            Identity,
            user_id=number,
            kind=IdentityKind.EMAIL,
            value=email_of(number),
            verified_at=plan.end,
        )
        for notice in range(12 if number in MEMBERS else plan.dice.randrange(3)):
            plan.rows.add(
                Notification,
                user_id=number,
                key=f"bench:{notice}",
                kind="post.replied",
                url="/",
                data={"who": plan.writer.name(), "title": plan.writer.title("vi")},
                read_at=None if notice % 2 else plan.end,
            )


def _role(number: int) -> Role:
    if number == ADMIN:
        return Role.ADMIN
    if number in STAFF:
        return Role.STAFF
    return Role.MODERATOR if number in MODERATORS else Role.CUSTOMER


def _things(plan: Plan) -> None:
    for number in range(1, plan.products + 1):
        plan.rows.add(
            Product, id=number, slug=f"product-{number}", names=_names(plan), position=number
        )
    for number in range(1, plan.tags + 1):
        plan.rows.add(Tag, id=number, slug=f"tag-{number}", name=plan.writer.word("rare", "vi"))
    for number in range(1, plan.collections + 1):
        parent = number // 3 if number > 6 and number % 3 == 0 else None
        prefix = f"shelf-{parent}/" if parent else ""
        plan.rows.add(
            Collection,
            id=number,
            parent_id=parent,
            slug=f"{prefix}shelf-{number}",
            names=_names(plan),
            descriptions=_names(plan),
            position=number,
        )
    for number in range(1, CATEGORIES + 1):
        closed = {CATEGORIES: Audience.STAFF, CATEGORIES - 1: Audience.CUSTOMERS}
        plan.rows.add(
            Category,
            id=number,
            slug="big-room" if number == BIG_ROOM else f"room-{number}",
            names=_names(plan),
            descriptions=_names(plan),
            position=number,
            audience=closed.get(number, Audience.PUBLIC),
            product_id=number if number <= plan.products else None,
        )
        person = MODERATORS[number % len(MODERATORS)]
        plan.rows.add(category_moderator, category_id=number, user_id=person)


def _names(plan: Plan) -> dict[str, str]:
    return {language: plan.writer.title(language)[:60] for language in ("vi", "en")}
