"""A site with so many of everything: what the pages' tests look at, made to grow."""

from datetime import timedelta
from itertools import count

from accounts.models import Identity, IdentityKind, Role, User
from accounts.services import audit, inviting, notifications, sessions
from core.audience import Audience
from core.clock import now, today
from core.db import db
from core.events import MAX_ATTEMPTS, Delivery
from core.tags import named
from forum.models import (
    Flag,
    FlagReason,
    Nomination,
    PostRevision,
    QueueItem,
    QueueKind,
    Reuse,
    Thanks,
    ThreadType,
    Vote,
    Watch,
)
from forum.services import accepting, ratings
from kb.models import ArticleStatus, Feedback, Proposal, Variable, article_variable
from kb.services import crediting, drafting
from search.models import SearchDay, SearchStep, StepKind
from search.services import gaps, waiting
from tests import factories as make

WORD = "lantern"  # stands in the title of one more article and one more thread each time


class World:
    """One of each thing that has a page of its own; `grow` gives each more of what it lists."""

    def __init__(self, customer: User, moderator: User, staff: User) -> None:
        self.customer, self.moderator, self.staff = customer, moderator, staff
        self.numbers = count(1)
        self.product, self.shelf = make.product(), make.collection(slug="shelf")
        self.room = make.category(moderators=[moderator], product_id=self.product.id)
        self.article = make.article(
            title=f"All about a {WORD}",
            collection=self.shelf,
            source={"url": "/forum/", "contributors": []},
        )
        self.policy = make.article(title="Refunds", audience=Audience.STAFF, must_be_read=True)
        self.old_text = make.article(collection=make.collection()).live_revision
        self.person = make.user(role=Role.MODERATOR)
        self.thread = make.thread(
            title=f"Where is my {WORD}?",
            category=self.room,
            author=customer,
            asked_from_id=self.article.id,
        )
        self.answer = make.post(thread=self.thread, author=self.person)
        accepting.accept(self.answer, by=customer)
        self.complaint = make.thread(type=ThreadType.COMPLAINT, author=customer)
        self.flagged = make.post(thread=self.thread)
        make.flag(post=self.flagged)
        self.item = db.session.query(QueueItem).filter_by(post_id=self.flagged.id).one()
        db.session.add(Variable(name="hotline", values={"en": "1900 1234"}))
        self.gap = gaps.count_failed("lost lanterns", f"lost {WORD}s", "en")
        db.session.commit()

    def grow(self, times: int) -> None:
        for _ in range(times):
            number = next(self.numbers)
            self._places(number)
            self._articles(number)
            self._threads(number)
            self._about_people(number)
            self._work(number)
            db.session.commit()

    def _places(self, number: int) -> None:
        self.shelf_here = make.collection(slug=f"shelf/inner-{number}", parent=self.shelf)
        self.product_here = make.product(name=f"Product {number}")
        self.room_here = make.category(
            name=f"Room {number}",
            moderators=[self.person, self.moderator],
            product_id=self.product_here.id,
        )
        self.member = make.user(name=f"Member {number}", role=Role.MODERATOR)

    def _articles(self, number: int) -> None:
        old = {"checked_on": today() - timedelta(days=90), "review_days": 30}
        for shelf, product in ((self.shelf, self.product), (self.shelf_here, self.product_here)):
            make.article(
                title=f"Lights {number}" if shelf is self.shelf else f"The {WORD} {number}",
                collection=shelf,
                products=[product, make.product()],
                tags=named(["all", f"article {number}"]),
                is_featured=True,
                owner=make.user(role=Role.STAFF),
                author=self.member,
                **old,
            )
        named_by = make.article(title=f"Call us {number}", collection=make.collection())
        db.session.add(Variable(name=f"phrase_{number}", values={"en": f"Phrase {number}"}))
        db.session.execute(article_variable.insert().values(article_id=named_by.id, name="hotline"))
        for author in (self.customer, self.member):
            about = make.article(title=f"Could be better {number}")
            proposal = Proposal(article_id=about.id, author_id=author.id, body=f"Better {number}")
            proposal.revision_id, proposal.title = about.live_revision_id, f"Better {number}"
            db.session.add(proposal)
        for owner in (self.staff, self.member):
            make.article(
                title=f"Draft {number}",
                status=ArticleStatus.DRAFT,
                collection=make.collection(),
                owner=owner,
                submitted_at=now(),
                submitted_by=make.user(role=Role.STAFF).id,
            )
        article = make.article(
            title=f"Torn {number}", collection=self.shelf_here, owner=self.member
        )
        db.session.add(
            Feedback(article_id=article.id, revision_id=article.live_revision_id, is_helpful=True)
        )
        drafting.add_revision(
            article, title="T", summary="", body="Theirs", html="", author=None, is_conflict=True
        )
        article = self.article
        credited = make.article(
            title=f"Credited {number}",
            collection=self.shelf,
            source={"url": "/forum/", "contributors": [self.person.id]},
        )
        crediting.credit(credited)
        make.article(
            title=f"Translation {number}",
            collection=make.collection(),
            language="vi",
            translation_group=article.translation_group,
            translated_from_id=self.old_text.id,
        )
        make.article(title=f"Only Vietnamese {number}", language="vi", collection=make.collection())
        article.source = article.source | {
            "contributors": [*article.source["contributors"], self.member.id]
        }
        article.tags = [*article.tags, *named([f"of the article {number}"])]
        article.products = [*article.products, self.product_here]
        drafting.add_revision(
            article, title=article.title, summary="", body=f"{number}", html="", author=self.member
        )
        db.session.add(
            Feedback(
                article_id=article.id,
                revision_id=article.live_revision_id,
                is_helpful=False,
                words=f"Missed {number}",
            )
        )

    def _threads(self, number: int) -> None:
        for room, product in ((self.room, self.product), (self.room_here, self.product_here)):
            for asker in (self.customer, self.member):
                thread = make.thread(
                    title=f"Light {number} does not light",
                    category=room,
                    author=asker,
                    product_id=product.id,
                    tags=named(["all", f"thread {number}"]),
                )
                db.session.add(Watch(thread_id=thread.id, user_id=self.customer.id))
        solved = make.thread(title=f"A {WORD} question {number}", category=room, author=asker)
        accepting.accept(make.post(thread=solved, author=self.person), by=asker)
        ratings.rate(solved, score=1, words="Too slow", by=asker)
        db.session.add(
            Nomination(thread_id=solved.id, user_id=self.customer.id, note=f"Yes {number}")
        )
        reused = make.article(title=f"Reused {number}", collection=make.collection())
        db.session.add(Reuse(thread_id=solved.id, article_id=reused.id, user_id=self.staff.id))
        solved.asked_from_id = reused.id
        make.thread(
            title=f"Complaint {number}",
            type=ThreadType.COMPLAINT,
            category=make.category(),
            author=self.customer,
            owner=make.user(name=f"Owner {number}", role=Role.STAFF),
        )
        self.thread.tags = [*self.thread.tags, *named([f"of the thread {number}"])]
        reply = make.post(thread=self.thread, author=self.member, body=f"Reply {number}")
        db.session.add(Vote(post_id=reply.id, user_id=self.customer.id))
        db.session.add(Thanks(post_id=reply.id, user_id=self.customer.id))
        for state in ("hidden_at", "held_at", "withdrawn_at"):
            if number % 3 == 0:
                make.post(thread=self.thread, author=make.user(), **{state: now()})
        db.session.add(
            PostRevision(
                post_id=self.answer.id, replaced_by=self.member.id, body=f"Version {number}"
            )
        )

    def _about_people(self, number: int) -> None:
        person, customer = self.person, self.customer
        person.identities.append(
            Identity(kind=IdentityKind.EMAIL, value=f"p{number}@example.com", verified_at=now())
        )
        audit.record(self.member, "user.warned", f"user:{person.id}", f"Warning {number}")
        for user in (person, customer):
            sessions.begin(user, user_agent=f"Browser {number}")
        notifications.notify(customer.id, "news", f"news:{number}", "/", title=f"News {number}")
        inviting.invite(f"i{number}@example.com", role=Role.STAFF, name="Mai", by=self.staff)
        words = {"words": f"sought {number}", "language": "en"}
        db.session.add(SearchDay(day=today(), search_count=1, **words))
        db.session.add(SearchStep(kind=StepKind.REFINED, ref=f"then {number}", **words))
        gap = gaps.count_failed(f"gap {chr(96 + number)}", f"Gap {number}", "en")
        waiting.wait_as(customer, gap)

    def _work(self, number: int) -> None:
        for post in (self.flagged, make.post(thread=make.thread(category=self.room_here))):
            db.session.add(
                Flag(post_id=post.id, user_id=self.member.id, reason=FlagReason.RUDE, note="Hm")
            )
        kind, post.held_at = (QueueKind.HELD, now()) if number % 2 else (QueueKind.FLAG, None)
        db.session.add(QueueItem(kind=kind, post_id=post.id, category_id=self.room_here.id))
        db.session.add(
            Delivery(event="thread.asked", subject_id=number, handler="x.y", attempts=MAX_ATTEMPTS)
        )
        for closed in (None, now()):
            gap = gaps.count_failed(f"wanted {closed} {chr(96 + number)}", f"Want {number}", "en")
            gap.thread_id, gap.article_id = make.thread().id, make.article().id
            gap.answered_at = closed
