# One target per habit. Each sets up what it needs the first time and costs nothing the second:
# .venv is made from requirements.lock alone, so everybody has the same versions.
#
#   make demo                      a sample class, graded, from nothing
#   make desk                      the same class in a browser page
#   make test ARGS="-k sigmoid"    ARGS goes to pytest, jupyter, autograder or the benchmarks
#   make setup PYTHON=python3.12   another Python (3.11 or newer)
#   make lite PYODIDE=FOLDER       Pyodide from a folder or archive, not from the network

PYTHON ?= python3
ARGS ?=
PYODIDE ?=
export PYODIDE

VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/.packages-installed
COURSE := $(VENV)/.course-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

# System programs that are not there; each is then something to be made, by its own rule below.
MISSING := $(shell scripts/install-system-packages --missing)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

##@ Learn

.PHONY: lab
lab: $(COURSE) ## open the lessons in JupyterLab
	$(BIN)/jupyter lab --config="$(CURDIR)/scripts/lab/authors_lab_config.py" \
	    --ServerApp.root_dir=lessons --LabApp.app_settings_dir="$(CURDIR)/scripts/lab" \
	    --LabApp.default_url=/lab/tree/00_start_here/00_start_here.ipynb $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

##@ Grade

.PHONY: demo
demo: $(COURSE) $(filter bubblewrap,$(MISSING)) ## make a sample class, grade it, show the report
	$(BIN)/autograder demo $(ARGS)

.PHONY: desk
desk: $(COURSE) demo/grading/gradebook.db ## the sample class in a browser page: mark by hand, see how it went
	AUTOGRADER_COURSE=demo $(BIN)/autograder desk $(ARGS)

demo/grading/gradebook.db:
	@$(MAKE) demo

.PHONY: kit
kit: $(COURSE) ## pack what students get into dist/
	$(BIN)/autograder kit $(ARGS)

.PHONY: lite
lite: $(COURSE) ## make dist/lite/, the lessons for a browser: a site, nothing to install
	$(BIN)/autograder lite $(ARGS)

.PHONY: lite-serve
lite-serve: $(COURSE) ## open that site from this machine
	$(BIN)/autograder lite --serve $(ARGS)

##@ Write and mend

.PHONY: build
build: $(COURSE) ## make lessons/ anew from solutions/
	$(BIN)/autograder build $(ARGS)

.PHONY: test
test: $(COURSE) $(MISSING) ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile --slow $(ARGS)

.PHONY: test-quick
test-quick: $(COURSE) ## run the tests that take seconds
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

.PHONY: test-all
test-all: $(COURSE) $(MISSING) ## run the long versions of the tests too (hours)
	$(BIN)/python -m pytest -n 2 --dist loadfile --all $(ARGS)

.PHONY: lint
lint: $(COURSE) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: bench
bench: $(COURSE) $(filter bubblewrap,$(MISSING)) ## measure against stock nbgrader and other tools
	$(BIN)/python -m benchmarks $(ARGS)

##@ The machine

.PHONY: setup
setup: $(COURSE) $(filter-out nodejs postgresql,$(MISSING)) ## install everything, run nothing

.PHONY: lock
lock: ## work out requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --all-extras --upgrade --universal --python-version 3.11 \
	    --fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url \
	    --quiet --custom-compile-command "make lock" --output-file requirements.lock

.PHONY: clean
clean: ## remove .venv, caches and dist/ (never grading/, where the marks are)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } \
	    /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo

# ---------------------------------------------------------------------------------------------

# An environment that was moved with its folder, or whose Python is gone, is made anew.
ifneq ($(shell test -x $(BIN)/python && cat $(PACKAGES) 2>/dev/null),$(CURDIR))
.PHONY: $(PACKAGES)
endif

$(PACKAGES): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	    "Python 3.11 or newer is needed; $(PYTHON) is " + sys.version.split()[0] + \
	    ". Name another: make PYTHON=python3.12")'
	@echo "Setting up $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	    echo "No virtual environment could be made. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --require-hashes -r requirements.lock
	@pwd -P > $@

$(COURSE): $(PACKAGES) pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.PHONY: bubblewrap chromium nodejs postgresql
bubblewrap chromium nodejs postgresql:
	@scripts/install-system-packages $@
