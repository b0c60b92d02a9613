# Handbell. On a fresh machine: `make demo` shows it, `make test` proves it. Everything else: CONTRIBUTING.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test check style read firmware quick proof bench soak fix clean district openapi

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ONLY ?=
# As on the box, what is compiled once is kept: hundreds of processes start here, and each would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE
# All of them wait more than they work: six at a time on two cores, since four kept 60 % of them busy. The fast ones wait less, and each worker reads every test: three.
AT_ONCE := --dist worksteal -n
# A file each, or all files that share a box, and the longest first (tests/conftest.py): what was made for one test is there for the next.
BY_FILE := --dist loadfile --no-loadscope-reorder -n
SLOWEST := --durations=25

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: $(READY) ## make the virtual environment with everything in it

# `.ci/python` finds a Python of 3.13 or newer, installs what it needs as root, or says what to do.
$(READY): pyproject.toml .ci/python
	@python=$$(.ci/python) && $$python -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]' -C editable_mode=compat
	@touch $@

demo: $(READY) ## a pretend school in this terminal: press, acknowledge, send help, stand down
	@$(BIN)/handbell demo

test: $(READY) ## all tests but the long proofs (about 20 minutes on two cores)
	@.ci/tools
	@$(MAKE) --no-print-directory -j 3 --output-sync=target style read firmware
	@$(BIN)/python -m pytest -q $(AT_ONCE) 6 $(SLOWEST) -m "not proof and not soak"

check: $(READY) ## format, lint, types, imports and the fast tests (about two and a half minutes)
	@$(MAKE) --no-print-directory -j 2 --output-sync=target style quick

style: $(READY)
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache | tail -n 4

# Six workers that start together would each compile all tests and look through all of our modules. One process does it for them, while
# `style` keeps one processor busy.
read: $(READY)
	@said=$$($(BIN)/python -m pytest -q --collect-only -m "not proof and not soak") || { echo "$$said"; exit 1; }

# A test that builds the firmware stands still meanwhile, and so does a desk that it holds open. Where it cannot be built, this says
# why, and those tests are skipped.
firmware: $(READY)
	@.ci/esphome || true

quick: $(READY)
	@$(BIN)/python -m pytest -q $(AT_ONCE) 3 -x -m "not slow and not proof and not soak"

fix: $(READY) ## put format and imports right
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

proof: $(READY) ## the long proofs: hundreds of kills, power cuts, full and failing disks (about 50 minutes)
	@.ci/tools
	@$(MAKE) --no-print-directory firmware
	@$(BIN)/python -m pytest -q $(BY_FILE) 4 $(SLOWEST) -m "proof and not heard and not alone and not soak"
	@$(BIN)/python -m pytest -q $(AT_ONCE) 2 $(SLOWEST) -m "proof and heard"
	@$(BIN)/python -m pytest -q $(SLOWEST) -m "proof and alone"

bench: $(READY) ## measure; `make bench ONLY=name` for one figure
	@.ci/tools
	@$(BIN)/python tests/bench/run.py $(ONLY)

soak: $(READY) ## the Pi 3's image, kills, a month's backlog, stores of ten million entries, each for SOAK_S seconds (an hour), with new seeds; never part of CI
	@HANDBELL_SOAK_S=$${SOAK_S:-3600} $(BIN)/python -m pytest -q -o faulthandler_timeout=0 -m "proof or soak" tests/proof tests/fuzz/test_readers.py tests/fuzz/test_copies.py tests/fuzz/test_district.py tests/simulation tests/image_build/first_boot/test_kills.py

district: $(READY) ## the archive of the district's server and office, which unpacks to /opt/handbell, into dist/
	@$(BIN)/handbell image district --out dist

openapi: $(READY) ## write sync/district/openapi.json anew, after a change of the district server's paths or bodies
	@$(BIN)/python -c "from pathlib import Path; from sync.district.openapi import document; from sync.district.routes import ROUTES; Path('sync/district/openapi.json').write_bytes(document(ROUTES))"

clean: ## forget the virtual environment and what the tools cached
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis var dist *.egg-info
