# `make` alone prints what there is. CI calls `make sure` and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hoidap needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment here. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/.test: requirements/test.lock $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
	@touch $@

$(VENV)/.sure: requirements/sure.lock $(VENV)/.test
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/sure.lock
	@touch $@

$(VENV)/.postgres: requirements/postgres.lock $(VENV)/.test
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/postgres.lock
	@touch $@

setup: $(VENV)/.run translations assets ## The virtual environment, the translations and the front-end assets

translations: $(VENV)/.run
	@$(BIN)/pybabel --quiet compile -d translations

assets: $(VENV)/.run
	@$(BIN)/python -m hoidap.assets

run: setup ## A throw-away development site with its worker and a demo community
	@HOIDAP_MODE=development HOIDAP_INSTANCE_PATH=$${HOIDAP_INSTANCE_PATH:-instance/demo} exec $(BIN)/hoidap demo run

worker: setup ## Only the worker of the development site
	HOIDAP_MODE=development HOIDAP_INSTANCE_PATH=instance/demo $(BIN)/hoidap worker

demo: setup ## Renew the development site from scratch
	HOIDAP_MODE=development HOIDAP_INSTANCE_PATH=instance/demo $(BIN)/hoidap demo renew

test: setup $(VENV)/.test ## The whole suite on SQLite (T=path for a part)
	$(BIN)/pytest -n auto --dist loadgroup $(T)

test-postgres: setup $(VENV)/.postgres ## Migrations, and what of the suite asks a database, on a throw-away PostgreSQL
	.ci/with-postgres sh -c '$(MAKE) --no-print-directory db && \
	    HOIDAP_NOTHING_MAY_SKIP=1 $(BIN)/pytest -n auto --dist loadgroup -m "not browser" $(T)'

lint: $(VENV)/.sure ## Format and lint, read only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

fix: $(VENV)/.sure ## Format, and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.sure ## mypy, strict
	$(BIN)/mypy

floors: $(VENV)/.sure ## Imports go down only
	$(BIN)/lint-imports

db: $(VENV)/.run ## Migrations: up, the models agree, down
	@tmp=$$(mktemp -d) && trap "rm -rf $$tmp" EXIT && export HOIDAP_MODE=development HOIDAP_INSTANCE_PATH=$$tmp \
	    HOIDAP_DATABASE_URL=$$HOIDAP_TEST_DATABASE_URL && \
	$(BIN)/hoidap db upgrade && $(BIN)/hoidap db check && $(BIN)/hoidap db downgrade base && echo "migrations: up, equal, down"

check-translations: $(VENV)/.run ## Every sentence has its Vietnamese
	$(BIN)/python -m hoidap.translations check

check-content: setup ## The shipped articles are sound
	@tmp=$$(mktemp -d) && trap "rm -rf $$tmp" EXIT && HOIDAP_MODE=development HOIDAP_INSTANCE_PATH=$$tmp $(BIN)/hoidap kb check content

coverage: setup $(VENV)/.sure ## The whole suite, nothing skipped but shared_data, with branch coverage
	HOIDAP_NOTHING_MAY_SKIP=1 $(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=term

pictures: setup $(VENV)/.sure ## Take docs/pictures anew (needs Chromium)
	$(BIN)/python -m tests.e2e.pictures

lock: $(BIN)/python ## Write the locks anew from pyproject.toml; what is pinned stays unless it must move
	@tmp=$$(mktemp -d) && trap "rm -rf $$tmp" EXIT && $(PYTHON) -m venv $$tmp && $$tmp/bin/pip install --quiet uv && \
	compile="$$tmp/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-strip-extras" && \
	$$compile -o requirements.lock >/dev/null && \
	$$compile --extra postgres -o requirements/postgres.lock >/dev/null && \
	$$compile --extra test -o requirements/test.lock >/dev/null && \
	$$compile --extra test --extra sure -o requirements/sure.lock >/dev/null

bench: setup ## What every page costs on a full site (SIZE=10: ten times as much; PEER=flaskbb: that beside it; needs wrk)
	@$(BIN)/python -m bench

bench-search: setup ## How well search finds and what it costs, beside other engines (FULL=1: to 200,000 documents)
	@$(BIN)/python -m bench.search

sure: setup lint types floors db check-translations check-content coverage test-postgres ## All that CI runs
	@$(MAKE) --no-print-directory test T=tests/test_architecture.py

.PHONY: help setup translations assets run worker demo test test-postgres lint fix types floors db check-translations check-content coverage lock pictures bench bench-search sure
