"""Pages that show several floors or have no package in their path: one file per first word.

What the settings keep (/desk/settings/members, …) has a file for each noun.
"""

from flask import Blueprint

from hoidap.views import (
    a,
    article_figures,
    categories,
    collections,
    demo,
    desk,
    figures,
    healthz,
    home,
    imports,
    invitations,
    language,
    me,
    members,
    p,
    people,
    privacy,
    products,
    settings,
    setup,
    tags,
    theme,
    uploads,
    variables,
)

bp = Blueprint("hoidap", __name__)
for page in (
    home,
    desk,
    figures,
    article_figures,
    settings,
    members,
    imports,
    invitations,
    products,
    variables,
    collections,
    categories,
    tags,
    setup,
    me,
    people,
    a,
    p,
    privacy,
    language,
    uploads,
    theme,
    healthz,
    demo,
):
    bp.register_blueprint(page.bp)
