# Everything that one does with this project. `make help` lists it.
#
# Each target first sets up a virtual environment in .venv from requirements.lock: once, and again when the lock or
# pyproject.toml changes. Another Python:  make lab PYTHON=python3.13  (remove .venv first if it was made already)

PYTHON = python3
BIN = .venv/bin
READY = .venv/.ready
OLDEST = .venv-oldest/bin
OLDEST_READY = .venv-oldest/.ready
COLAB = .venv-colab/bin
COLAB_READY = .venv-colab/.ready
LITE = .venv-lite/bin
LITE_READY = .venv-lite/.ready
FIRST = notebooks/00_start_here.ipynb

# A calm first start: JupyterLab does not ask about news or look for updates (the lock says what is installed), and the
# terminal shows only warnings. The settings are those of .venv alone; a learner's own come before them.
CALM = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}
SETTINGS = .venv/share/jupyter/lab/settings
LAB_OPTIONS = --Application.log_level=WARN
ROOT_OPTION = $$([ "$$(id -u)" = 0 ] && echo --allow-root)

NBVAL = --nbval --nbval-current-env notebooks
# Tests on every core; each module and each notebook in one process, begun in the order of their names: the browser's,
# which take longest, come first.
PARALLEL = -n auto --maxprocesses=4 --dist loadscope --no-loadscope-reorder
# The tests of pages without a kernel: the same with every JupyterLab.
WITHOUT_LAB = test_composite.py test_live_page.py 'test_site*' 'test_lite*'

.PHONY: help lab test test-oldest test-colab lint refresh bench site links lite lock

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

lab: $(READY)  ## open JupyterLab on the first notebook (ARGS="--no-browser" and the like go on to JupyterLab)
	@echo "lab: opening JupyterLab on $(FIRST). Stop it with Ctrl+C."
	@$(BIN)/jupyter-lab $(FIRST) $(LAB_OPTIONS) $(ROOT_OPTION) $(ARGS)

test: $(READY)  ## run every test: units, doctests, browser, and the notebooks against their stored outputs
	@echo "test: units, doctests and browser, then the notebooks against their stored outputs."
	@$(BIN)/python -m pytest $(PARALLEL)
	@$(BIN)/python -m pytest $(PARALLEL) $(NBVAL)

test-oldest: $(OLDEST_READY)  ## the same without the browser, with the oldest versions that pyproject.toml allows
	@echo "test-oldest: units, doctests and notebooks with the oldest versions, in .venv-oldest."
	@$(OLDEST)/python -m pytest $(PARALLEL) --ignore=tests/browser
	@$(OLDEST)/python -m pytest $(PARALLEL) $(NBVAL)

test-colab: $(COLAB_READY)  ## the same with the versions that Colab has, the browser on JupyterLab 3.6
	@echo "test-colab: units, doctests, notebooks and browser with the versions in tests/colab.txt, in .venv-colab."
	@$(COLAB)/python -m pytest $(PARALLEL) $(addprefix --ignore-glob=tests/browser/,$(WITHOUT_LAB))
	@$(COLAB)/python -m pytest $(PARALLEL) $(NBVAL)

lint: $(READY)  ## check the style (ruff) and which module imports which (import-linter)
	@echo "lint: style, then imports."
	@$(BIN)/ruff check --quiet
	@$(BIN)/lint-imports --no-cache

refresh: $(READY)  ## run the notebooks and store their outputs (the only way that outputs get in)
	@echo "refresh: running the notebooks and storing their outputs."
	@$(BIN)/python tools/refresh.py $(ARGS)

bench: $(READY)  ## measure dragging in a real browser, beside other techniques
	@echo "bench: dragging figures in a real browser; this takes some minutes."
	@$(BIN)/python benchmarks/drag.py $(ARGS)

site: $(READY)  ## build the reading site in site/_build/html; its figures live without a kernel (ARGS="00 01": a part)
	@echo "site: running the notebooks and laying out their pages; this takes some minutes, and seconds when nothing changed."
	@$(BIN)/python site/build.py $(ARGS)

links: $(READY)  ## write where this repository lives (git's origin) into README, pyproject.toml and notebooks
	@$(BIN)/python tools/links.py $(ARGS)

lite: $(LITE_READY)  ## build the course for JupyterLite: Python runs in the reader's browser (docs/jupyterlite.md)
	@$(LITE)/python lite/build.py $(ARGS)

lock: $(READY)  ## renew requirements.lock: newest versions, with hashes, for every platform
	@echo "lock: renewing requirements.lock."
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes --no-emit-index-url \
	    --no-annotate --no-header --extra lab --extra test --extra site --group setup pyproject.toml \
	    --output-file requirements.lock

# pip alone takes two minutes for the whole lock, uv some seconds. So pip installs uv (hash-checked, from the lock), and
# uv the rest, pip among it. A Python without pip gets one in .venv first; where uv does not run, that pip does it all.
GET_UV = install --quiet --require-hashes --no-deps -r .venv/uv.txt
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else "This needs Python 3.11 or \
	newer, and $(PYTHON) is %d.%d. If you have a newer one, name it: make PYTHON=python3.12" % tuple(v)[:2])'
	@echo "Setting up .venv from requirements.lock; this happens once and takes about a minute."
	@$(PYTHON) -m venv --without-pip .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	@$(PYTHON) -m pip --python $(BIN)/python $(GET_UV) 2> /dev/null \
	    || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip $(GET_UV); } || echo "uv could not be installed; pip will do."
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock \
	    || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock; }
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p $(SETTINGS) && echo '$(CALM)' > $(SETTINGS)/overrides.json
	@$(BIN)/python -c 'import matplotlib.font_manager'  # builds its font cache now, not in a learner's first cell
	@touch $@

$(OLDEST_READY): $(READY) pyproject.toml
	@echo "Setting up .venv-oldest with Python 3.11 and the oldest versions that pyproject.toml allows."
	@$(BIN)/uv venv --quiet --clear --python 3.11 .venv-oldest
	@$(BIN)/uv pip install --quiet --python $(OLDEST)/python --resolution lowest-direct --editable '.[lab,test]'
	@touch $@

# As a learner does in Colab: what is preinstalled comes first, then calcml, and that may change nothing of it.
COLAB_INSTALL = $(BIN)/uv pip install --quiet --python $(COLAB)/python
COLAB_HAS = $(BIN)/uv pip freeze --quiet --exclude-editable --python $(COLAB)/python
$(COLAB_READY): $(READY) tests/colab.txt pyproject.toml
	@echo "Setting up .venv-colab with the versions in tests/colab.txt; this happens once."
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-colab
	@$(COLAB_INSTALL) -r tests/colab.txt
	@$(COLAB_HAS) > .venv-colab/before.txt
	@$(COLAB_INSTALL) --editable .
	@$(COLAB_HAS) | diff .venv-colab/before.txt - || { echo "Installing calcml changes what Colab has."; exit 1; }
	@$(COLAB_INSTALL) -r tests/colab.txt --editable '.[test]'
	@touch $@

$(LITE_READY): $(READY) lite/tools.txt
	@echo "Setting up .venv-lite with what builds the course for JupyterLite; this happens once."
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-lite
	@$(BIN)/uv pip install --quiet --python $(LITE)/python -r lite/tools.txt
	@touch $@
