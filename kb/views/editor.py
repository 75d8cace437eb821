"""The forms in which articles are written and put in their place, filled in; it has no pages."""

from collections.abc import Sequence

from flask import render_template, request
from flask_babel import gettext as _

from accounts.models import Product
from accounts.services import members
from core.db import release
from core.diff import diff_lines
from core.i18n import LANGUAGES, current_language
from core.markdown import ARTICLE_LENGTH
from kb import forms
from kb.models import Article, ArticleKind, Collection, Revision, Unsaved
from kb.services import drafting, shelves, variables
from kb.services.outlines import outline
from kb.services.rendering import render_article


def new_form(
    original: Article | None, kept: Unsaved | None, every: Sequence[Collection]
) -> forms.NewForm:
    """For a new article: with what was kept, else as its address asks.

    original -- the article that it translates. every -- the collections to choose from.
    """
    kind = _kind(request.args.get("kind"))
    language = _other_language(original) if original else _language(request.args.get("language"))
    form = forms.NewForm(
        title=kept.title if kept else request.args.get("title", "")[:200],
        summary=kept.summary if kept else "",
        body=kept.body if kept else outline(kind, language) if kind else "",
        kind=kind or ArticleKind.FAQ,
        collection=original.collection_id if original else request.args.get("collection", type=int),
        language=language,
        audience=str(original.audience) if original else None,
        kept=kept.version if kept else "",
    )
    form.collection.choices = forms.choices((shelf.id, shelf.name) for shelf in every)
    return form


def _kind(typed: str | None) -> ArticleKind | None:
    return ArticleKind(typed) if typed in set(ArticleKind) else None


def _language(typed: str | None) -> str:
    return typed if typed in LANGUAGES else current_language()


def _other_language(article: Article) -> str:
    return next(language for language in LANGUAGES if language != article.language)


def edit_form(article: Article, kept: Unsaved | None, newest: Revision | None) -> forms.EditForm:
    """For another text: with what was kept, else with our newest. newest -- the file's counted."""
    text = kept or drafting.newest_revision(article, ours=True)
    return forms.EditForm(
        title=text.title if text else article.title,
        summary=text.summary if text else "",
        body=text.body if text else "",
        based_on=str(kept.based_on if kept else newest.number if newest else 0),
        kept=kept.version if kept else "",
    )


def preview(template: str, form: forms.ArticleForm, **more: object) -> str:
    """The same page with what was typed and how it will look; nothing is saved."""
    text = (form.body.data or "")[:ARTICLE_LENGTH]
    html = render_article(text, language=current_language(), collection=None).html
    unknown = variables.unknown_in(text)
    return render_template(template, form=form, preview_html=html, unknown=unknown, **more)


def both_texts(article: Article, form: forms.EditForm, theirs: Revision) -> str:
    """What the colleague saved, what is typed here, the difference; sending again saves this."""
    form.based_on.data = str(theirs.number)
    release()  # comparing long texts may take a moment
    hunks = diff_lines(theirs.body, form.body.data or "")
    return render_template(
        "kb/articles/edit.html", article=article, form=form, theirs=theirs, hunks=hunks
    )


def organize_form(article: Article, products: Sequence[Product]) -> forms.OrganizeForm:
    """For its place. products -- those to choose from."""
    form = forms.OrganizeForm(
        collection=article.collection_id,
        products=[product.id for product in article.products],
        tags=", ".join(tag.name for tag in article.tags),
        keywords=", ".join(article.keywords),
        is_featured=article.is_featured,
        position=article.position,
        owner=str(article.owner_id or ""),
        review_days=article.review_days,
        kind=article.kind,
        effective_on=article.effective_on,
    )
    form.owner.choices = forms.choices(_owners(article))
    form.collection.choices = forms.choices((shelf.id, shelf.name) for shelf in shelves.listed())
    form.products.choices = forms.choices((product.id, product.name) for product in products)
    return form


def _owners(article: Article) -> list[tuple[str, str]]:
    """Whose it may be: all staff, and whoever has it now."""
    nobody = article.collection.owner
    people = {p.id: p for p in (article.owner, *members.staff()) if p is not None}
    first = _("As the collection says: %(name)s", name=nobody.name) if nobody else _("Nobody")
    return [("", first), *((str(p.id), p.name) for p in people.values())]
