# Everything runs on the Node pinned in package-lock.json, whatever Node the machine has: npm puts it into node_modules/.bin.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

INSTALLED := node_modules/.package-lock.json
TYPESCRIPT := node -r ts-node/register/transpile-only

.DEFAULT_GOAL := help
.PHONY: help install build start test check fix coverage mutants corpora fuzz soak memory bench bench-garbage bench-core bench-patterns faults readings test-nodes clean

help: ## Prints what there is to make.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

install: $(INSTALLED) ## Installs the packages when package-lock.json is newer than what is installed.

$(INSTALLED): package-lock.json
	@npm ci --loglevel=error --include=dev --ignore-scripts=false --engine-strict=false --no-audit --no-fund
	@touch $@

build: $(INSTALLED) ## Compiles src to dist, as far as it changed.
	@node scripts/build.js

start: build ## Starts mangrove with mangrove.yaml (or CONFIG=file), or the demo when there is none.
	@exec node bin/mangrove.js start $(if $(CONFIG),--config "$(CONFIG)")

test: $(INSTALLED) ## Runs everything: checks, unit tests and features. The report is reports/cucumber.html.
	@$(TYPESCRIPT) scripts/suite.ts

check: $(INSTALLED) ## Checks format, lint, import arrows, types, dead code, feature style and generated docs.
	@$(TYPESCRIPT) scripts/suite.ts checks

fix: $(INSTALLED) ## Formats the sources and repairs what the linter can repair.
	@biome check --write

coverage: $(INSTALLED) ## Measures which lines of src the unit tests and features run. The report is coverage/index.html.
	@c8 --src=src --include='src/**' --all --reporter=text-summary --reporter=html $(TYPESCRIPT) scripts/suite.ts unit features

mutants: $(INSTALLED) ## Breaks src in N=100 places, drawn by a new SEED or the given one, and lists what no test saw.
	@$(TYPESCRIPT) test/mutants/mutants.ts

corpora: build ## Attacks mangrove with probes of our own, and with the collections of ../shared/corpora where they are.
	@$(TYPESCRIPT) test/edge/corpora.ts

fuzz: build ## Attacks mangrove with mutated messages for SECONDS=60, from a new SEED or the given one.
	@$(TYPESCRIPT) test/edge/fuzz.ts

soak: build ## Lets backends die, hang and lie under load for MINUTES=1, from a new SEED or the given one.
	@$(TYPESCRIPT) test/edge/soak.ts

memory: build ## Measures what idle connections, clients and backends that stand still, a flood, and reloads cost.
	@$(TYPESCRIPT) test/edge/memory.ts

bench: build ## Measures mangrove against koa-proxies on the same backends.
	@npm run -s bench

bench-garbage: build ## Fails when what belongs to ended requests outlives them.
	@npm run -s bench-garbage

bench-core: build ## Measures the pure core: picks and lookups.
	@npm run -s bench-core

bench-patterns: build ## Fails when a text that a client sends costs more than in proportion to its length.
	@npm run -s bench-patterns

faults: build ## Lets one script of faults befall mangrove, nginx, haproxy and caddy, and writes docs/faults.md.
	@$(TYPESCRIPT) bench/faults.ts

readings: $(INSTALLED) ## Asks mangrove, PHP, Python, nginx and Express for one path in many spellings, and writes docs/readings.md.
	@$(TYPESCRIPT) scripts/generate-readings.ts

test-nodes: build ## Runs unit tests and features on Node 22.19, 24 and 26, and shows that 20 is turned away.
	@scripts/test-nodes.sh

clean: ## Removes what make made, the installed packages too.
	@rm -rf node_modules dist reports coverage .make
