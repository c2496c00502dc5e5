# Everything a developer types. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
READY := $(VENV)/.ready
RUNTIME := .runtime/fingerprint.txt

PORT ?= 8000

# `make site BUILDER=zensical` builds with the theme's successor; tests/test_zensical.py says what it lacks.
BUILDER ?= mkdocs
BUILD_WITH_mkdocs = $(BIN)/mkdocs build --strict
BUILD_WITH_zensical = $(BIN)/python -m hooks.zensical_site site

# Two to four processes, each with whole files of tests, the slowest files first.
PARALLEL := --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder
BEYOND_PACKAGE := apps benchmarks browser hooks scripts test_docs.py test_notebooks.py test_playground.py test_site.py \
  test_site_addresses.py test_zensical.py

# The theme announces its end of life at each build; docs/explanation/site.md says what we do then.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help serve free-port test covered unit browser look check fix site audit lab bench mutants wheel lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

serve: free-port $(RUNTIME) ## Serve the documentation at http://127.0.0.1:8000
	@echo "Pages: building them takes about 10 seconds, then they are at http://127.0.0.1:$(PORT)"
	@$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

free-port:
	$(if $(shell $(PYTHON) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>&1 | grep 'in use'), \
	  $(error Port $(PORT) is in use. Choose another: make serve PORT=$(shell expr $(PORT) + 1)))

test: covered browser ## Run all tests: the package, the notebooks, and the site in browsers

covered: $(RUNTIME) ## Run all tests except those in browsers, with coverage
	$(PYTEST) $(PARALLEL) --ignore=tests/browser --cov=stytch_exchange --cov-report=term

# pytest-notebook takes seconds to import, in each process: leave it out if it has nothing to run.
NO_NOTEBOOKS := -p no:nb_regression --override-ini strict_config=false -W ignore::pytest.PytestConfigWarning

unit: $(READY) ## Run the package's own tests
	$(PYTEST) $(PARALLEL) $(NO_NOTEBOOKS) tests $(BEYOND_PACKAGE:%=--ignore=tests/%)

browser: $(RUNTIME) ## Run the tests that read the site in Chromium, Firefox and WebKit
	$(PYTEST) $(PARALLEL) $(NO_NOTEBOOKS) tests/browser

look: site ## Take the pictures again that the tests compare the pages with
	$(BIN)/python -m tests.browser.look

check: $(READY) ## Lint, check types and spelling, and audit the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(BIN)/codespell
	$(BIN)/zizmor --offline --quiet .github

fix: $(READY) ## Format the code, and fix what ruff can fix
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

site: $(RUNTIME) ## Build the documentation into site/; a warning is an error
	$(BUILD_WITH_$(BUILDER))

audit: site ## Check the types of the scripts, run Lighthouse and Stytch's SDK for Node
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent
	tests/browser/node_modules/.bin/tsc --project tests/browser
	$(BIN)/pytest --quiet tests/sandbox/test_node_sdk.py
	$(BIN)/python -m tests.browser.lighthouse

lab: $(READY) ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

bench: site ## Measure the package and the site, for the figures of the quality page
	$(BIN)/python -m benchmarks

mutants: $(READY) ## Break the checks on purpose, and count the changes that no test notices
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/mutmut results
	$(BIN)/mutmut export-cicd-stats
	@cat mutants/mutmut-cicd-stats.json

wheel: $(READY) ## Build the wheel, and try it with the lowest pydantic that it allows
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	$(PYTHON) -m venv --clear dist/venv
	dist/venv/bin/python -m pip install --quiet --require-hashes --requirement requirements/lowest.txt
	dist/venv/bin/python -m pip install --quiet --no-deps dist/*.whl
	cd dist && venv/bin/python -I ../scripts/try_wheel.py

lock: $(READY) ## Update the locks in requirements/
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" --upgrade \
	  --group dev --all-extras pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" --upgrade \
	  --resolution lowest-direct pyproject.toml --output-file requirements/lowest.txt

clean: ## Remove what the other commands created
	rm -rf $(VENV) .runtime dist mutants site .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This project needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Environment: creating $(VENV) takes about 10 seconds"
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "Packages: downloading and installing them takes one to three minutes"
	@if [ -t 1 ]; then quiet=; else quiet=--quiet; fi; $(BIN)/python -m pip install $$quiet \
	  --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(RUNTIME): $(READY) requirements/browser.txt $(wildcard notebooks/*.ipynb) $(shell find src hooks/browser -name '*.py' -o -name '*.json')
	@echo "Python for the browser: assembling it takes about 15 seconds, after a download of 13 MB"
	@$(BIN)/python -m hooks.browser.assemble

.PHONY: release-check advisories behind

release-check: $(READY) ## Do everything that a release does, except the upload
	$(BIN)/python scripts/release_check.py $(TAG)

advisories: $(READY) ## Look up known vulnerabilities of everything that is pinned
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements/dev.txt
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements/lowest.txt
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements/browser.txt
	cd tests/browser && npm audit

behind: $(READY) ## List what is pinned and has a newer version
	$(BIN)/python -m scripts.behind
