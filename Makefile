.PHONY: demo test test-all check bench docs setup browser spec pictures clean

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready

demo: $(READY) ## the main job on invented data
	rm -rf build/demo
	$(VENV)/bin/sagsloft demo --out build/demo

test: $(READY) browser ## every test that takes seconds
	$(PYTHON) -m pytest -n 2 --dist loadgroup -m "not thorough"

test-all: $(READY) browser ## and those that take minutes: thousands of random histories, long fuzzing
	SAGSLOFT_HYPOTHESIS=thorough $(PYTHON) -m pytest -n 2 --dist loadgroup

check: $(READY) ## format, lint, types, imports, generated pages, requirements
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) tools/print_spec.py --check
	$(PYTHON) tools/make_method.py --check
	$(PYTHON) tools/check_requirements.py

spec: $(READY) ## print docs/spec from the tests
	$(PYTHON) tools/print_spec.py

docs: spec ## and docs/method, by enumeration and seeded simulation
	$(PYTHON) tools/make_method.py

bench: ## speed and memory, beside a floor and peers (in an environment of their own); results in benchmarks/README.md
	python3 -m venv build/bench-venv
	build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r benchmarks/requirements.txt
	build/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	build/bench-venv/bin/python benchmarks/run.py --peers

setup: $(READY)

browser: ## Chromium, which the tests of pages use, and pdftotext
	@command -v pdftotext >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends poppler-utils >/dev/null; } \
		|| { echo "The tests of documents need pdftotext: apt-get install poppler-utils" >&2; exit 1; }
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
		|| { echo "The tests of pages need Chromium: apt-get install chromium" >&2; exit 1; }

$(READY): pyproject.toml requirements.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sagsløft needs Python 3.11 or newer (apt-get install python3)." >&2; exit 1; }
	@python3 -m venv $(VENV) || { echo "Python cannot make a virtual environment: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

pictures: $(READY) browser ## the pictures of docs/guide; needs LibreOffice too
	rm -rf build/course
	$(VENV)/bin/sagsloft demo --course --out build/course
	$(PYTHON) tools/make_pictures.py build/course
