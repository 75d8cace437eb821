"""What the suite's thousands of sites share: what is compiled from our source alone.

Each test has a site, a folder and rows of its own. Each would also compile its 200 addresses, its
pages' templates and its SQL statements anew, which was more than half of the suite's time.
"""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from werkzeug.routing import Rule

COMPILED = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
compile_address = Rule.compile
_addresses: dict[tuple, dict] = {}
_dialects: dict[str, object] = {}
_statements: dict = {}


def begin() -> None:
    Rule.compile = compile_once
    Flask.jinja_options = {"bytecode_cache": Templates()}


def compile_once(rule: Rule) -> None:
    """In the place of Rule.compile, which depends on nothing else."""
    address = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults))
    if address not in _addresses:
        compile_address(rule)
        _addresses[address] = {name: getattr(rule, name) for name in COMPILED}
    vars(rule).update(_addresses[address])


class Templates(BytecodeCache):
    """By the name, the file and the words of each."""

    def __init__(self) -> None:
        self._made: dict = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._made.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._made[bucket.key, bucket.checksum] = bucket.code


def share_statements(engine: Engine) -> None:
    """The first engine of each kind has been connected: its dialect knows the server."""
    # Statements are kept by their dialect, some of them by the mappers.
    engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_statements)
