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
    before = request.args.get("before")
    language = current_language()
    page = reading.by_product(product, for_=current_user, language=language, before=before)
    return render_template("kb/products/show.html", product=product, page=page)
