# Two commands from a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# How many test files `make test` runs at a time, each in a process with stores and browsers of its own.
WORKERS ?= 2
# How often `make soak` tries each random fault.
ROUNDS ?= 20
# How many cases of the leak test `make proof` judges.
CASES ?= 100000

.PHONY: demo test bench check soak proof clean

demo: $(STAMP)
	$(BIN)/interlink demo $(ARGS)

test: $(STAMP) check
	@command -v java >/dev/null && command -v mvn >/dev/null || echo "No Java or no Maven here: the tests on Neo4j are skipped."
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

soak: $(STAMP)
	INTERLINK_SOAK=$(ROUNDS) $(BIN)/python -m pytest tests/faults tests/readers/test_hostile_files.py \
	  tests/queries/test_both_stores_agree.py tests/queries/test_on_a_world.py $(ARGS)

proof: $(STAMP)
	INTERLINK_PROOF=$(CASES) $(BIN)/python -m pytest tests/proof $(ARGS)

bench: $(STAMP)
	@failed=; for name in load load_edifact project search access audit explorer graph worlds analytics queries; do \
	  $(BIN)/python benchmarks/$$name.py --quick $(ARGS) || failed="$$failed $$name"; \
	done; test -z "$$failed" || { echo "marks that do not hold:$$failed"; exit 1; }

check: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

$(STAMP): pyproject.toml
	$(PYTHON) -c "import sys; assert sys.version_info >= (3, 11), 'interlink needs Python 3.11 or later'"
	test -f $(BIN)/activate || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $(STAMP)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
