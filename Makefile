# make crawl · make test · make lint · make bench · make schema · make browser
#
# make crawl                      crawls the bundled sample site
# make crawl ROOT=URL [LIMIT=N]   crawls the live site, or a mirror of it, in the same way
#
# make scrapyd                    starts Scrapyd       docs/scheduling.md has these three
# make deploy                     puts newsbot on it
# make newsbot-schedule           installs what starts crawls when they are due

.PHONY: crawl test lint format bench schema browser scrapyd deploy newsbot-schedule lock clean
.DELETE_ON_ERROR:
PYTHON ?= python3
export PYTHON
BIN := .venv/bin
RUN := .venv/crawl.installed
SCRAPYD := .venv/scrapyd.installed
DEV := .venv/dev.installed
BENCH := .venv/bench.installed

$(RUN): requirements.txt constraints.txt tools/make-venv
	@tools/make-venv
	@touch $@

$(SCRAPYD): pyproject.toml requirements.txt constraints.txt tools/make-venv
	@tools/make-venv scrapyd
	@touch $@ $(RUN)

$(DEV): pyproject.toml requirements.txt constraints.txt tools/make-venv
	@tools/make-venv dev
	@touch $@ $(RUN) $(SCRAPYD)

$(BENCH): $(DEV)
	@tools/make-venv bench
	@touch $@

crawl: $(RUN)
	@$(BIN)/python -m tools.crawl $(if $(ROOT),--root '$(ROOT)') $(if $(LIMIT),--limit '$(LIMIT)')

# The processes of pytest share what is compiled, whatever the environment says.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV)
	$(BIN)/python -m pytest -n 4 --dist worksteal -m "not alone"
	$(BIN)/python -m pytest -m alone $$(grep -rl 'mark\.alone' tests --include='test_*.py')

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BENCH)
	$(BIN)/python -m benchmarks

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
	@$(PYTHON) -m venv .venv-schedule
	@.venv-schedule/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --force-reinstall .
	@echo "installed .venv-schedule/bin/newsbot-schedule"

# All requirements are listed in pyproject.toml. From it come the files for pip, and from a clean
# environment the exact versions that a fresh install gets; nobody edits these files by hand.
lock:
	$(PYTHON) -m tools.requirements --write
	rm -rf .venv && : > constraints.txt && tools/make-venv dev
	{ echo '# Exact versions of all that is installed; made by `make lock`.'; \
	  $(BIN)/python -m pip freeze --exclude-editable; } > constraints.tmp && mv constraints.tmp constraints.txt

clean:
	rm -rf .venv .venv-schedule build dist *.egg-info
