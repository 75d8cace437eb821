from core.bounded import Bounded, remembered


def test_what_was_not_used_for_longest_goes_first():
    things = Bounded(100)
    things.put("a", "A", 40)
    things.put("b", "B", 40)
    things.get("a")
    things.put("c", "C", 40)
    assert [things.get(key) for key in "abc"] == ["A", None, "C"]
    assert things.size == 80


def test_a_thing_put_again_is_counted_once():
    things = Bounded(100)
    for size in (60, 70, 20):
        things.put("a", size, size)
    assert things.get("a") == things.size == 20


def test_what_is_too_large_is_not_kept():
    things = Bounded(100)
    things.put("a", "A", 101)
    assert things.get("a") is None
    assert things.size == 0


def test_cleared_it_is_empty():
    things = Bounded(100)
    things.put("a", "A", 60)
    things.clear()
    assert things.get("a") is None
    assert things.size == 0


def test_answers_are_remembered_as_far_as_there_is_room():
    asked = []

    @remembered(10, lambda text, _answer: len(text))
    def shout(text):
        asked.append(text)
        return text.upper()

    assert [shout(text) for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb")] == [
        "AAAA", "BBBB", "AAAA", "CCCC", "AAAA", "BBBB",
    ]  # fmt: skip
    assert asked == ["aaaa", "bbbb", "cccc", "bbbb"]
