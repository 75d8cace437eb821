"""The peer's lines of the table, measured as ours are."""

import os
from collections.abc import Iterator

from bench.cells import Cell, cell, page_of, pairs
from bench.fill.plan import MEMBERS
from bench.load_wrk import Request
from bench.peer import NoPeer, flaskbb, ours
from bench.peer.pages import PAGES, PeerPage
from bench.peer.postgres import Postgres, throw_away
from bench.peer.saying import said
from bench.people import ACCEPT
from bench.places import Places
from bench.queries import application
from bench.server import Server
from bench.site import Site

TABLES = ("topics", "posts")


def measured(site: Site, bare: Server, seconds: int) -> tuple[list[Cell], str]:
    """The peer's cells and what stands under the table; without cells, why there are none."""
    asked = os.environ.get("PEER")
    if not asked:
        return [], "not asked for (PEER=flaskbb)."
    try:
        if asked != "flaskbb":
            raise NoPeer(f"PEER={asked} is not known, flaskbb is.")
        return _flaskbb(site, bare, seconds)
    except (NoPeer, RuntimeError) as problem:
        return [], f"none. {problem}"


def _flaskbb(site: Site, bare: Server, seconds: int) -> tuple[list[Cell], str]:
    flaskbb.FOLDER.mkdir(parents=True, exist_ok=True)
    app = application(site.folder)
    at = Places(app, site.facts)
    with throw_away() as database:
        python = flaskbb.installed()
        print("Filling FlaskBB …", flush=True)
        with app.app_context():
            ours.write(flaskbb.FOLDER)
        settings = flaskbb.environment(database)
        flaskbb.fill(python, database, settings)
        with flaskbb.served(python, database, settings) as server:
            cells = [
                _cell(page, who, at, headers, bare, server, seconds)
                for who, headers in _people(server)
                for page in PAGES
            ]
        return cells, _note(str(python), database)


def _people(server: Server) -> Iterator[tuple[str, dict[str, str]]]:
    yield "FlaskBB visitor", ACCEPT
    yield "FlaskBB member", flaskbb.signed_in(server.port, MEMBERS[0]).headers


def _cell(
    page: PeerPage,
    who: str,
    at: Places,
    headers: dict[str, str],
    bare: Server,
    server: Server,
    seconds: int,
) -> Cell:
    print(f"  {page.name} ({who})", flush=True)
    requests = [Request(path, headers) for path in page.paths(at)]
    sizes = []
    for request in requests:
        html, size = page_of(server.port, request)
        if (count := html.count(page.shows)) < page.least:
            raise NoPeer(f"{request.path} shows {count} of {page.least}.")
        sizes.append(size)
    return cell(page.name, who, list(pairs(bare, server, requests, seconds)), sizes)


def _note(python: str, database: Postgres) -> str:
    """Which FlaskBB it was, on what."""
    package = "import importlib.metadata as m; print(m.version('flaskbb'))"
    topics, posts = (int(database.psql("-c", f"SELECT count(*) FROM {t}")) for t in TABLES)
    return (
        f"FlaskBB {said([python, '-c', package])}, {said([python, '--version'])}, PostgreSQL "
        f"{database.psql('-c', 'SHOW server_version').split()[0]}; {topics:,} topics, {posts:,} "
        f"posts, as many to a page as ours; its CPU ms include PostgreSQL's."
    )
