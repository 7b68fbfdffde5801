# One environment, .venv; each target installs what it needs, once. `make` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup book build draft check test coverage oracle graders \
	bench matrix twice chapter class zip notebooks lab lint lock clean

# The first Python that is new enough. `make PYTHON=/path/to/python3.14 book` overrides.
PYTHON ?= $(shell for python in python3 python3.15 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$python && break; done)
RUN := .venv/bin/python
# Python compiles what it imports, and keeps it: compiling all that is installed takes a quarter of
# the time. Containers often forbid to keep it; each kernel would then compile NumPy anew.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-compile
# uv installs the same files far sooner; pip stays for who has told pip alone of a mirror. Like pip,
# uv is to trust what the system trusts: a company's proxy has a certificate of its own.
export UV_SYSTEM_CERTS ?= 1
install = .venv/bin/uv pip install --quiet --python $(RUN) $(1) || $(PIP) $(1)
TESTS := $(RUN) -m pytest --numprocesses auto --dist loadfile --durations=10

# The networks here are small: a second thread costs more than it gives, and may round differently.
export OMP_NUM_THREADS := 1

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/test ## install everything that a contributor needs, and the checks before each commit
	$(RUN) -m prek install

book: build ## build the website from clean, then serve it on this machine
	$(RUN) tools/serve.py

build: .venv/book ## build the website from clean, warnings are errors
	$(RUN) tools/build.py

draft: .venv/book ## build one page alone: make draft PAGE=chapters/digits
	@test -n "$(PAGE)" || { echo "Name a page: make draft PAGE=chapters/digits"; exit 1; }
	$(RUN) tools/build.py $(PAGE)

check: .venv/test lint ## lint, and run the tests that take no site, browser or kernel: about a minute
	$(TESTS) -m "not slow"

test: .venv/test lint build ## build, then run the tests, except the weekly ones
	$(TESTS)

coverage: .venv/test build ## run the same tests, and count the lines and branches of shared/ that they run
	$(TESTS) --cov

oracle: .venv/oracle ## install PyTorch too, so that `make test` also compares with it

graders: .venv/graders/installed ## install nbgrader and otter-grader, so that `make test` grades a class

bench: .venv/oracle build ## measure pages and training, and write performance.md
	$(RUN) -m benchmarks.report

chapter: .venv/book ## begin a chapter from the template: make chapter NAME=weight-decay
	$(RUN) -m tools.new_chapter $(NAME)

zip: build ## put the website into _build/site.zip, to hand out on a stick or unpack on any server
	cd _build && ../$(RUN) -m zipfile -c site.zip html

class: .venv/book ## make notebooks for a class, without solutions: make class FOLDER=../class SEED=7
	$(RUN) -m tools.classroom $(or $(FOLDER),class) $(if $(SEED),--seed $(SEED)) \
		$(if $(EXERCISES),--exercises $(EXERCISES))

twice: .venv/book ## build twice from nothing, and compare every byte
	$(RUN) -m tools.compare_builds

matrix: .venv/book ## run notebooks, quick tests and build on every Python; notebooks on old and new libraries
	$(RUN) -m tools.matrix

notebooks: .venv/book ## execute the chapters and store their outputs
	$(RUN) tools/notebooks.py

lab: .venv/book ## open the chapters in JupyterLab
	.venv/bin/jupyter lab chapters

lint: .venv/test ## run what also runs before each commit: style, spelling, notebooks, files
	$(RUN) -m prek run --all-files

lock: .venv/bin/uv ## resolve pyproject.toml into the locks; for newer versions: make lock UPGRADE=1
	$(RUN) tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what was built and installed
	rm -rf _build .venv

.venv/bin/python:
	@test -n "$(PYTHON)" || { \
		echo "No Python 3.11 or newer with venv was found: install one (Debian: python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/bin/uv: requirements-install.txt | .venv/bin/python
	$(PIP) --require-hashes -r requirements-install.txt
	@touch $@

.venv/book: requirements.txt pyproject.toml | .venv/bin/uv
	$(call install,--require-hashes -r requirements.txt)
	$(call install,--no-deps --editable .)
	@touch $@

.venv/test: requirements-test.txt .venv/book
	$(call install,--require-hashes -r requirements.txt -r requirements-test.txt)
	@touch $@

.venv/oracle: requirements-oracle.txt .venv/test
	$(PIP) -r requirements-oracle.txt
	@touch $@

# Apart from the book's own environment, whose versions they must not decide.
.venv/graders/installed: requirements-graders.txt | .venv/bin/uv
	$(RUN) -m venv .venv/graders
	.venv/bin/uv pip install --quiet --python .venv/graders/bin/python -r $< --editable . \
		|| .venv/graders/bin/pip install --quiet -r $< --editable .
	@touch $@
