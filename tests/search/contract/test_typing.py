"""suggest and similar."""

from datetime import timedelta

from tests.search.contract.conftest import DAY, VISITOR, document


def test_titles_are_suggested_while_a_word_is_half_typed(engine):
    titles = ("Đổi trả hàng", "Trả góp", "Cách đổi mật khẩu")
    engine.apply([document(f"article:{n}", title) for n, title in enumerate(titles)])

    assert [each.title for each in engine.suggest("doi t", scope=VISITOR)] == ["Đổi trả hàng"]
    begins_first = [each.title for each in engine.suggest("Đổi", scope=VISITOR)]
    assert begins_first == ["Đổi trả hàng", "Cách đổi mật khẩu"]
    assert {each.ref for each in engine.suggest("t", scope=VISITOR)} == {"article:0", "article:1"}
    assert len(engine.suggest("t", scope=VISITOR, limit=1)) == 1
    assert engine.suggest("zzz", scope=VISITOR) == engine.suggest("", scope=VISITOR) == []


def test_suggested_are_titles_not_texts(engine):
    engine.apply([document("article:1", "Ấm đun", "nồi cơm", keywords="bếp")])

    assert engine.suggest("nồi", scope=VISITOR) == engine.suggest("bếp", scope=VISITOR) == []


def test_a_gone_title_is_not_suggested(engine):
    engine.apply([document("article:1", "Ấm đun"), document("article:2", "Ấm trà")])
    engine.apply([document("article:1", "Nồi cơm", version=2)], [("article:2", 2)])

    assert engine.suggest("ấm", scope=VISITOR) == []
    assert engine.similar("ấm đun trà", scope=VISITOR) == []


def test_of_many_alike_the_newest_are_suggested(engine):
    moments = {n: DAY + timedelta(days=n * 37 % 151) for n in range(151)}
    engine.apply(
        [document(f"article:{n}", f"Máy in {n}", updated=moment) for n, moment in moments.items()]
    )

    suggested = engine.suggest("máy i", scope=VISITOR)
    newest = sorted(moments, key=lambda n: moments[n], reverse=True)[: len(suggested)]
    assert [each.ref for each in suggested] == [f"article:{n}" for n in newest]


def test_a_title_that_comes_later_is_suggested_for_what_was_typed_before(engine):
    engine.apply([document("article:1", "Máy in")])
    assert len(engine.suggest("máy i", scope=VISITOR)) == 1

    engine.apply([document("article:2", "Máy ảnh in ngay")])
    assert len(engine.suggest("máy i", scope=VISITOR)) == 2


def test_look_alikes_come_near_the_best_and_are_of_the_kinds_asked_for(engine):
    engine.apply(
        [
            document("thread:1", "Không đăng nhập được"),
            document("article:2", "Cách đăng nhập"),
            document("thread:3", "Giao hàng không kịp"),
        ]
    )

    found = [hit.ref for hit in engine.similar("toi khong dang nhap duoc", scope=VISITOR)]
    articles = engine.similar("đăng nhập", scope=VISITOR, kinds=("article",))

    assert found == ["thread:1", "article:2"]
    assert [hit.ref for hit in articles] == ["article:2"]
    assert len(engine.similar("đăng nhập", scope=VISITOR, limit=1)) == 1


def test_a_long_text_is_compared_as_far_as_it_is_read(engine):
    engine.apply([document("thread:1", "Không đăng nhập được")])

    found = engine.similar("đăng nhập " + "chuyện khác " * 2_000, scope=VISITOR)

    assert [hit.ref for hit in found] == ["thread:1"]
