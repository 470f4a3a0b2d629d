# Two commands for a stranger: `make run` and `make test`. They need Python ≥ 3.11 and make.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$name >/dev/null 2>&1 \
	&& $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$name; break; }; done)
BIN := .venv/bin
WHOLLY_TESTED := applications/states.py,guidelines/tiers.py,events/*,keys/*

.PHONY: help run test test-all check fix bench
.DEFAULT_GOAL := help

help:
	@echo "make run       start Gatehouse on this machine (PORT=8000)"
	@echo "make test      run the tests, but for the long ones"
	@echo "make test-all  run every test and hold the coverage; CI does this"
	@echo "make check     style, types, layers, templates, migrations, catalogues, deployment settings"
	@echo "make fix       mend the style by machine"
	@echo "make bench     measure"

run: .venv/installed
	@exec $(BIN)/python manage.py up

test: .venv/installed-dev
	@$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

test-all: .venv/installed-dev
	@$(BIN)/python -m pytest -n 2 --cov $(ARGS)
	@$(BIN)/python -m coverage report --fail-under=100 --include="$(WHOLLY_TESTED)"

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python -m mypy .
	$(BIN)/python -m djlint templates --check --lint --quiet
	$(BIN)/python -W "ignore:Got an error checking" -m tests.production makemigrations --check --dry-run
	$(BIN)/python -m tests.production check --deploy --fail-level ERROR
	$(BIN)/python manage.py messages --check

fix: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m djlint templates --reformat --quiet

bench: .venv/installed-dev
	@$(BIN)/python manage.py bench $(ARGS)

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Gatehouse needs Python 3.11 or newer with its venv module (Debian: python3-venv)." >&2; \
		echo "If it is not on the PATH, say where: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; fi
	@echo "» Making .venv with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv --clear .venv

.venv/installed: requirements.txt | .venv/bin/python
	@echo "» Installing requirements.txt."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "» Installing requirements-dev.txt."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
