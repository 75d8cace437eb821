"""What readers and staff do with the articles afterwards: propose, try, say, write anew, read.

Done by the services, so that it stands as people would have left it; dated today, therefore.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from accounts.models import User
from core.clock import now, today
from core.db import db
from core.i18n import LANGUAGES
from forum.models import Post
from forum.services import editing
from kb.models import Article, ArticleKind, Collection, FeedbackReason, Proposal, Revision
from kb.services import (
    drafting,
    feedback,
    proofs,
    proposing,
    publishing,
    receipts,
    reviewing,
    translations,
    unsaved,
    variables,
)

People = Mapping[str, User]


def look_after_articles(people: People) -> None:
    """Leave something on every page that lists what waits in the knowledge base. Commits."""
    for article in db.session.scalars(select(Article)):
        translations.note_source(article)
    _variables(people["lan-pham"])
    _proposals(people)
    _tried_and_said(people)
    _on_the_way(people)
    _source_of(_article("open-csv-in-excel"), by=people["david-okafor"])
    _to_be_read(_article("calm-and-consistent-replies"), people)


def _article(slug: str) -> Article:
    wanted = select(Article).where(Article.slug == slug, Article.language == "vi")
    return db.session.scalars(wanted.order_by(Article.id.desc()).limit(1)).one()


def _newest(article: Article) -> Revision:
    wanted = select(Revision).where(Revision.article_id == article.id)
    return db.session.scalars(wanted.order_by(Revision.number.desc()).limit(1)).one()


def _write(article: Article, old: str, new: str, *, by: User, note: str) -> None:
    """Publish its text with other words in one place."""
    text = _newest(article)
    said = {"title": text.title, "summary": text.summary, "body": text.body.replace(old, new)}
    db.session.commit()  # rendering lets go of the database
    drafting.save(article, **said, note=note, by=by, based_on=text.number)
    publishing.publish(article, by=by)


def _variables(by: User) -> None:
    variables.add("support_phone", dict.fromkeys(LANGUAGES, "1900 0000"), by=by)
    variables.add("warranty", {"vi": "24 tháng", "en": "24 months"}, by=by)
    article = _article("back-up-and-move")
    end = _newest(article).body[-40:]
    words = f"{end.rstrip()}\n\nKẹt giữa chừng? Gọi {{{{ support_phone }}}}.\n"
    _write(article, end, words, by=by, note="Thêm số để gọi khi kẹt giữa chừng")


def _proposals(people: People) -> None:
    """One that waits, one that a colleague's text overtook, one refused."""
    khoa, bay, hoa = people["khoa-dang"], people["bay-huynh"], people["hoa-vo"]
    why = "Nồi nhà mình để nguội 30 phút vẫn còn báo E3."
    _propose("error-codes", "để nguội 30 phút", "để nguội ít nhất 45 phút", why, by=khoa)
    why = "Mua bộ ba nút mà trong hộp chỉ có một sợi dây."
    _propose("first-set-up", "dây mạng trong hộp", "dây mạng (hộp có một sợi)", why, by=bay)
    refused = _propose("lights", "Cam là", "Đèn cam là", "Cho rõ hơn.", by=hoa)
    reason = "Cảm ơn bạn. Bảng ngay bên dưới đã ghi rõ là đèn, nên câu mở đầu để ngắn."
    proposing.refuse(refused, reason=reason, by=people["minh-tran"])
    setting_up = _article("first-set-up")  # its translation is older than it from now on
    note = "Modem đời mới khởi động lâu hơn"
    _write(setting_up, "đợi 30 giây", "đợi một phút", by=people["minh-tran"], note=note)


def _propose(slug: str, old: str, new: str, why: str, *, by: User) -> Proposal:
    article = _article(slug)
    text = _newest(article)
    said = {"title": text.title, "summary": text.summary, "body": text.body.replace(old, new)}
    return proposing.propose(article, text, **said, note=why, by=by)


def _tried_and_said(people: People) -> None:
    article = _article("error-codes")
    for key, has_worked, words in (
        ("hoa-vo", True, ""),
        ("thao-bui", True, ""),
        ("kenji-mori", True, ""),
        ("duc-ngo", False, "Lau ô tròn rồi mà E1 vẫn hiện."),
        ("nhi-tran", False, "Để nguội cả tiếng, bật lên lại E3."),
    ):
        on = today() - timedelta(days=3)
        by = people[key]
        proofs.prove(article, by=by, has_worked=has_worked, tried_on=on, version="2.4", words=words)
    for key, reason, words in (
        ("hoa-vo", None, "Bảng ngắn gọn, dễ hiểu."),
        ("khoa-dang", None, ""),
        ("thao-bui", None, ""),
        ("duc-ngo", FeedbackReason.INCOMPLETE, "Nồi nhà tôi báo E7, bài không nói tới."),
        ("nhi-tran", FeedbackReason.UNCLEAR, "“Ô tròn cạnh bản lề” là chỗ nào? Cho xin tấm hình."),
    ):
        by = people[key]
        feedback.give(article, is_helpful=reason is None, reason=reason, words=words, by=by)


def _on_the_way(people: People) -> None:
    """A policy in review, a text for a later day, one kept unsaved, a file's other text."""
    lan, minh = people["lan-pham"], people["minh-tran"]
    shelf = _article("returns-and-warranty").collection
    days = "Hàng mua từ 15 tháng Chạp được đổi trả đến hết tháng Giêng."
    body = f"{days}\n\nSản phẩm còn bảo hành {{{{ warranty }}}} kể từ ngày mua."
    policy = _draft("Đổi trả trong dịp Tết", days, body, shelf, lan)
    policy.effective_on = today() + timedelta(days=30)
    reviewing.submit(policy, by=lan)
    hours = _draft("Giờ trực Tết", "", "Mùng 1 đến mùng 3 chỉ trực điện thoại.", shelf, lan)
    publishing.publish(hours, by=lan, at=now() + timedelta(days=20))
    text = _newest(_article("guest-network"))
    typed = unsaved.Typed(text.title, text.summary, f"{text.body}\n\nMã QR in ở đâu?", text.number)
    unsaved.keep(minh, _article("guest-network"), typed)
    clash = _article("contact-channels")
    text = _newest(clash)
    said, says = "Vài giờ đến một ngày", "Trong ngày"
    drafting.add_revision(
        clash,
        title=text.title,
        summary=text.summary,
        body=text.body.replace(said, says),
        html=text.html.replace(said, says),
        author=None,
        is_conflict=True,
    )


def _draft(title: str, summary: str, body: str, shelf: Collection, by: User) -> Article:
    db.session.commit()  # rendering lets go of the database
    return drafting.draft(
        title=title,
        summary=summary,
        body=body,
        collection=shelf,
        language="vi",
        by=by,
        kind=ArticleKind.POLICY,
    )


def _source_of(article: Article, *, by: User) -> None:
    """The answer that the article quotes says something else since."""
    ref = article.source["quotes"][0]["ref"] if article.source else ""
    post = db.session.get_one(Post, int(ref.partition(":")[2]))
    db.session.commit()
    editing.edit_post(post, by=by, body=post.body.replace("Dấu chấm phẩy", "Dấu phẩy"))


def _to_be_read(article: Article, people: People) -> None:
    receipts.require(article, is_wanted=True, by=people["ha-nguyen"])
    for key in ("lan-pham", "david-okafor"):
        receipts.sign(article, _newest(article).id, by=people[key])
