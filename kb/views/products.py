"""What there is to read about one product."""

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from sqlalchemy import select

from accounts.models import Product
from core.db import db
from core.i18n import current_language
from kb.services import reading

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.get("/<slug>")
def show(slug: str) -> str:
    product = db.session.scalar(select(Product).where(Product.slug == slug)) or abort(404)
    page = min(max(1, request.args.get("page", 1, type=int)), 1000)
    lines = reading.by_product(product, for_=current_user, language=current_language(), page=page)
    return render_template(
        "kb/products/show.html",
        product=product,
        lines=lines[: reading.PER_PAGE],
        page=page,
        has_more=len(lines) > reading.PER_PAGE,
    )
