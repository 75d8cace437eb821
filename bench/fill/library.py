"""Articles: most of them in two languages, a few drafts, some for customers or staff alone."""

from datetime import timedelta

from sqlalchemy import bindparam, update

from bench.fill.plan import Plan
from core.audience import Audience
from core.db import db
from core.markdown import RENDERER_VERSION
from core.slugs import slugify
from kb.models import Article, ArticleStatus, Revision, article_product, article_tag

FEATURED = 12
TRANSLATED = 0.8  # of the articles are one of a pair


def fill(plan: Plan) -> None:
    live: list[dict[str, int]] = []
    number = revision = 0
    while number < plan.articles:
        group = f"key{number + 1:07d}"
        languages = ("vi", "en") if plan.chance(TRANSLATED / (2 - TRANSLATED)) else ("vi",)
        shelf = plan.dice.randint(1, plan.collections)
        for language in languages[: plan.articles - number]:
            number += 1
            status = _status(plan)
            title = _article(plan, number, shelf, language, group, status)
            for serial in range(1, plan.dice.choice((1, 1, 1, 2, 3)) + 1):
                revision += 1
                _revision(plan, revision, number, serial, language, title)
            if status in (ArticleStatus.PUBLISHED, ArticleStatus.ARCHIVED):
                live.append({"b_id": number, "b_live": revision})
        plan.rows.ease()
    plan.rows.flush()
    table = Article.__table__
    values = {"live_revision_id": bindparam("b_live"), "updated_at": table.c.updated_at}
    statement = update(table).where(table.c.id == bindparam("b_id")).values(values)
    db.session.execute(statement, live)
    db.session.commit()


def _status(plan: Plan) -> ArticleStatus:
    drawn = plan.dice.random()
    if drawn < 0.95:
        return ArticleStatus.PUBLISHED
    return ArticleStatus.DRAFT if drawn < 0.98 else ArticleStatus.ARCHIVED


def _article(
    plan: Plan, number: int, shelf: int, language: str, group: str, status: ArticleStatus
) -> str:
    title = plan.writer.title(language)
    published = plan.moment()
    kinds = (Audience.PUBLIC, Audience.CUSTOMERS, Audience.STAFF)
    plan.rows.add(
        Article,
        id=number,
        key=f"key{number:07d}",
        collection_id=shelf,
        owner_id=plan.staff(),
        language=language,
        slug=f"{slugify(title, 40)}-{number}",
        translation_group=group,
        title=title,
        summary=plan.writer.sentence(language),
        status=status,
        audience=plan.dice.choices(kinds, (92, 5, 3))[0],
        is_featured=number <= FEATURED,
        position=number,
        created_at=published - timedelta(days=2),
        published_at=published if status is ArticleStatus.PUBLISHED else None,
        checked_on=published.date(),
        review_days=180 if plan.chance(0.03) else 3_650,
        view_count=int(plan.dice.paretovariate(0.9) * 10),
        helpful_count=plan.dice.randrange(50),
        unhelpful_count=plan.dice.randrange(10),
    )
    for tag in plan.dice.sample(range(1, plan.tags + 1), plan.dice.randrange(4)):
        plan.rows.add(article_tag, article_id=number, tag_id=tag)
    if plan.chance(0.5):
        product = plan.dice.randint(1, plan.products)
        plan.rows.add(article_product, article_id=number, product_id=product)
    return title


def _revision(
    plan: Plan, number: int, article: int, serial: int, language: str, title: str
) -> None:
    text = plan.bodies.article(language)
    plan.rows.add(
        Revision,
        id=number,
        article_id=article,
        author_id=plan.staff(),
        number=serial,
        title=title,
        body=text.body,
        html=text.html,
        renderer_version=RENDERER_VERSION,
    )
