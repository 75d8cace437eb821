from accounts.models import AuditEntry, Product
from core.db import db

PATH = "/desk/settings/products"


def test_a_product_is_added_and_changed(as_admin):
    assert "No product yet" in as_admin.get(PATH).text
    words = {"name_vi": "Bộ phát X1", "name_en": "Router X1", "description_en": "For homes"}
    assert as_admin.post(f"{PATH}/new", data=words).status_code == 303
    product = db.session.query(Product).one()
    assert (product.slug, product.names["en"]) == ("bo-phat-x1", "Router X1")

    words = {"name_vi": "", "name_en": "Router X1 Pro", "position": "3"}
    assert as_admin.post(f"{PATH}/{product.id}/edit", data=words).status_code == 303
    db.session.expire_all()
    changed = db.session.query(Product).one()
    assert (changed.slug, changed.names, changed.position) == (
        "bo-phat-x1",
        {"en": "Router X1 Pro"},
        3,
    )
    assert [e.action for e in db.session.query(AuditEntry)] == ["product.added", "product.changed"]


def test_two_products_of_one_name_have_two_addresses(as_admin):
    for _ in range(2):
        as_admin.post(f"{PATH}/new", data={"name_en": "Router"})
    assert {p.slug for p in db.session.query(Product)} == {"router", "router-2"}


def test_a_product_without_a_name_is_refused_and_kept(as_admin):
    answer = as_admin.post(f"{PATH}/new", data={"name_en": " ", "description_en": "For homes"})
    assert answer.status_code == 422
    assert "For homes" in answer.text
    assert as_admin.post(f"{PATH}/9/edit", data={}).status_code == 404
