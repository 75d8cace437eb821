"""The main pages in a real browser: nobody is kept out, nothing is blocked, nothing overflows."""

import os
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

STAFF, ADMIN, CUSTOMER = "Trần Quang Minh", "Nguyễn Thu Hà", "Võ Thị Hoa"
TRUSTED = "Đặng Minh Khoa"  # level 2
# name -> (path, who looks at it)
PAGES = {
    "home": ("/", None),
    "kb": ("/kb/", None),
    "collection": ("/kb/collections/members", None),
    "article": ("/kb/articles/80", None),
    "search": ("/search/?q=mạng", None),
    "empty-result": ("/search/?q=hóa+đơn+điện+tử", None),
    "wait": ("/search/waiting/new?words=hoa+don", None),
    "forum": ("/forum/", None),
    "thread": ("/forum/threads/9", None),
    "sign-in": ("/accounts/sessions/new", None),
    "join": ("/accounts/people/new", None),
    "privacy": ("/privacy", None),
    "missing": ("/kb/articles/999999", None),
    "ask": ("/forum/threads/ask?title=Nồi+không+vào+điện", CUSTOMER),
    "thread-signed-in": ("/forum/ → first", CUSTOMER),
    "questions": ("/me/questions", CUSTOMER),
    "notifications": ("/me/notifications", CUSTOMER),
    "editor": ("/kb/articles/80/edit", STAFF),
    "queue": ("/desk/queue", STAFF),
    "desk": ("/desk/", STAFF),
    "gaps": ("/search/gaps", STAFF),
    "figures": ("/desk/figures/", STAFF),
    "settings": ("/desk/settings/", ADMIN),
    "members": ("/desk/settings/members", ADMIN),
}
# Walked in two looks only: together these differ from the others in everything.
MORE = {
    "product": ("/kb/products/deo-s2", None),
    "category": ("/forum/categories/home-wifi", None),
    "forgotten": ("/accounts/passwords/forgot", None),
    "language": ("/language", None),
    "flag": ("/forum/posts/20/flag", CUSTOMER),
    "me": ("/me/", CUSTOMER),
    "profile": ("/people/6", CUSTOMER),
    "own-profile": ("/accounts/people/edit", CUSTOMER),
    "revisions": ("/kb/articles/80/revisions", STAFF),
    "publish": ("/kb/articles/80/publish", STAFF),
    "suggest": ("/kb/proposals/new?article=80", CUSTOMER),
    "add-picture": ("/uploads/new", STAFF),
    "variables": ("/desk/settings/variables", STAFF),
    "organize": ("/kb/articles/80/organize", STAFF),
    "promote": ("/forum/threads/1/promote", STAFF),
    "hide": ("/forum/posts/21/hide", STAFF),
    "complaint": ("/forum/threads/38", STAFF),
    "site": ("/desk/settings/site", ADMIN),
    "contact": ("/desk/settings/contact", ADMIN),
    "limits": ("/desk/settings/limits", ADMIN),
    "mail": ("/desk/settings/mail", ADMIN),
    "search-settings": ("/desk/settings/search", ADMIN),
    "member": ("/desk/settings/members/6", ADMIN),
    "invitations": ("/desk/settings/invitations", ADMIN),
    "products": ("/desk/settings/products", ADMIN),
    "collections": ("/desk/settings/collections", ADMIN),
    "categories": ("/desk/settings/categories", ADMIN),
    "tags": ("/desk/settings/tags", ADMIN),
    "audit": ("/desk/audit", ADMIN),
    "reviews": ("/kb/reviews/", STAFF),
    "return": ("/kb/reviews/83/send-back", STAFF),
    "publish-first": ("/kb/articles/83/publish", STAFF),
    "scheduled": ("/kb/articles/84", STAFF),
    "drafts": ("/kb/articles/drafts", STAFF),
    "new-article": ("/kb/articles/new?kind=troubleshooting", STAFF),
    "unsaved": ("/kb/articles/77/edit", STAFF),
    "conflict": ("/kb/articles/41", STAFF),
    "file-text": ("/kb/revisions/87", STAFF),
    "revision": ("/kb/revisions/84", STAFF),
    "restore": ("/kb/revisions/73/restore", STAFF),
    "duty": ("/kb/articles/40", STAFF),
    "receipts": ("/kb/receipts/40", STAFF),
    "feedback": ("/kb/feedback/80", STAFF),
    "helpful": ("/kb/articles/80/feedback?helpful=yes", CUSTOMER),
    "needs-check": ("/kb/articles/needs-check", STAFF),
    "doubted": ("/kb/articles/80", STAFF),
    "source-changed": ("/kb/articles/82", STAFF),
    "untranslated": ("/kb/translations/?language=en", STAFF),
    "outdated": ("/kb/translations/?language=en&filter=outdated", STAFF),
    "outdated-text": ("/kb/articles/74", STAFF),
    "article-proof": ("/kb/proofs/80/edit?works=no", CUSTOMER),
    "proposals": ("/kb/proposals", STAFF),
    "my-proposals": ("/kb/proposals/mine", CUSTOMER),
    "proposal": ("/kb/proposals/1", STAFF),
    "take": ("/kb/proposals/2/take", STAFF),
    "refuse-proposal": ("/kb/proposals/1/refuse", STAFF),
    "refused": ("/kb/proposals/3", CUSTOMER),
    "variable": ("/desk/settings/variables/support_phone/edit", STAFF),
    "new-variable": ("/desk/settings/variables/new", STAFF),
    "remove-variable": ("/desk/settings/variables/warranty/remove", STAFF),
    "collection-settings": ("/desk/settings/collections/2/edit", ADMIN),
    "import": ("/desk/settings/import", ADMIN),
    "trust": ("/desk/settings/members/7/trust", ADMIN),
    "tried": ("/forum/threads/1", CUSTOMER),
    "rate": ("/forum/ratings/1/edit?score=2", CUSTOMER),
    "still-fine": ("/forum/follow-ups/1", CUSTOMER),
    "proof": ("/forum/proofs/10/edit?works=no", CUSTOMER),
    "credited": ("/people/6/articles", CUSTOMER),
    "waiting": ("/me/waiting", CUSTOMER),
    "nothing-found": ("/search/?q=qwzzx", CUSTOMER),
    "nominate": ("/forum/nominations/3/new", TRUSTED),
    "nominations": ("/forum/nominations/", STAFF),
    "refuse": ("/forum/nominations/5/refuse", STAFF),
    "link-article": ("/forum/threads/2/link-article", STAFF),
    "low-scores": ("/forum/ratings/", STAFF),
    "settle-score": ("/forum/ratings/1/settle", STAFF),
    "reused": ("/forum/threads/4", STAFF),
    "reuses": ("/forum/reuses/", STAFF),
    "article-figures": ("/desk/figures/articles", STAFF),
    "gaps-closed": ("/search/gaps?filter=closed", STAFF),
    "search-log": ("/search/log", STAFF),
    "search-log-refined": ("/search/log?list=refined&period=weeks", STAFF),
    "gap-write": ("/search/gaps/1/write", STAFF),
    "gap-link": ("/search/gaps/2/link", STAFF),
    "gap-equate": ("/search/gaps/2/equate", STAFF),
    "gap-dismiss": ("/search/gaps/3/dismiss", STAFF),
    "deliveries": ("/desk/deliveries", STAFF),
}
LOOKS = {
    "vi-light": {"locale": "vi-VN", "color_scheme": "light", "width": 1280},
    "en-dark": {"locale": "en-US", "color_scheme": "dark", "width": 1280},
    "vi-dark-360": {"locale": "vi-VN", "color_scheme": "dark", "width": 360},
    "en-light-360": {"locale": "en-US", "color_scheme": "light", "width": 360},
}
ALL = PAGES | MORE
SHOWN = {look: ALL if look in ("en-dark", "vi-dark-360") else PAGES for look in LOOKS}
PICTURES = os.environ.get("HOIDAP_PICTURES")  # a folder: keep a picture of every page


def visit(watched, path: str) -> None:
    """Open a path; `… → first` means the first article or thread that the page lists."""
    start, _, follow = path.partition(" → ")
    watched.page.goto(start)
    if follow:
        links = watched.page.locator("main a[href*='/threads/'], main a[href*='/articles/']")
        hrefs = links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
        href = next(h for h in hrefs if any(c.isdigit() for c in h.split("/")[3][:1]))
        watched.page.goto(href.partition("#")[0])


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_keeps_anybody_out(window, demo_site, look):
    from axe_playwright_python.sync_playwright import Axe

    wrong: list[str] = []
    by_person: dict[str | None, list[str]] = {}
    for name, (_, person) in SHOWN[look].items():
        by_person.setdefault(person, []).append(name)
    for person, names in by_person.items():
        watched = window(demo_site, **dict(LOOKS[look]))
        if person:
            watched.become(person)
            watched.speak(look[:2])
        for name in names:
            visit(watched, ALL[name][0])
            watched.page.wait_for_load_state("networkidle")
            if name != "missing" and watched.page.locator(".error-page").count():
                wrong.append(f"{name}: there is no such page")
            if PICTURES:
                file = Path(PICTURES) / f"{name}-{look}.png"
                watched.page.screenshot(path=str(file), full_page=True)
            language = watched.page.locator("html").get_attribute("lang")
            if language != look[:2]:
                wrong.append(f"{name}: speaks {language}")
            for violation in Axe().run(watched.page).response["violations"]:
                nodes = [node["target"] for node in violation["nodes"][:3]]
                wrong.append(f"{name}: axe {violation['id']} at {nodes}")
            wide = watched.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 1:
                wrong.append(f"{name}: {wide} px wider than the window")
            wrong += [f"{name}: {trouble}" for trouble in watched.trouble]
            watched.trouble.clear()
    assert wrong == []


