# `make run` serves the demonstration district; `make test` runs everything; `make help` says the rest.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done 2>/dev/null)
YISHI := .venv/bin/yishi
ARGS ?=

.PHONY: help setup test-setup run test check bench lock messages clean

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

setup: need-python  ## install into .venv and node_modules
	@$(PYTHON) scripts/setup

test-setup: need-python
	@$(PYTHON) scripts/setup --tests

run: setup  ## serve the demonstration district with its worker; ARGS="--port 9000" and the like
	@$(YISHI) migrate --verbosity 0
	@$(YISHI) demo --if-empty
	@$(YISHI) serve $(ARGS)

test: test-setup  ## all tests on SQLite and on PostgreSQL; ARGS go to pytest
	@scripts/test $(ARGS)

check: test-setup  ## format, lint, types, import contracts, migrations, translations
	@scripts/check

bench: test-setup  ## measure
	@scripts/bench $(ARGS)

lock: test-setup  ## write the lock files anew; ARGS=--upgrade for newer versions
	@scripts/lock $(ARGS)

messages: setup  ## bring the translation catalogues up to date with the sources
	@$(YISHI) catalogue

clean:  ## remove what can be made again (never the data in var/)
	rm -rf .venv node_modules build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache var/static
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

.PHONY: need-python
need-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (set PYTHON=…)" >&2; exit 1; }
