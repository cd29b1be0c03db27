# `make run` serves the platform with a demo region; `make test` runs every check.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
LOCALITY ?= zhongshan
ELDERS ?= 20000
SEED ?= 1
TEST_HOME := $(CURDIR)/var/test

.PHONY: run setup test lint types imports test-sqlite test-postgres test-long bench clean

run: setup
	$(BIN)/yiyang run --demo $(LOCALITY) --elders $(ELDERS) --seed $(SEED)

setup:
	@$(PYTHON) tools/set_up.py run

setup-test:
	@$(PYTHON) tools/set_up.py test

test: setup-test lint types imports test-sqlite test-postgres

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

types:
	$(BIN)/mypy

imports:
	PYTHONPATH=. $(BIN)/lint-imports --no-cache | tail -n 1

test-sqlite:
	YIYANG_HOME=$(TEST_HOME)/sqlite $(BIN)/python -m pytest -n 2 --dist loadfile -m "not long"

test-postgres:
	YIYANG_HOME=$(TEST_HOME)/postgres $(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not long" tests/access tests/audit tests/config tests/domains tests/faults tests/flows tests/meta tests/regions

# The faults and sizes that take too long for every change.
test-long: setup-test
	YIYANG_HOME=$(TEST_HOME)/long-sqlite $(BIN)/python -m pytest -m long
	YIYANG_HOME=$(TEST_HOME)/long-postgres $(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -m "long and not browser" tests

bench: setup-test
	YIYANG_HOME=$(TEST_HOME)/bench $(BIN)/python tools/with_postgres.py $(BIN)/python -m benchmarks

clean:
	rm -rf var .venv frontend/node_modules
