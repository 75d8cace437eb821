"""An import renders without haste, and still comes back from a text that nobody can render."""

from core.markdown import safely
from hoidap.importing.rendering import render_patiently


def test_a_text_is_rendered():
    rendered = render_patiently("## Words\n\n" + "word " * 1_000, language="en")
    assert rendered.html.startswith('<h2 id="u-words">')
    assert not rendered.shown_as_typed


def test_what_never_comes_in_time_is_shown_as_typed(monkeypatch):
    monkeypatch.setattr(safely, "TIME_LIMIT", 0.001)
    monkeypatch.setattr(safely, "PATIENCE", 0.001)
    assert render_patiently("| a " * 900, language="en").shown_as_typed
