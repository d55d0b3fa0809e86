# Every task on one screen: make help
PYTHON ?= python3
VENV := .venv/bin
export BONAFIDE_TEST_DATA ?= $(abspath ../shared/data)

.DEFAULT_GOAL := help
.PHONY: help up test lint types contracts unit postgres browser bench demo-video messages clean setup setup-dev

help:  ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

up:  ## Install what is needed, start everything, print where it is
	@$(PYTHON) scripts/bootstrap.py
	@exec $(VENV)/bonafide up

test:  ## Set up and run everything that CI runs, browser tests included
	@$(PYTHON) scripts/bootstrap.py --dev
	@$(PYTHON) scripts/browser.py
	@$(MAKE) --no-print-directory lint types contracts
	@$(VENV)/python -m pytest

lint: setup-dev  ## Style: ruff, with all rules
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

types: setup-dev  ## Types: mypy, strict
	@$(VENV)/mypy

contracts: setup-dev  ## Rooms import downwards only
	@$(VENV)/lint-imports

unit: setup-dev  ## Tests without a browser
	@$(VENV)/python -m pytest -m "not browser"

postgres:  ## Tests without a browser, on PostgreSQL: make postgres BONAFIDE_TEST_DATABASE=postgresql://...
	@test -n "$(BONAFIDE_TEST_DATABASE)" || { echo "Set BONAFIDE_TEST_DATABASE=postgresql://user:password@host/name."; exit 2; }
	@BONAFIDE_TEST_DATABASE="$(BONAFIDE_TEST_DATABASE)" $(PYTHON) scripts/bootstrap.py --dev
	@BONAFIDE_TEST_DATABASE="$(BONAFIDE_TEST_DATABASE)" $(VENV)/python -m pytest -m "not browser"

browser: setup-dev  ## Tests in Chromium with a fake camera
	@$(VENV)/python -m pytest -m browser

bench: setup-dev  ## Measure accuracy and speed; writes docs/benchmarks/
	@$(VENV)/python -m bench

demo-video: setup-dev  ## Record a walk through the flow with a fake camera
	@$(VENV)/python -m tests.robot.demo

messages: setup-dev  ## Compile the translations
	@$(VENV)/python scripts/messages.py

clean:  ## Remove what was installed here; keeps ./data
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

setup:
	@$(PYTHON) scripts/bootstrap.py

setup-dev:
	@test -x $(VENV)/pytest || $(PYTHON) scripts/bootstrap.py --dev
