# make run ARGS="--port 9000"   start the server     make test   all checks and tests
# make bench   all figures into bench/RESULTS.md; LONG=1 takes hours, SPEECH=… names recordings
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all:

.PHONY: install run test bench audit format clean

install: .venv/installed

run: .venv/installed
	$(BIN)/python server.py $(ARGS)

# Cheapest check first; stops at the first red. Which process has which tests: tests/conftest.py.
# Hundreds of processes are started: what one compiled the others needn't, whatever is set outside.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_layers.py
	$(BIN)/pytest --ignore tests/test_layers.py --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

bench: .venv/installed-for-tests
	$(BIN)/python -m bench $(if $(LONG),--long) $(if $(SPEECH),--speech $(SPEECH)) $(ARGS)

# Known holes in what is installed; asks PyPI.
audit: .venv/installed-for-tests
	$(PIP) pip-audit
	$(BIN)/pip-audit --skip-editable

format: .venv/installed-for-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vivavoz needs Python 3.11 or newer; say which one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python setup.cfg pyproject.toml
	@echo "Installing (once; about a minute)"
	$(PIP) --editable '.[avatar,dialogflow]'
	@touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) --editable '.[avatar,dialogflow,test]'
	@touch $@
