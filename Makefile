# Bare `make` lists the targets.

SHELL    := /bin/bash
GO       ?= go
BIN      := bin/lamplight
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X lamplight/server.version=$(VERSION)
export GOFLAGS ?= -buildvcs=false

# Packages whose tests need no other program: the fast part.
FAST      = $(shell $(GO) list ./... 2>/dev/null | grep -vE '/e2e(/|$$)|/bench(/|$$)')
# Packages whose tests have a longer form than the one that -short leaves.
LONG      = $(shell grep -rl --include='*_test.go' 'testing.Short()' --exclude-dir=e2e --exclude-dir=bench --exclude-dir=node_modules . | xargs -n1 dirname | sort -u)
# Packages that the race detector looks at each time: those that do not link the wire types, whose instrumented build takes
# minutes. `make soak` looks at all.
RACE     := . ./blob/... ./boxes/... ./bus/... ./config ./edge/admin ./edge/port ./edge/public ./edge/web ./edge/mtproto/crypt \
            ./edge/mtproto/handshake ./edge/mtproto/transport ./outbound ./picture ./service/... ./store/...
# How long each fuzz target runs: in `make test`, and in `make soak`.
FUZZTIME     ?= 3s
SOAKFUZZTIME ?= 120s

.PHONY: help
help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build the server into bin/lamplight
	@echo "building $(BIN) (the first time takes some minutes: the wire types are large)"
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/lamplight

.PHONY: run
run: build ## build and start the server on embedded storage; ARGS="…" adds flags
	@./$(BIN) serve --data ./data $(ARGS)

.PHONY: deps
deps: ## install what the tests need, by the ordinary package managers
	@bash internal/testenv/install.sh
	@bash e2e/setup.sh

.PHONY: check
check: fmt-check vet ## the fast part: format, vet, and every test that needs no other program
	@$(GO) test -short $(FAST)

.PHONY: fmt-check
fmt-check:
	@wrong="$$(git ls-files '*.go' | xargs gofmt -l)"; [ -z "$$wrong" ] || { echo "not gofmt-ed (run make fmt):"; echo "$$wrong"; exit 1; }

.PHONY: vet
vet:
	@$(GO) vet ./...

.PHONY: fmt
fmt: ## format the source
	@git ls-files '*.go' | xargs gofmt -w

.PHONY: generate
generate: ## write the generated files anew (layer tables, docs/methods.md, docs/errors.md)
	@$(GO) generate ./...

.PHONY: race
race:
	@$(GO) test -race -short $(RACE)

.PHONY: fuzz
fuzz:
	@FUZZTIME=$(FUZZTIME) bash internal/testenv/fuzz.sh

.PHONY: test
test: deps ## install what tests need, then run a time-boxed form of everything
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory race
	@$(MAKE) --no-print-directory fuzz
	@$(MAKE) --no-print-directory build
	@$(GO) test -timeout 15m $(LONG)
	@$(GO) test -timeout 10m -count 1 ./bench
	@$(GO) test -timeout 25m -count 1 ./e2e

.PHONY: soak
soak: deps build ## the long form of the tests that have one; the results go to docs/soak.txt
	@set -o pipefail; { $(GO) version; git describe --always --dirty; date -u; FUZZALL=1 FUZZTIME=$(SOAKFUZZTIME) bash internal/testenv/fuzz.sh; } 2>&1 | tee docs/soak.txt
	@set -o pipefail; $(GO) test -race -timeout 2h -count 1 $(FAST) 2>&1 | tee -a docs/soak.txt
	@set -o pipefail; $(GO) test -timeout 4h -count 1 ./boxes ./boxes/pebble ./boxes/postgres -rapid.checks=2000 2>&1 | tee -a docs/soak.txt
	@set -o pipefail; $(GO) test -timeout 4h -count 1 -v ./boxes/pebble -run TestStorm -seeds=3000 2>&1 | tee -a docs/soak.txt
	@set -o pipefail; $(GO) test -timeout 4h -count 1 -v ./boxes/pebble -run TestMillions -messages=10000000 -seconds=60 2>&1 | tee -a docs/soak.txt
	@set -o pipefail; $(GO) test -timeout 4h -count 1 -v ./bench -run 'TestKill|TestFullDisk' -kills=100 2>&1 | tee -a docs/soak.txt
	@set -o pipefail; $(GO) test -timeout 4h -count 1 -v ./sim -seeds=5000 2>&1 | tee -a docs/soak.txt

.PHONY: bench
bench: build ## measure the server from outside, on both kinds of boxes; BENCH="…" adds flags (bench/README.md)
	@$(GO) run ./bench -server $(BIN) -out bench/results/latest.json $(BENCH)

.PHONY: microbench
microbench: ## measure parts alone: envelopes, key exchange, layer conversion, appends
	@mkdir -p out
	@$(GO) test -run '^$$' -bench . -benchmem ./edge/mtproto/crypt ./edge/mtproto/handshake ./edge/mtproto/layers ./boxes/... | tee out/bench.txt

.PHONY: clean
clean: ## remove what was built
	@rm -rf bin out
