# Everything from a fresh clone with Python 3.11 or later and make. `make` alone says what there is.

# The first Python here that is recent enough; python3 where none is, so that the message below can say what it is.
ifndef PYTHON
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
  $$python -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' 2>/dev/null && { echo $$python; exit; }; done; echo python3)
endif
VENV := .venv
BIN := $(VENV)/bin
# The stamp of what is installed: newer than the lock file means nothing to do.
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

ONCE ?=
DATA ?=
COLUMNS ?=
ARGS ?=
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo up down test faults image-test check lint schemas model clean python-check

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

python-check:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "There is no $(PYTHON): install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 13)))' || { \
	  echo "$(PYTHON) is $$($(PYTHON) -c 'import platform; print(platform.python_version())'), and Klantstroom needs Python 3.11, 3.12 or 3.13: install one, or name it: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv: install it (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }

$(BIN)/python:
	@$(MAKE) --no-print-directory python-check
	@echo "Setting up $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV) >&2

# What pip says goes to standard error: standard output belongs to the commands.
$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing $$(grep -c '==' requirements.lock) packages (once; a few minutes on a slow line)" >&2
	@$(PIP) install --require-hashes -r requirements.lock >&2 || { echo "Packages could not be installed: check the network (pip's own settings and HTTPS_PROXY apply), then run make again." >&2; exit 1; }
	@$(PIP) install --quiet --no-deps --no-build-isolation -e . >&2
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing $$(grep -c '==' requirements-dev.lock) packages with those for tests (once; a few minutes on a slow line)" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock >&2 || { echo "Packages could not be installed: check the network (pip's own settings and HTTPS_PROXY apply), then run make again." >&2; exit 1; }
	@$(PIP) install --quiet --no-deps --no-build-isolation -e . >&2
	@touch $@ $(RUN_STAMP)

setup: $(RUN_STAMP) ## install what a system needs
	@echo "Ready: $(BIN)/klantstroom" >&2

setup-dev: $(DEV_STAMP) ## install what tests need as well

demo: $(RUN_STAMP) ## a whole system, messages replayed at a human pace (ONCE=1, DATA=FILE, COLUMNS="text=body …")
	@$(BIN)/klantstroom demo $(if $(ONCE),--once) $(if $(DATA),--data '$(DATA)') $(foreach column,$(COLUMNS),--column '$(column)') $(ARGS)

up: $(RUN_STAMP) ## the whole system in the background
	@$(BIN)/klantstroom up $(ARGS)

down: $(RUN_STAMP) ## stop it
	@$(BIN)/klantstroom down

test: $(DEV_STAMP) lint ## all tests, real Kafka and PostgreSQL included
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

faults: $(DEV_STAMP) ## the whole system hurt at every step, and mutants of it that have to be caught (a quarter of an hour)
	@$(BIN)/python -m pytest -m "long or not long" tests/faults tests/component/test_unit_of_work_under_crashes.py $(PYTEST_ARGS)

image-test: $(DEV_STAMP) ## the image built, and every service run from it, without a container engine (as root; buildah, debootstrap)
	@$(BIN)/python -m deploy.image_test $(ARGS)

check: $(DEV_STAMP) lint ## everything that needs no broker, in under a minute
	@$(BIN)/python -m pytest -q -n 2 -m "not slow and not long" tests/unit tests/contract tests/component tests/house $(PYTEST_ARGS)

lint: $(DEV_STAMP) ## ruff, types, and the arrows between folders
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

schemas: $(DEV_STAMP) ## JSON Schema, AsyncAPI and the documents' tables from the models
	@$(BIN)/python -m schemas.generate
	@$(BIN)/python -m docs.generate

# The data is not in the project: its attribution and where it comes from stand in the model card.
model: $(DEV_STAMP) ## train the shipped default model (TRAINING=folder of the training data)
	@$(BIN)/python -m services.classify.train --data $(or $(TRAINING),../shared/data) --out services/classify/model $(ARGS)

clean: ## remove the environment and what tools have left; not the data of a system
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
