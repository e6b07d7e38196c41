# Stochastic SoundCloud. `make` lists what there is to do; it needs Python 3.11 to 3.13, nothing else.
PYTHON ?= python3
COLAB_PYTHON ?= python3.13
NOTEBOOKS ?= book
WORKERS ?= 2

READY := .venv/installed
BIN := .venv/bin
COLAB_READY := .venv-colab/installed
UNIT := -m "not lint" --doctest-modules -n $(WORKERS) --dist loadfile tests ssc_lib tools
NBVAL := pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval-sanitize.cfg \
  -p no:cacheprovider -n $(WORKERS) --dist loadfile

export TF_CPP_MIN_LOG_LEVEL := 3
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help book offline test lint unit coverage notebooks execute colab training firefox corpus release clean

help: ## list the targets
	@echo "make TARGET, where TARGET is one of"
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

book: $(READY) ## build the book from the notebooks' stored outputs
	$(BIN)/jupyter-book build . -W -n --keep-going --all
	@echo "Open $(CURDIR)/_build/html/index.html"

offline: book ## build the book and pack it into one zip, to open without a network
	$(BIN)/python -m tools.offline

test: lint unit notebooks ## run everything that CI runs

lint: $(READY) ## check code, notebooks and texts without running them (seconds)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -m lint tests/book

unit: $(READY) ## test the library, its examples, the built book and its pages in a browser
	$(BIN)/pytest -rs $(UNIT)

coverage: $(READY) ## test the library, and show which of its lines and branches were run (slow)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q $(UNIT) --ignore tests/book
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

notebooks: $(READY) ## run the notebooks and compare with their stored outputs (NOTEBOOKS=path: fewer)
	$(BIN)/$(NBVAL) $(NOTEBOOKS)

execute: $(READY) ## run the notebooks and store their outputs (NOTEBOOKS=path: fewer)
	$(BIN)/python tools/notebooks.py execute $(NOTEBOOKS)

colab: $(COLAB_READY) ## run the notebooks under Python 3.13 with Colab's versions
	.venv-colab/bin/$(NBVAL) $(NOTEBOOKS)

training: $(READY) ## test training with JAX and TensorBoard too (installs both into .venv)
	$(BIN)/pip install --quiet jax tensorboard
	$(BIN)/pytest -rs tests/networks/training

firefox: $(READY) ## test the machines of the page in an installed Firefox (installs its client into .venv)
	$(BIN)/pip install --quiet marionette_driver
	$(BIN)/pytest -rs tests/live/test_firefox.py

corpus: $(READY) ## rebuild the tunes that ship with the library from music21
	$(BIN)/ssc corpus --rebuild

release: $(READY) ## write VERSION=1.2.0 into every place that names the version or its tag
	@test -n "$(VERSION)" || { echo "Name the version: make release VERSION=1.2.0" >&2; exit 2; }
	$(BIN)/python -m tools.release $(VERSION)

clean: ## remove everything that make has made
	rm -rf .venv .venv-colab _build build *.egg-info
	rm -rf .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage*
	find ssc_lib tests tools _ext -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment each, made once and again when what it holds has changed.
$(READY): requirements-lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:3]; (3, 11) <= v[:2] <= (3, 13) or sys.exit("The book needs Python 3.11, 3.12 or 3.13, but $(PYTHON) is %d.%d.%d; name another one with: make PYTHON=python3.12" % v)'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing the book's packages into .venv (a minute or two, once)"
	@$(BIN)/pip install --quiet -r requirements-lock.txt -e .
	@touch $@

$(COLAB_READY): requirements-colab.txt pyproject.toml
	@$(COLAB_PYTHON) -c 'import sys; v = sys.version_info[:3]; v[:2] == (3, 13) or sys.exit("Colab runs Python 3.13, but $(COLAB_PYTHON) is %d.%d.%d; name another one with: make colab COLAB_PYTHON=path" % v)'
	@test -x .venv-colab/bin/pip || $(COLAB_PYTHON) -m venv .venv-colab
	@echo "Installing Colab's versions into .venv-colab (a minute or two, once)"
	@.venv-colab/bin/pip install --quiet -r requirements-colab.txt -e .
	@touch $@
