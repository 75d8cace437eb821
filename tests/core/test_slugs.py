"""Slugs: Vietnamese reads well without its marks; other scripts leave the id alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.slugs import slugify, with_id


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đổi trả hàng", "doi-tra-hang"),
        ("Không đăng nhập được?", "khong-dang-nhap-duoc"),
        ("Đường đi đến Huế, ước mơ", "duong-di-den-hue-uoc-mo"),
        ("  What's   new in 2.0 — today!  ", "what-s-new-in-2-0-today"),
        ("Größe & Łódź", "grosse-lodz"),
        ("日本語", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("", ""),
    ],
)
def test_a_title_becomes_a_slug(title, slug):
    assert slugify(title) == slug


def test_composed_and_decomposed_titles_have_one_slug():
    title = "Hướng dẫn đổi mật khẩu"
    assert slugify(unicodedata.normalize("NFD", title)) == slugify(title)


def test_a_long_slug_is_cut_between_words():
    assert slugify("mot hai ba bon", limit=9) == "mot-hai"
    assert slugify("mot hai ba", limit=7) == "mot-hai"
    assert slugify("a" * 100, limit=80) == "a" * 80


def test_the_id_leads_and_stands_alone_without_a_slug():
    assert with_id(214, "Đổi trả hàng") == "214-doi-tra-hang"
    assert with_id(214, "日本語") == "214"


@given(st.text(), st.integers(min_value=1, max_value=90))
def test_any_title_gives_letters_digits_and_single_hyphens(title, limit):
    slug = slugify(title, limit)

    assert len(slug) <= limit
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
