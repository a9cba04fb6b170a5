# One verb each. The first run of any of them makes the environment in .venv.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
# Headquarters, its verbs and the photo reader are processes of their own: each would compile anew.
export PYTHONDONTWRITEBYTECODE :=

PYTHON := .venv/bin/python
INPUTS := requirements-dev.lock pyproject.toml installer/debian-packages.txt installer/linux/prepare.sh
LOCK := $(PYTHON) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
ARGS ?=

.PHONY: help
help: ## show the verbs
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

.PHONY: setup
setup: .venv/.ready ## make the environment: Debian packages, .venv, locked Python packages

.venv/.ready: $(INPUTS)
	@installer/linux/prepare.sh runtime
	@touch $@

.venv/.ready-to-test: .venv/.ready
	@installer/linux/prepare.sh runtime test
	@touch $@

.venv/.ready-to-package: .venv/.ready
	@installer/linux/prepare.sh runtime package
	@touch $@

.PHONY: demo
demo: .venv/.ready ## the work of an office, from laptop to paper and headquarters, into build/demo
	$(PYTHON) -m desktop.demo build/demo $(ARGS)

.PHONY: run
run: .venv/.ready ## open the program
	$(PYTHON) -m desktop $(ARGS)

.PHONY: serve
serve: .venv/.ready ## start headquarters on this machine, in build/headquarters
	test -d build/headquarters || for verb in init seed; do \
		$(PYTHON) -m sync.relay.cli --folder build/headquarters $$verb; done
	$(PYTHON) -m sync.relay.cli --folder build/headquarters serve $(ARGS)

.PHONY: test
test: .venv/.ready-to-test ## run the tests on two cores; ARGS="tests/models -k visit" picks some
	$(PYTHON) -m pytest -n 2 $$($(PYTHON) tests/needs.py) $(ARGS)

.PHONY: check
check: .venv/.ready-to-test ## style, types, known faults, layers, words
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) installer/audit.py
	$(PYTHON) -m pytest -q -p no:randomly $$($(PYTHON) tests/needs.py) tests/architecture tests/resources

.PHONY: bench
bench: .venv/.ready ## measure against the goals, into build/bench.json
	$(PYTHON) -m tests.bench $(ARGS)

.PHONY: faults
faults: .venv/.ready-to-test ## the fault suites at length, into build/faults.json; SCALE=small for little
	SCALE=$(or $(SCALE),full) $(PYTHON) -m tests.faults $(ARGS)

.PHONY: screens
screens: .venv/.ready ## a picture of every page of the demo, into build/screens, and README's
	test -f build/demo/summary.json || $(MAKE) demo
	$(PYTHON) installer/screens.py build/demo build/screens

.PHONY: messages
messages: .venv/.ready ## bring the English catalogue up to date with the words in the code
	$(PYTHON) installer/messages.py

.PHONY: package
package: .venv/.ready-to-package ## build the program's folder and a .deb, into dist, and start it once
	$(PYTHON) -m PyInstaller --noconfirm --log-level=WARN --distpath=dist --workpath=build/pyinstaller \
		installer/desktop.spec
	$(PYTHON) installer/smoke_test.py dist/bazresyar
	installer/linux/build_deb.sh dist/bazresyar dist
	$(PYTHON) -m cyclonedx_py requirements requirements.lock --pyproject=pyproject.toml \
		--output-reproducible --output-file=dist/bazresyar-parts.json

.PHONY: lock
lock: .venv/.ready ## choose and lock the versions anew
	$(LOCK) --upgrade --extra=server --output-file=requirements.lock pyproject.toml
	$(LOCK) --upgrade --all-extras --constraint=requirements.lock --output-file=requirements-dev.lock \
		pyproject.toml

.PHONY: licences
licences: .venv/.ready ## write the notices of what is shipped, into resources/licences
	$(PYTHON) installer/licences.py resources/licences

.PHONY: clean
clean: ## remove what was built; the environment stays
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage bazresyar.egg-info
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
