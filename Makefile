# Two commands set everything up on a fresh machine: `make demo` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --require-hashes
export DJANGO_SETTINGS_MODULE := config.settings

.DEFAULT_GOAL := help
.PHONY: help demo setup test check bench screenshots lock messages clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup ## The product with demo data on http://127.0.0.1:8000 (SQLite; no Redis, Docker or Node)
	@$(BIN)/python manage.py demo

setup: var/.ready ## The same as demo, without serving
	@$(BIN)/python manage.py prepare

# A venv without pip of its own: Debian's python3 has no ensurepip, and the system's pip can install into it.
$(BIN)/python:
	@$(PYTHON) -m venv --without-pip $(VENV) || { echo "Python 3.11 or later with venv is needed: apt-get install python3"; exit 1; }

var/.installed: requirements.lock | $(BIN)/python
	@echo "Installing what the product needs (once) ..."
	@$(PIP) -r requirements.lock || { echo "pip 22.3 or later is needed: apt-get install python3-pip"; exit 1; }
	@mkdir -p var && touch $@

var/.installed-dev: requirements-dev.lock var/.installed
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@

LIBRARY_CHECK := .ci/system-libraries
var/.ready: var/.installed $(wildcard locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python $(LIBRARY_CHECK)
	@$(BIN)/pybabel --quiet compile --domain django --directory locale 2>&1 | grep -v '^compiling' || true
	@touch $@

test: var/.installed-dev var/.ready ## Set up and run the tests (CI=true: a missing service is a failure)
	@$(BIN)/pytest -q -n auto $(PYTEST_ARGS)

check: var/.installed-dev var/.ready ## Lint, types, import contracts, migrations, translations
	@.ci/check

bench: var/.installed-dev var/.ready ## Speed, each figure as a ratio to a floor in the same run
	@$(BIN)/python -m benchmarks

screenshots: var/.installed-dev var/.ready ## Pictures of every page, 390 and 1280 px, Swedish and English, into screenshots/
	@$(BIN)/python -m tests.screenshots

messages: var/.installed-dev ## Collect texts to translate into locale/ (needs gettext)
	@$(BIN)/python manage.py makemessages --locale sv --no-location --no-obsolete --ignore .venv --ignore var --ignore tests --extension html,txt,py,svg

lock: var/.installed-dev ## Write the lock files from pyproject.toml
	@$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 pyproject.toml --group dev --output-file requirements-dev.lock

clean: ## Remove the environment, the demo database and everything made
	@rm -rf $(VENV) var screenshots staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis
