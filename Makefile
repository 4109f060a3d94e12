# Every command of the project. `make demo` and `make test` do all the set-up they need.
SHELL := /bin/bash
PY := .venv/bin/python
UV := VIRTUAL_ENV=$(CURDIR)/.venv .venv/bin/uv
UV_VERSION := 0.13.9
# Compiled once, not by every process anew, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup setup-dev console packages demo serve test test-long fuzz check check-style check-python check-console e2e bench clean lock format

help: ## list the commands
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

.venv/bin/uv:
	@command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed"; exit 1; }
	@python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { echo "Python 3.11, 3.12 or 3.13 is needed"; exit 1; }
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: .venv/bin/uv requirements/run.txt pyproject.toml
	$(UV) pip install --quiet --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --no-deps -e .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	$(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

setup: .venv/.run console ## install what running needs, and build the console

setup-dev: ## install what developing and testing need
	@$(MAKE) --no-print-directory -j2 .venv/.dev packages
	@$(MAKE) --no-print-directory console

console: .venv/.run
	$(PY) hatch_build.py

packages:
	python3 hatch_build.py --packages

demo: setup ## set everything up, run the main job on real data, serve it on port 8000
	HUIKE_HOME=$${HUIKE_HOME:-$$HOME/.huike-demo} .venv/bin/huike demo

serve: setup ## run Huike on HUIKE_HOME (default ~/.huike)
	.venv/bin/huike serve

check: setup-dev ## formatting, types, arrows, doors, sizes, words, generated files
	@$(MAKE) --no-print-directory --output-sync=target -j3 check-style check-python check-console

check-python:
	.venv/bin/ruff format --check huike tests bench hatch_build.py
	.venv/bin/ruff check huike tests bench hatch_build.py
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	.venv/bin/pytest -q tests/checks

check-style:
	cd console && npm run --silent lint

check-console:
	cd console && npm run --silent types && npm run --silent test

test: setup-dev ## every test: checks, unit, flow, faults, browser; SQLite, then PostgreSQL + Redis
	$(MAKE) --no-print-directory check
	$(PY) -m tests.run

test-long: setup-dev ## the full numbers of the crash and property promises
	cd console && npm run --silent lint:whole
	$(PY) -m tests.run --long

fuzz: setup-dev ## strange requests to every operation of the API (schemathesis, an hour)
	$(PY) -m tests.fuzz

e2e: setup-dev ## only the browser tests
	$(PY) -m tests.run --only e2e

bench: setup-dev ## print every figure with its limit and its peer
	.venv/bin/huike bench --all

format: .venv/.dev ## format the Python code
	.venv/bin/ruff format huike tests bench hatch_build.py
	.venv/bin/ruff check --fix huike tests bench hatch_build.py

lock: .venv/bin/uv ## pin the requirements again, with hashes and without addresses
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --extra grown --extra demo --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements/run.txt
	$(UV) pip compile pyproject.toml --universal --python-version 3.11 --extra grown --extra demo --extra dev --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements/dev.txt

clean: ## remove what was built and installed here
	rm -rf .venv build dist huike/console_dist console/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
