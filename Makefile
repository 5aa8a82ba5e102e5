# Two commands are all that most people need: `make run` and `make test`.
# PYTHON=… names the interpreter (3.11 to 3.13); PORT=, HOST= and DATABASE_URL= reach the app as they are.

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run demo test static check lint format-check types imports fmt bench bench-others soak docs lock

# Some machines forbid it, and then every process that a test starts compiles the whole workbench again.
unexport PYTHONDONTWRITEBYTECODE

python := .venv/bin/python
demo_database := data/local/demo.sqlite3
lock := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 | \2/p' Makefile | column -t -s '|'

setup: ## set up .venv with what the app needs
	@scripts/setup

setup-dev:
	@scripts/setup dev

run: setup ## set up what is missing, then serve the app and print a sign-in link
	@exec $(python) -m workbench serve

demo: setup ## the same with a second, fictional record that has something on every screen
	@test -f $(demo_database) || $(python) -m workbench init --record data/demo --db $(demo_database)
	@exec $(python) -m workbench serve --db $(demo_database)

test: setup-dev ## set up what the tests need, then run them all (ARGS="…" goes to pytest)
	@$(python) scripts/programs.py
	@$(python) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

static: lint format-check types imports

check: static test ## everything that has to hold before a commit: lint, format, types, imports, tests

lint: setup-dev
	@.venv/bin/ruff check .

format-check: setup-dev
	@.venv/bin/ruff format --check .

types: setup-dev
	@.venv/bin/mypy

imports: setup-dev
	@.venv/bin/lint-imports

fmt: setup-dev ## format the code and mend what the linter can mend
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: setup-dev ## run the benchmarks; they print ratios
	@for benchmark in $(filter-out bench/against_others.py,$(wildcard bench/[a-z]*.py)); do echo "== $$benchmark"; $(python) "$$benchmark" || exit 1; done

bench-others: setup-dev ## time the suspect check beside Doorstop and StrictDoc (from PyPI; ARGS="1000" takes fewer items)
	@$(python) bench/against_others.py $(ARGS)

soak: setup-dev ## run the long tests
	@$(python) scripts/programs.py
	@$(python) -m pytest -m soak $(ARGS)

docs: setup-dev ## write the pages of the commands and of the fields again
	@$(python) scripts/commands_page.py
	@$(python) scripts/fields_page.py

lock: ## pin the requirements again from the .in files (needs uv)
	@$(lock) requirements.in --output-file requirements.txt
	@$(lock) requirements-dev.in --output-file requirements-dev.txt
