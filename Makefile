# Everything a developer types. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNTIME := .runtime/fingerprint.txt

.DEFAULT_GOAL := help
.PHONY: help serve test check site audit lab bench mutants wheel lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

serve: $(RUNTIME) ## Serve the documentation at http://127.0.0.1:8000
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:8000

test: $(RUNTIME) ## Run all tests, the notebooks and the documentation's code among them
	$(BIN)/pytest --cov=stytch_exchange --cov-report=term

check: $(READY) ## Lint, check types and spelling, and audit the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(BIN)/codespell
	$(BIN)/zizmor --offline --quiet .github

site: $(RUNTIME) ## Build the documentation, strictly, into site/
	$(BIN)/mkdocs build --strict

audit: site ## Check the types of the scripts; let Lighthouse look at three pages
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent
	tests/browser/node_modules/.bin/tsc --project tests/browser
	$(BIN)/python -m tests.browser.lighthouse

lab: $(READY) ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

bench: $(READY) ## Measure, side by side with the official SDK and with itself
	$(BIN)/python -m benchmarks.parsing
	$(BIN)/python -m benchmarks.checking
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.importing
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.redacting
	$(BIN)/python -m benchmarks.verifying
	$(BIN)/python -m benchmarks.sandbox

mutants: $(READY) ## Break the checks in every way, and see which tests notice
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/mutmut results
	$(BIN)/mutmut export-cicd-stats
	@cat mutants/mutmut-cicd-stats.json

wheel: $(READY) ## Build the wheel, and try it alone with the lowest pydantic it allows
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist
	$(PYTHON) -m venv --clear dist/venv
	dist/venv/bin/python -m pip install --quiet --require-hashes --requirement requirements/lowest.txt
	dist/venv/bin/python -m pip install --quiet --no-deps dist/*.whl
	cd dist && venv/bin/python -I ../scripts/try_wheel.py

lock: $(READY) ## Resolve the locks anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" --upgrade \
	  --group dev --all-extras pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" --upgrade \
	  --resolution lowest-direct pyproject.toml --output-file requirements/lowest.txt

clean: ## Remove what the other commands made
	rm -rf $(VENV) .runtime dist mutants site .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "This project needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(RUNTIME): $(READY) requirements/browser.txt hooks/browser/assemble.py $(wildcard notebooks/*.ipynb) $(shell find src -name '*.py' -o -name '*.json')
	$(BIN)/python -m hooks.browser.assemble

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
