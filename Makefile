# One name for each thing people do here; CI runs the same commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
HUSTINGS_DATA ?= demo-data

.PHONY: help setup demo test check bench evaluate docs clean

help:
	@echo "make setup     install everything needed, start nothing"
	@echo "make demo      fill a lively sample site and serve it"
	@echo "make test      run every test"
	@echo "make check     ruff, mypy, import-linter, migrations, docs"
	@echo "make bench     measure against the peers in one run"
	@echo "make evaluate  print the goals of the computations and what is reached"
	@echo "make docs      build the documentation into site/"

$(VENV)/.installed: pyproject.toml constraints.txt scripts/setup
	@scripts/setup $(VENV) $(PYTHON)
	@touch $@

setup: $(VENV)/.installed

demo: setup
	@$(BIN)/hustings demo --data $(HUSTINGS_DATA)

test: setup
	@scripts/test $(ARGS)

check: setup
	@scripts/check

bench: setup
	@$(BIN)/python bench/run.py $(ARGS)

evaluate: setup
	@$(BIN)/python bench/evaluate.py $(ARGS)

docs: setup
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet && echo "The documentation is in site/."

clean:
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache
