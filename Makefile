# The two commands of the README come first. Each works from a bare checkout with Python 3.11 or newer and make.

PYTHON ?= python3
PORT ?= 8000
INSTANCE ?= instance-demo
VENV := .venv
BIN := $(VENV)/bin
# Rebuilt when the lock or the project's own metadata changes.
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench soak assets templates migration clean

help:
	@echo "make demo       make the worked example, write its report, serve it (PORT=, INSTANCE=)"
	@echo "make test       run every test"
	@echo "make lint       check style, types and who imports whom"
	@echo "make bench      measure speed as ratios against floors"
	@echo "make soak       kill worker and server a hundred times; no job is lost or done twice (about 10 minutes)"
	@echo "make assets     rebuild the compiled styles and scripts (needs Node.js)"
	@echo "make templates  rebuild the Word templates"
	@echo "make migration  write the next migration from the models (NAME=\"what it does\")"

demo: $(READY)
	@$(BIN)/review-toolkit demo --instance "$(INSTANCE)" --port "$(PORT)"

test: $(READY)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(READY)
	$(BIN)/python -m tests.bench $(ARGS)

soak: $(READY)
	$(BIN)/python -m tests.soak $(ARGS)

assets:
	sh review_toolkit/static/source/build.sh

templates: $(READY)
	$(BIN)/python -m report_templates.build

migration: $(READY)
	@$(BIN)/python -m review_toolkit.commands.migration "$(NAME)"

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("The review toolkit needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with PYTHON=") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
