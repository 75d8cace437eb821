from core.i18n import in_language


def test_a_text_is_shown_in_the_wanted_language_or_in_any_there_is(app):
    texts = {"vi": "Đổi trả", "en": "Returns"}
    assert in_language(texts, "vi") == "Đổi trả"
    assert in_language(texts, "en") == "Returns"
    assert in_language({"en": "Returns"}, "vi") == "Returns"
    assert in_language({}, "vi") == ""
    assert in_language(None) == ""


def test_a_browser_gets_its_language_and_vietnamese_by_default(app):
    from core.i18n import chosen_language

    def language(header: str, cookie: str | None = None) -> str:
        headers = {"Accept-Language": header}
        if cookie:
            headers["Cookie"] = f"language={cookie}"
        with app.test_request_context("/", headers=headers):
            return chosen_language()

    assert language("en-US,en;q=0.8") == "en"
    assert language("fr-FR") == "vi"
    assert language("vi") == "vi"
    assert language("en", cookie="vi") == "vi"
    assert language("en", cookie="klingon") == "en"
