.PHONY: demo test test-all check bench bench-web docs setup machine spec pictures clean

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready

demo: $(READY) ## the main job on invented data: first from files, then on http://localhost:8000 until Ctrl-C
	rm -rf build/demo
	$(VENV)/bin/sagsloft demo --out build/demo
	SAGSLOFT_DATA=build/web $(VENV)/bin/sagsloft web demo

test: $(READY) machine ## every test that takes seconds; those of the web on both databases
	$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not thorough"
	$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not thorough" tests/web --ignore tests/web/browser --database=postgres

test-all: $(READY) machine ## and those that take minutes: thousands of random histories, long fuzzing, kills
	SAGSLOFT_HYPOTHESIS=thorough $(PYTHON) -m pytest -n 2 --dist loadgroup
	$(PYTHON) -m pytest -n 2 --dist loadgroup tests/web --database=postgres

check: $(READY) ## format, lint, types, imports, generated pages, requirements
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	SAGSLOFT_DEMO=1 SAGSLOFT_DATA=build/types $(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) tools/print_spec.py --check
	$(PYTHON) tools/make_method.py --check
	$(PYTHON) tools/print_access.py --check
	$(PYTHON) tools/check_requirements.py

spec: $(READY) ## print docs/spec from the tests, and docs/adgang.md from the access table
	$(PYTHON) tools/print_spec.py
	$(PYTHON) tools/print_access.py

docs: spec ## and docs/method, by enumeration and seeded simulation
	$(PYTHON) tools/make_method.py

bench: ## speed and memory, beside a floor and peers (in an environment of their own); results in benchmarks/README.md
	python3 -m venv build/bench-venv
	build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r benchmarks/requirements.txt
	build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	build/bench-venv/bin/python benchmarks/run.py --peers

bench-web: $(READY) machine ## the web on PostgreSQL with ten million events: takes an hour the first time, and 20 GB of disk
	$(PYTHON) benchmarks/web.py --write

setup: $(READY)

machine: ## what the tests need besides Python: Chromium, PostgreSQL, node, pdftotext
	@tools/machine.sh

$(READY): pyproject.toml requirements.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sagsløft needs Python 3.11 or newer (apt-get install python3)." >&2; exit 1; }
	@python3 -m venv $(VENV) || { echo "Python cannot make a virtual environment: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

pictures: $(READY) machine ## the pictures of docs/guide; needs LibreOffice too
	rm -rf build/course
	$(VENV)/bin/sagsloft demo --course --out build/course
	$(PYTHON) tools/make_pictures.py build/course
