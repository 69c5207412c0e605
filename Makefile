# Two commands for a fresh machine with Python 3.11+ and make:  make demo   make test
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test test-all lint rules bench clean-venv

$(BIN)/clean: pyproject.toml hatch_build.py $(wildcard cleantext/native/src/*)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group test
	@touch $@

$(VENV)/.dev: $(BIN)/clean
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

demo: $(BIN)/clean          ## cleans seeds/ into demo-out/ and shows what went and why
	@$(BIN)/clean seeds/*.txt -o demo-out --force --quiet
	@$(BIN)/clean seeds/*.txt --explain --dry-run
	@echo
	@for f in seeds/*.txt; do n=$$(basename $$f); \
	  if [ "$$(cat demo-out/$$n)" = "$$(cat seeds/expected/$$n)" ]; then echo "as wanted: $$f"; else echo "NOT as wanted: $$f"; bad=1; fi; \
	done; test -z "$$bad"

test: $(BIN)/clean          ## the fast tests, in a few minutes
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(VENV)/.dev      ## the slow ones too
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

rules: $(BIN)/clean         ## every rule's examples, and what the linter finds
	$(BIN)/clean rules test
	$(BIN)/clean rules lint

# clean-text installs the import name `cleantext` as we do, so it gets an environment of its own.
$(VENV)-clean-text/.done:
	$(PYTHON) -m venv $(VENV)-clean-text
	$(VENV)-clean-text/bin/python -m pip install --quiet clean-text
	@touch $@

bench: $(VENV)/.dev $(VENV)-clean-text/.done ## speed and accuracy, each beside other tools in one run
	CLEAN_TEXT_PYTHON=$(VENV)-clean-text/bin/python $(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.rules
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.accuracy
	CLEAN_TEXT_PYTHON=$(VENV)-clean-text/bin/python $(BIN)/python -m benchmarks.repair

clean-venv:
	rm -rf $(VENV) $(VENV)-clean-text demo-out