def test_suggestions_appear_while_typing_and_obey_the_keyboard(window, demo_site):
    watched = window(demo_site, locale="vi-VN")
    watched.page.goto("/")
    box = watched.page.locator("main input[name=q]").first
    box.press_sequentially("mang khach", delay=30)
    option = watched.page.locator("main [role=option]").first
    option.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("Enter")
    watched.page.wait_for_url("**/kb/articles/**")
    assert watched.trouble == []


def test_look_alikes_appear_while_a_title_is_typed(window, demo_site):
    watched = window(demo_site, locale="vi-VN")
    watched.become(CUSTOMER)
    watched.page.goto("/forum/threads/ask")
    watched.page.locator("input[name=title]").press_sequentially("nồi báo lỗi E3", delay=20)
    watched.page.locator("[data-look-alikes-list] a").first.wait_for()
    assert watched.trouble == []


def test_everything_is_reached_by_keyboard_from_the_top(window, demo_site):
    watched = window(demo_site, locale="vi-VN")
    watched.page.goto("/")
    watched.page.keyboard.press("Tab")
    first = watched.page.evaluate("document.activeElement.getAttribute('href')")
    assert first.startswith("#")  # the skip link
    watched.page.keyboard.press("Enter")
    assert watched.page.evaluate("location.hash") == first


@pytest.mark.shared_data
def test_no_hostile_string_runs(window, demo_site, shared_data, tmp_path):
    """Every string of the public lists, rendered and opened under our policy, runs nothing."""
    from core.markdown import render_safely

    strings = []
    for file in sorted((shared_data / "xss").rglob("*")):
        if file.is_file() and "README" not in file.name:
            strings += [line for line in file.read_text("utf-8", "replace").splitlines() if line]
    assert len(strings) > 1000
    watched = window(demo_site)
    calls = []
    watched.page.expose_function("executed", lambda what="": calls.append(what))
    watched.page.add_init_script(
        "for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = executed"
    )
    dialogs = []
    watched.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    watched.page.goto("/privacy")
    for start in range(0, len(strings), 400):
        html = "\n".join(render_safely(text[:4000]).html for text in strings[start : start + 400])
        watched.page.evaluate("html => { document.querySelector('main').innerHTML = html; }", html)
        watched.page.wait_for_timeout(150)
    assert calls == []
    assert dialogs == []
    assert watched.page.url.endswith("/privacy")
