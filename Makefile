# make crawl · make test · make test-slow · make faults · make lint · make bench · make comparison
# make schema · make browser · make audit
#
# make crawl                      crawls the bundled sample site
# make crawl ROOT=URL [LIMIT=N]   crawls the live site, or a mirror of it, in the same way
#
# make scrapyd                    starts Scrapyd       docs/scheduling.md has these three
# make deploy                     puts newsbot on it
# make newsbot-schedule           installs what starts crawls when they are due

.PHONY: crawl test test-slow faults lint format bench comparison schema browser scrapyd deploy newsbot-schedule lock audit clean
.DELETE_ON_ERROR:
PYTHON ?= python3
export PYTHON
BIN := .venv/bin
RUN := .venv/crawl.installed
SCRAPYD := .venv/scrapyd.installed
DEV := .venv/dev.installed
BENCH := .venv/bench.installed
COMPARISON := .venv-comparison/installed
MAINTENANCE := .venv-maintenance/installed

# tools/locks/ has the hash of each file that pip may install; a set contains those before it.
LOCKS := tools/locks/crawl.txt
$(RUN): $(LOCKS) tools/make-venv
	@tools/make-venv crawl
	@touch $@

LOCKS += tools/locks/scrapyd.txt
$(SCRAPYD): $(LOCKS) tools/make-venv
	@tools/make-venv scrapyd
	@touch $@ $(RUN)

LOCKS += tools/locks/dev.txt
$(DEV): $(LOCKS) tools/make-venv
	@tools/make-venv dev
	@touch $@ $(RUN) $(SCRAPYD)

$(BENCH): $(DEV) tools/locks/bench.txt
	@tools/make-venv bench
	@touch $@

# The set is complete, and pip of Python 3.11 fails to see that. langdetect is built from its source
# by the setuptools of `build`.
$(COMPARISON): tools/locks/build.txt tools/locks/comparison.txt tools/make-venv
	@tools/make-venv build .venv-comparison
	@tools/make-venv comparison .venv-comparison --no-deps --no-build-isolation --use-pep517
	@touch $@

$(MAINTENANCE): tools/locks/maintenance.txt tools/make-venv
	@tools/make-venv maintenance .venv-maintenance
	@touch $@

crawl: $(RUN)
	@$(BIN)/python -m tools.crawl $(if $(ROOT),--root '$(ROOT)') $(if $(LIMIT),--limit '$(LIMIT)')

# The processes of pytest share what is compiled, whatever the environment says.
test test-slow faults: export PYTHONDONTWRITEBYTECODE :=
PYTEST := $(BIN)/python -m pytest
TOGETHER := -n 4 --dist worksteal

test: $(DEV)
	$(PYTEST) $(TOGETHER) -m "not slow and not alone"

test-slow: $(DEV)
	$(PYTEST) $(TOGETHER) -m "slow and not alone"
	$(PYTEST) -m alone $$(grep -rl 'mark\.alone' tests --include='test_*.py')

# The tests that docs/reliability.md and docs/security.md name.
faults: $(DEV)
	tests=$$($(BIN)/python -m tests.fault_tables) && \
	  $(PYTEST) $(TOGETHER) -m "not alone" $$tests && \
	  $(PYTEST) -m alone $$tests

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BENCH) comparison
	$(BIN)/python -m benchmarks

# newsbot.extract beside other extractors: docs/comparison.md
comparison: $(COMPARISON)
	.venv-comparison/bin/python -m benchmarks.comparison

# The browser of pages that need one: a Chromium, if there is none.
browser: $(RUN)
	@BIN=$(BIN) tools/install-browser

schema: $(RUN)
	$(BIN)/python -m tools.schema

scrapyd: $(SCRAPYD)
	@exec $(BIN)/python -m tools.scrapyd_server

deploy: $(SCRAPYD)
	@$(BIN)/python -m tools.deploy

# In a .venv of its own, of the standard library and newsbot: where newsbot is installed, Scrapyd
# would run that in place of what is deployed.
newsbot-schedule:
	@rm -rf build  # setuptools would pack what an older build left there
	@tools/make-venv build .venv-schedule
	@.venv-schedule/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-index --no-build-isolation --force-reinstall .
	@echo "installed .venv-schedule/bin/newsbot-schedule"

# All requirements are listed in pyproject.toml. From it come the files for pip, with the exact
# versions that a fresh install gets and their hashes; nobody edits these files by hand.
lock: $(MAINTENANCE)
	$(PYTHON) -m tools.requirements
	.venv-maintenance/bin/python -m tools.lock

# Known vulnerabilities of all that `make` installs.
audit: $(MAINTENANCE)
	@.venv-maintenance/bin/python -m tools.audit

clean:
	rm -rf .venv .venv-schedule .venv-comparison .venv-maintenance build dist *.egg-info
