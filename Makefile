# make        what there is to make
# make check  everything that must hold before a change is merged

GOLANGCI_LINT = v2.15.0
REDOCLY       = 2.77.0
SPECTRAL      = 6.16.3
BIN           = $(CURDIR)/.tmp/bin
OPENAPI_LINT  = $(CURDIR)/.tmp/openapi-lint-$(REDOCLY)-$(SPECTRAL)
DOCUMENTS     = $$(grep -l '^openapi:' openapi/*.yaml)
FUZZTIME     ?= 30s
BENCHTIME    ?= 100000x

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## bin/understudy, which needs nothing of the system it runs on
	CGO_ENABLED=0 go build -o bin/understudy ./cmd/understudy

.PHONY: prove
prove: ## show that the examiner notices every fault and accuses nobody
	go run ./cmd/understudy prove --report md=docs/proof.md

.PHONY: test
test: ## all tests, with the race detector and in random order
	go test -race -shuffle=on ./...
	cd mockserver/clienttest && go test -race -shuffle=on ./...
	cd openapi/generatedtest && go test -shuffle=on ./...

.PHONY: page
page: build ## the page in a headless Chromium: its main walk, foreign text, axe
	@if ! command -v npm >/dev/null; then echo "make page: skipped, npm is missing"; exit 0; fi; \
	cd mockserver/pagetest && npm ci --silent --no-audit --no-fund --ignore-scripts && UNDERSTUDY=$(CURDIR)/bin/understudy node --test --test-force-exit

.PHONY: examples
examples: build ## the examples in other languages, where the machine has their tools
	@if command -v npm >/dev/null; then \
		cd examples/vitest && npm ci --silent --no-audit --no-fund && UNDERSTUDY=$(CURDIR)/bin/understudy npx vitest run --reporter=dot; \
	else echo "examples/vitest: skipped, npm is missing"; fi
	@for python in python3 /usr/bin/python3; do \
		if $$python -m pytest --version >/dev/null 2>&1; then \
			UNDERSTUDY=$(CURDIR)/bin/understudy exec $$python -B -m pytest --quiet -p no:cacheprovider examples/pytest; fi; \
	done; echo "examples/pytest: skipped, pytest is missing"

.PHONY: lint
lint: $(BIN)/golangci-lint-$(GOLANGCI_LINT) lint-contract ## go vet, golangci-lint and formatting; redocly and spectral on the contract
	go vet ./...
	$< run ./...

.PHONY: lint-contract
lint-contract: $(OPENAPI_LINT)
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $</node_modules/.bin/redocly lint --extends=recommended-strict $(DOCUMENTS)
	$</node_modules/.bin/spectral lint --ruleset .ci/spectral.yaml --fail-severity=hint $(DOCUMENTS)

$(OPENAPI_LINT):
	@command -v npm >/dev/null || { echo "make lint: npm is missing: install Node.js 20.19 or later, for the linters of OpenAPI" >&2; exit 1; }
	npm install --no-save --no-audit --no-fund --loglevel=error --ignore-scripts --prefix $@.part @redocly/cli@$(REDOCLY) @stoplight/spectral-cli@$(SPECTRAL)
	mv $@.part $@

$(BIN)/golangci-lint-$(GOLANGCI_LINT):
	GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	mv $(BIN)/golangci-lint $@

.PHONY: fmt
fmt: ## format the code
	gofmt -w openapi mockserver conformance fixtures cmd

.PHONY: golden
golden: ## write the expected files anew; look at the difference before you keep it
	go test ./openapi ./mockserver ./fixtures ./conformance/report -update

.PHONY: fuzz
fuzz: ## every fuzz test for FUZZTIME (30s)
	@for package in $$(go list ./...); do \
		for name in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$name"; \
			go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

.PHONY: bench
bench: ## speed beside a bare net/http server, memory, start-up; ratios of one run
	go test -run '^$$' -bench . -benchtime $(BENCHTIME) -timeout 60m ./mockserver
	go test -run '^$$' -bench . -benchtime 10x ./cmd/understudy

.PHONY: serve
serve: ## a GitLab on http://127.0.0.1:8080
	go run ./cmd/understudy serve

.PHONY: verify
verify: build ## examine the stand-in with the conformance suite
	bin/understudy verify --min-coverage 100

.PHONY: tidy
tidy: ## fail if go.mod or go.sum is not tidy
	go mod tidy -diff
	cd mockserver/clienttest && go mod tidy -diff
	cd openapi/generatedtest && go mod tidy -diff

.PHONY: check
check: tidy lint test verify ## everything
