# Everything made here lies under build/, except the two environments .venv and .venv-engine.
#   .venv         QGIS's side: the distribution's Python with qgis; no torch.
#   .venv-engine  the engine's side: torch, rasterio; no qgis.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first python3 on PATH may not be the one that imports qgis; the distribution's is.
PYTHON ?= /usr/bin/python3
ACCELERATOR ?= cpu
UV ?= uv
ifeq ($(ACCELERATOR),cuda)
TORCH ?= torch==2.13.0
else
# This spelling can never become the CUDA build, which weighs gigabytes.
TORCH ?= torch==2.13.0+cpu
endif

QGIS_PYTHON := .venv/bin/python
ENGINE_PYTHON := .venv-engine/bin/python
STAGE := build/stage/segcr_qgis

# One thread: two on a busy machine are slower than one (torch and OpenBLAS spin).
export OMP_NUM_THREADS ?= 1
export PYTHONDONTWRITEBYTECODE ?= 1
export SEGCR_DATA ?=
export SEGCR_ENGINE_PYTHON ?= $(CURDIR)/$(ENGINE_PYTHON)

digest = $(shell { cat $(1); echo '$(2)'; } | sha256sum | cut -c1-16)
SYSTEM_STAMP := .venv/.system-$(call digest,tools/setup/system_packages.sh,)
QGIS_STAMP := .venv/.ready-$(call digest,requirements/qgis.txt tools/setup/qgis_environment.sh,$(PYTHON))
ENGINE_STAMP := .venv-engine/.ready-$(call digest,resources/engine/torch.txt requirements/engine-dev.txt tools/setup/engine_environment.sh,$(PYTHON) $(TORCH) $(ACCELERATOR))

.PHONY: help setup demo test test-slow test-install test-qgis340 test-qt6 lock lint stage package smoke bench docs i18n clean screenshots test-faults security release

help: ## say what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: $(SYSTEM_STAMP) $(QGIS_STAMP) $(ENGINE_STAMP) ## install what is missing; make .venv and .venv-engine

$(SYSTEM_STAMP):
	@tools/setup/system_packages.sh
	@mkdir -p $(@D) && touch $@

$(QGIS_STAMP): | $(SYSTEM_STAMP)
	@tools/setup/qgis_environment.sh "$(PYTHON)" .venv
	@rm -f .venv/.ready-* && touch $@

$(ENGINE_STAMP): | $(SYSTEM_STAMP)
	@tools/setup/engine_environment.sh "$(PYTHON)" .venv-engine "$(TORCH)" "$(ACCELERATOR)"
	@rm -f .venv-engine/.ready-* && touch $@

stage: ## build/stage/segcr_qgis: the plugin as it ships
	@$(PYTHON) -m tools.stage

package: docs ## build/segcr_qgis-<version>.zip, checked like the plugin site does
	@$(PYTHON) -m tools.package

smoke: setup package ## run the unpacked ZIP in an empty profile
	@$(ENGINE_PYTHON) -m tools.smoke

demo: setup stage ## every scene through the plugin, pictures, one table (build/demo)
	@$(ENGINE_PYTHON) -m tools.demo

screenshots: setup package ## QGIS driven through the whole story, the engine really set up (build/screenshots)
	@$(ENGINE_PYTHON) -m tools.screenshots

test: setup stage ## all test runs, coverage combined (at most 8 minutes on two cores)
	@$(PYTHON) -m tools.run_tests --fast

test-faults: setup stage ## every fault drill in full (minutes); writes docs/reliability.md
	@rm -rf build/faults
	@SEGCR_FAULTS=full $(PYTHON) -m tools.run_tests --only engine -- tests/faults
	@SEGCR_FAULTS=full $(PYTHON) -m tools.run_tests --only qgis -- tests/engine_client/test_fault_drills.py
	@$(ENGINE_PYTHON) -m tools.reliability

SECURITY_PYTHON := .venv-security/bin/python
$(SECURITY_PYTHON): requirements/security.txt
	@$(PYTHON) -m venv .venv-security
	@$(SECURITY_PYTHON) -m pip install -q --disable-pip-version-check -r requirements/security.txt
	@touch $@

security: package $(SECURITY_PYTHON) ## what the plugin site scans for, on the sources and the ZIP
	@$(PYTHON) -m tools.security
	@.venv-security/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml

release: setup security ## checks a release whole and writes its ZIP: make release VERSION=x.y.z CONTACT=address
	@$(ENGINE_PYTHON) -m tools.release "$(VERSION)" "$(CONTACT)"

test-slow: setup stage ## the same with the tests that take minutes
	@$(PYTHON) -m tools.run_tests

test-install: setup stage ## really install the CPU and the light engine (a gigabyte, minutes)
	@SEGCR_REAL_INSTALL=1 $(PYTHON) -m tools.run_tests --only qgis -- tests/environments/test_real_install.py

test-qgis340: setup stage ## QGIS's side of the tests on QGIS 3.40, fetched from Debian's backports
	@$(PYTHON) -m tools.newer_qgis

QT6_PYTHON := .venv-qt6/bin/python
$(QT6_PYTHON): requirements/qt6.txt
	@$(PYTHON) -m venv .venv-qt6
	@$(QT6_PYTHON) -m pip install -q --disable-pip-version-check -r requirements/qt6.txt
	@touch $@

test-qt6: setup $(QT6_PYTHON) ## every Qt name looked up in PyQt6, our windows shown on Qt 6
	@$(QT6_PYTHON) -m tools.qt6_check

lock: ## pin the engine's libraries again (UV: the program uv)
	@$(PYTHON) -m tools.lock_engine "$(UV)" "$(firstword $(subst +, ,$(subst torch==,,$(TORCH))))"

lint: setup ## ruff and mypy
	@.venv-engine/bin/ruff check .
	@.venv-engine/bin/ruff format --check .
	@.venv-engine/bin/mypy

bench: setup stage ## benchmarks: tables and build/bench/<name>.json
	@$(ENGINE_PYTHON) -m tools.run_benchmarks

DOCS_PYTHON := .venv-docs/bin/python
$(DOCS_PYTHON): requirements/docs.txt
	@$(PYTHON) -m venv .venv-docs
	@$(DOCS_PYTHON) -m pip install -q --disable-pip-version-check -r requirements/docs.txt
	@touch $@

docs: $(DOCS_PYTHON) ## the user guide: build/docs/index.html
	@rm -rf build/docs
	@$(DOCS_PYTHON) -m sphinx -q -W -b html -d build/docs-work docs build/docs
	@echo "docs: build/docs/index.html"

i18n: ## bring the translations' sources up to date and compile them
	@$(PYTHON) -m tools.i18n

clean: ## remove build/ and caches; the environments stay
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .qgis-settings .coverage*
	find segcr_qgis tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
