"""The site's own colour as CSS variables, in a file: the content policy allows no inline style."""

from flask import Blueprint, Response, render_template, request

from hoidap import colors

bp = Blueprint("theme", __name__)
PLAIN = "#0b5f8a"
DAY = 86_400  # seconds


@bp.get("/theme.css")
def index() -> Response:
    """What is readable with `?color=0b5f8a`; a cached copy is right as long as the colour is."""
    asked = f"#{request.args.get('color', '')[:6].lower()}"
    color = asked if colors.is_color(asked) else PLAIN
    css = render_template("hoidap/theme/index.css", color=color, c=colors)
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={DAY * 365}, immutable"
    response.headers["Vary"] = "Accept-Encoding"  # the same for everybody
    return response
