# Franchise: make run, then open http://127.0.0.1:8000

PORT ?= 8000
IN_ENV = .venv/bin/python
NEW_KEY = $(IN_ENV) -c 'import secrets; print(secrets.token_urlsafe(50))'

# Tests and checks must not depend on the environment variables of the machine.
BARE = env -u DEBUG -u SECRET_KEY -u ALLOWED_HOSTS -u SITE_URL -u DATA_DIR -u DATABASE_URL \
  -u DATABASE_POOL_SIZE -u REPLICA_URL -u CACHE_URL -u PAGE_CACHE_MB -u PAGE_CACHE_SECONDS \
  -u PURGE_URL -u PURGE_HEADER \
  -u STORAGE_URL -u TASKS_URL -u TRUSTED_PROXIES -u MEDIA_URL -u LOG_LEVEL

# These tests use no database or cache, or bring their own: test-services leaves them out.
APART_FROM_SERVICES := article_entries article_page articles benchmarks bucket cache_away \
  conventions design export_site first_run pictures prose proxies settings tasks

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 24

run: .venv/complete  ## Set up the site and serve it on http://127.0.0.1:8000 (PORT=8001 for another port)
	@set -e; data="$${DATA_DIR:-var}"; mkdir -p "$$data"; \
	if [ -z "$$SECRET_KEY" ]; then \
	  [ -s "$$data/secret-key" ] || (umask 077; $(NEW_KEY) > "$$data/secret-key"); \
	  SECRET_KEY=$$(cat "$$data/secret-key"); \
	fi; \
	export SECRET_KEY DEBUG=0 SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"; \
	$(IN_ENV) manage.py first_run --port $(PORT); \
	$(IN_ENV) manage.py publish_due --every 30 & \
	exec $(IN_ENV) -m gunicorn franchise.wsgi --bind 127.0.0.1:$(PORT) \
	  --workers 2 --threads 4 --forwarder-headers '' --log-level warning

test: .venv/complete  ## Run all tests that need no other service
	$(BARE) $(IN_ENV) -m pytest -n auto

test-services: .venv/complete  ## Run the tests that use a database or a cache on DATABASE_URL and CACHE_URL
	@[ -n "$$DATABASE_URL" ] && [ -n "$$CACHE_URL" ] || \
	  { echo "Set DATABASE_URL and CACHE_URL: docs/operating.md shows their form." >&2; exit 1; }
	$(BARE) DATABASE_URL="$$DATABASE_URL" CACHE_URL="$$CACHE_URL" \
	  $(IN_ENV) -m pytest -n auto -m "not browser" $(APART_FROM_SERVICES:%=--ignore=tests/test_%.py)

check: check-python check-templates check-static check-conventions check-migrations check-deployment  ## Check formatting, style, templates, scripts, style sheets, conventions, migrations and deployment

check-python: .venv/complete
	$(IN_ENV) -m ruff format --check
	$(IN_ENV) -m ruff check

check-templates: .venv/complete
	git ls-files -z '*.html' | xargs -0 .venv/bin/djade --check --target-version 6.1

# The one check that may be impossible on a machine; .ci/run installs what it needs.
check-static:
	@if command -v npm >/dev/null && $(MAKE) --silent node_modules/.bin/biome; then \
	  node_modules/.bin/biome lint --error-on-warnings; \
	else \
	  echo "Scripts and style sheets were not checked: this needs Node.js with npm, and network access the first time." >&2; \
	fi

check-conventions: .venv/complete
	$(BARE) $(IN_ENV) -m pytest -q tests/test_conventions.py

check-migrations: .venv/complete
	$(BARE) DEBUG=1 DATABASE_URL=sqlite://:memory: \
	  $(IN_ENV) manage.py makemigrations --check --dry-run

check-deployment: .venv/complete
	$(BARE) SITE_URL=https://example.org ALLOWED_HOSTS=example.org \
	  SECRET_KEY="$$($(NEW_KEY))" \
	  $(IN_ENV) manage.py check --deploy --fail-level WARNING

audit: .venv/complete benchmarks/lighthouse/node_modules  ## Check the pages with Lighthouse and against a size budget (needs Node.js and Chromium)
	@set -e; data=$$(mktemp -d); trap 'kill -- -$$site; rm -rf "$$data"' EXIT; \
	setsid $(MAKE) --no-print-directory run PORT=8099 DATA_DIR="$$data" > "$$data/log" 2>&1 & site=$$!; \
	until curl -sf http://127.0.0.1:8099/readyz >/dev/null; do sleep 1; done; \
	node benchmarks/lighthouse/audit.mjs http://127.0.0.1:8099

screenshots: .venv/complete  ## Take the pictures in docs/first-film.md again (needs Chromium)
	$(BARE) $(IN_ENV) -m pytest -q tests/test_first_film.py --screenshots-to docs/screenshots

bench: .venv/complete  ## Measure pages, compared with hand-written ones (QUICK=1: in two minutes; WRITE=1: save the table)
	$(BARE) DATABASE_URL="$$DATABASE_URL" $(IN_ENV) benchmarks/pages.py \
	  $(if $(QUICK),--quick) $(if $(WRITE),--write)

bench-sizes: .venv/complete  ## Find URLs that are slower at 100,000 films than at 1,000
	$(BARE) DATABASE_URL="$$DATABASE_URL" $(IN_ENV) benchmarks/sizes.py

bench-content: .venv/complete  ## Test and measure simultaneous saves, and the export and import of 1,000 films
	$(BARE) DATABASE_URL="$$DATABASE_URL" $(IN_ENV) benchmarks/parallel_saves.py
	$(BARE) $(IN_ENV) benchmarks/content_travel.py

benchmarks/lighthouse/node_modules: benchmarks/lighthouse/package-lock.json
	npm ci --silent --no-audit --no-fund --prefix benchmarks/lighthouse
	@touch $@

node_modules/.bin/biome: package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

vendor: vendor/package-lock.json  ## Download the third-party scripts in vendor/package.json again (needs npm)
	npm ci --silent --no-audit --no-fund --ignore-scripts --prefix vendor
	@set -e; from=vendor/node_modules/turndown; to=static/admin/vendor; \
	version=$$(sed -n 's/^  "version": "\(.*\)",$$/\1/p' $$from/package.json); \
	{ echo "/* turndown $$version, MIT (turndown.LICENSE), as npm has it: make vendor */"; \
	  cat $$from/lib/turndown.browser.es.js; } > $$to/turndown.js; \
	cp $$from/LICENSE $$to/turndown.LICENSE; rm -rf vendor/node_modules

version:  ## Print the version of this checkout
	@sed -n 's/^VERSION = "\(.*\)"$$/\1/p' franchise/settings.py

clean:  ## Remove the environment and caches, but not var/, which holds your content
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is marked complete last: it is created again if that was interrupted, or if
# requirements.txt has changed since.
.venv/complete: requirements.txt
	@set -e; python=$$(PYTHON="$(PYTHON)" sh .ci/find-python); \
	echo "Setting up .venv with $$python …"; rm -rf .venv; \
	"$$python" -m venv .venv; \
	$(IN_ENV) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements.txt; \
	touch .venv/complete

.PHONY: help run test test-services check check-python check-templates check-static check-conventions \
  check-migrations check-deployment audit screenshots bench bench-sizes bench-content vendor version clean
