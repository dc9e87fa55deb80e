# Two commands: `make demo` and `make test`. Both prepare what they need and say what they do. The rest is for those who work on it.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-input
SOURCES := src tests frontend
CASES ?= 10000
POLICIES := $(basename $(notdir $(wildcard src/upstander/policy/editions/*.yaml)))
# Each may run beside the others; the longest comes first.
CHECKS := check-types check-migrations check-policies check-imports check-format check-style check-locks

.PHONY: help demo test proof pictures check $(CHECKS) databases bench docs words format lock assets ready runtime dev \
	system-packages clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    start Upstander with an invented landlord (ARGS='--quick --port 8001 --data DIR')"
	@echo "make test    run every check and test (ARGS='tests/cases -k closure' for some)"
	@echo "make proof   the slow proofs: kill -9 of everything right after a receipt"
	@echo "make pictures   take the pictures of docs/ from a running demonstration (ARGS=address)"
	@echo "make check   formatter, linter, types, imports, migrations, locks, printed policies"
	@echo "make bench   measure the policy engine, how fast reports are taken in, what pages,"
	@echo "                measures and jobs cost (ARGS='--stored 100000', CASES='10000 1000000': hours, 40 GB)"
	@echo "make docs    print the policies of docs/policy anew from their editions"
	@echo "make words   bring the catalogues of translations up to date, and compile them"
	@echo "make format  put the code in order"
	@echo "make lock    renew requirements/*.lock from requirements/*.in"
	@echo "make clean   remove what was built; data/ stays"

demo: runtime assets
	@exec $(BIN)/upstander demo $(ARGS)

# Checks and the older PostgreSQL first, the whole suite last, so that what ends the output is its summary.
test:
	@$(MAKE) --no-print-directory -j2 ready system-packages; failed=0; \
	$(MAKE) --no-print-directory -j2 -k databases $(CHECKS) || failed=1; \
	$(BIN)/python tests/run.py $(ARGS) || failed=1; \
	exit $$failed

proof: dev assets system-packages
	@$(BIN)/python -m pytest -m proof tests/proofs

pictures: dev
	@$(BIN)/python tests/pictures.py $(ARGS)

check: dev
	@$(MAKE) --no-print-directory -j2 -k $(CHECKS)

check-types:      ; @echo "Checking types";      $(BIN)/mypy --no-error-summary
check-imports:    ; @echo "Checking imports";    $(BIN)/lint-imports --no-logo
check-format:     ; @echo "Checking format";     $(BIN)/ruff format --quiet --check $(SOURCES)
check-style:      ; @echo "Checking style";      $(BIN)/ruff check --quiet $(SOURCES)
check-locks:      ; @echo "Checking locks";      $(BIN)/python requirements/check.py
check-migrations: ; @echo "Checking migrations"; UPSTANDER_SECRET_KEY=check DJANGO_SETTINGS_MODULE=upstander.settings \
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
check-policies:
	@echo "Checking printed policies"; failed=0; for name in $(POLICIES); do \
		$(BIN)/upstander policy explain --format markdown $$name | cmp -s - docs/policy/$$name.md || \
			{ echo "docs/policy/$$name.md is not what its edition says. Run make docs." >&2; failed=1; }; done; \
	exit $$failed

# The migrated servers that the tests copy, made while checks run.
databases: ; @$(BIN)/python tests/prepare.py

docs: dev
	@mkdir -p docs/policy; for name in $(POLICIES); do \
		$(BIN)/upstander policy explain --format markdown $$name > docs/policy/$$name.md || exit 1; done

words: dev
	@$(BIN)/python frontend/words.py || true

bench: dev
	@$(BIN)/python -m upstander.operations.bench
	@$(BIN)/python -m upstander.operations.bench.reports $(ARGS)
	@$(BIN)/python -m upstander.operations.bench.housing
	@failed=0; registers=$$(mktemp -d); trap 'rm -rf "$$registers"' EXIT; \
	for cases in $(CASES); do \
		$(BIN)/python -m upstander.operations.bench.filling --data $$registers/$$cases --cases $$cases || exit 1; done; \
	$(BIN)/python -m upstander.operations.bench.pages --data $$registers/* || failed=1; \
	for each in $$registers/*; do for what in measures jobs reports; do \
		$(BIN)/python -m upstander.operations.bench.$$what --data $$each || failed=1; done; done; \
	exit $$failed

format: dev
	@$(BIN)/ruff check --fix $(SOURCES); $(BIN)/ruff format $(SOURCES)

lock: dev
	@for name in build runtime dev; do \
		echo "Locking $$name"; \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make lock" requirements/$$name.in --output-file requirements/$$name.lock $(ARGS) || exit 1; \
	done; $(BIN)/python requirements/check.py

# Set-up. A stamp says which lock a virtual environment was filled from; the second time costs nothing.

ready:
	@$(MAKE) --no-print-directory dev && $(MAKE) --no-print-directory assets

runtime: .venv/.runtime ; @:
dev: .venv/.dev ; @:

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Upstander needs Python 3.11 or newer, and found none on this machine's PATH." >&2; exit 1; }
	@echo "Making a virtual environment (.venv)"
	@$(PYTHON) -m venv .venv || { \
		echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@touch $@

.venv/.build: .venv/.made requirements/build.lock
	@$(PIP) --require-hashes -r requirements/build.lock
	@touch $@

.venv/.runtime: .venv/.build requirements/runtime.lock pyproject.toml
	@echo "Installing Python packages"
	@$(PIP) --require-hashes -r requirements/runtime.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.build requirements/dev.lock requirements/runtime.lock pyproject.toml
	@echo "Installing Python packages, with those for checks and tests"
	@$(PIP) --require-hashes -r requirements/dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch .venv/.runtime $@

assets: .venv/.build
	@$(MAKE) --no-print-directory $(if $(wildcard .venv/.dev),dev,runtime)
	@$(BIN)/python frontend/build.py

system-packages:
	@bash .ci/system-packages

clean:
	rm -rf .venv node_modules .cache build src/*.egg-info src/upstander/sites/static/built \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
