# Two commands are all a newcomer needs: `make demo` and `make test`.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.PHONY: help install dev demo test check bench soak lock messages clean

help:
	@echo "make demo    prova Raccordo su http://127.0.0.1:8000"
	@echo "make test    controlla tutto, anche su PostgreSQL e nel browser"
	@echo "make check   la parte veloce dei controlli"
	@echo "make bench   misura"
	@echo "make soak    le prove lunghe: casuali, interruzioni, concorrenza"

install: $(VENV)/installed

$(VENV)/installed: requirements/base.lock pyproject.toml locale/en/LC_MESSAGES/django.po locale/it/LC_MESSAGES/django.po
	@bash scripts/install.sh base

dev: $(VENV)/installed-dev

$(VENV)/installed-dev: $(VENV)/installed requirements/dev.lock
	@bash scripts/install.sh dev

demo: install
	@RACCORDO_DATA=$${RACCORDO_DATA:-var/demo} $(BIN)/raccordo demo

check: dev
	@bash scripts/check.sh

test: dev
	@bash scripts/test.sh

bench: dev
	@$(BIN)/python -m bench

soak: dev
	@SOAK=1 bash scripts/test.sh soak

lock:
	@$(BIN)/uv pip compile --generate-hashes --no-header --python-version 3.11 --universal -q requirements/base.in -o requirements/base.lock
	@$(BIN)/uv pip compile --generate-hashes --no-header --python-version 3.11 --universal -q requirements/dev.in -o requirements/dev.lock

messages: dev
	@$(BIN)/python scripts/messages.py

clean:
	rm -rf $(VENV) build var *.egg-info
