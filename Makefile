# SPDX-FileCopyrightText: The Pidpys Authors
# SPDX-License-Identifier: BSD-3-Clause

SHELL   := /bin/bash
BUILD   := build
VERSION := $(shell sed -n 's/^ *"version": "\(.*\)",*$$/\1/p' manifest.json)
GOFLAGS := -trimpath
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 10m
LEAKTIME ?= 1s
# How often and how long make bench measures, and where other people's software is.
ROUNDS  ?= 5
SPAN    ?= 0.3
PEERS   ?= ../shared/bench
BROWSER ?=
SUITE   ?=
LARGE   ?=
ONLY    ?=

# Debian's packages that bring somebody else's cards, tokens and TPM, and what reads them.
CARRIERS := opensc opensc-pkcs11 pcscd vsmartcard-vpcd softhsm2 swtpm tpm2-tools
# What packers run, and what acceptance tests install with.
PACKERS := wixl msitools nsis osslsigncode gpg gpg-agent libarchive-tools
INSTALLERS := chromium chromium-l10n firefox-esr firefox-esr-l10n-uk fonts-dejavu-core lintian rpm wine wine64 gcc-mingw-w64-x86-64 ansible-core libxml2-utils
# Whether there is a C compiler, after an attempt to install one.
COMPILER := installer/need.sh gcc libc6-dev || command -v "$$(go env CC)" >/dev/null

.DEFAULT_GOAL := help
.PHONY: help demo test test-unit test-crypto test-js test-e2e test-packages fuzz leak bench bench-json bench-go lint host extension package install clean

help: ## what make can do
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(BUILD)/demo/pidpys-demo ## a cabinet on this machine, in a browser, with sample keys and a simulated token (HEADLESS=1: by itself)
	@installer/need.sh chromium chromium-l10n fonts-dejavu-core
	@if $(COMPILER); then $(MAKE) --no-print-directory $(SIMULATED); else rm -f $(SIMULATED); fi
	go build $(GOFLAGS) -o $(BUILD)/demo/cabinet ./host/demo/run
	$(BUILD)/demo/cabinet -host $(BUILD)/demo/pidpys-demo -checkout . -out $(BUILD)/demo

test: test-unit test-crypto test-js test-e2e ## everything a commit must pass

test-unit: ## Go: vectors, other people's files, conversations, stories with the real program
	@installer/need.sh openssl default-jdk-headless libbcprov-java qpdf mupdf-tools poppler-utils libnss3-tools ghostscript unzip python3 redis-server gcc libc6-dev $(CARRIERS) pinentry-gtk2 pinentry-qt xvfb xdotool gcc-mingw-w64-x86-64 gcc-mingw-w64-i686 wine wine64 musl musl-tools || test -z "$$CI"
	go test -race -timeout 20m ./...

test-crypto: ## algorithms with assembly, without it, and as arm64 runs them (test-unit has them under the race detector)
	@installer/need.sh qemu-user default-jdk-headless libbcprov-java || test -z "$$CI"
	go test ./host/crypto/...
	go test -tags purego ./host/crypto/...
	@if command -v qemu-aarch64 >/dev/null; then set -x; CGO_ENABLED=0 GOARCH=arm64 go test -short -exec 'qemu-aarch64 -cpu max' ./host/crypto/...; \
		else echo "No qemu-aarch64: not tested for arm64." >&2; fi

test-js: node_modules ## JavaScript: client, background, window
	node --test extension/test/*.test.js

test-e2e: node_modules $(BUILD)/demo/pidpys-demo $(BUILD)/demo/pidpys-token ## the whole thing in real browsers (SUITE=signin|tokens|tpm|reissue|cloud|dialects|portal, BROWSER=chromium|firefox, LARGE=yes: files of 200 MB too)
	@installer/need.sh chromium chromium-l10n firefox-esr firefox-esr-l10n-uk fonts-dejavu-core openssl default-jdk-headless libbcprov-java $(CARRIERS) xvfb xdotool || test -z "$$CI"
	PIDPYS_DEMO_HOST=$(CURDIR)/$(BUILD)/demo/pidpys-demo SUITE=$(SUITE) BROWSER=$(BROWSER) LARGE=$(LARGE) \
		go test -tags e2e -count=1 -timeout 60m -p 1 -v ./host/demo/browser ./host/demo/e2e

test-packages: node_modules ## packages installed, used and removed as on users' machines: dpkg, rpm, Wine, policies (as root)
	@installer/need.sh $(PACKERS) $(INSTALLERS) || test -z "$$CI"
	go test -tags packages -count=1 -timeout 30m -v ./installer/acceptance

fuzz: ## every parser for FUZZTIME each (10m)
	@for p in $$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x $$p || exit 1; \
		done; \
	done

leak: ## do secrets show? statistics of times, LEAKTIME for each, and branches and addresses under valgrind; on a machine that does nothing else
	@installer/need.sh valgrind
	go test -tags leak -count=1 -timeout 60m -v ./host/crypto/cryptotest/leak -leaktime $(LEAKTIME)

bench: ## our figures and the reachable peers' in one interleaved run, ROUNDS of SPAN seconds each: the table of host/crypto/README.md
	@installer/need.sh openssl gcc libssl-dev libengine-gost-openssl default-jdk-headless libbcprov-java libbcutil-java libbcpkix-java nodejs npm || true
	@mkdir -p $(BUILD)
	@if [ -x $(PEERS)/run.sh ]; then \
		EXTRA='$(MAKE) -s -C $(CURDIR) bench-json SPAN=$(SPAN)' $(PEERS)/run.sh $(ROUNDS) $(SPAN) > $(BUILD)/bench.jsonl; \
	else \
		echo "No peers in $(PEERS): nothing but OpenSSL to compare with." >&2; \
		for round in $$(seq $(ROUNDS)); do $(MAKE) -s bench-json && go run ./host/bench -yardstick -seconds $(SPAN) || exit 1; done > $(BUILD)/bench.jsonl; \
	fi
	go run ./host/bench -table $(BUILD)/bench.jsonl

bench-json: $(BUILD)/pidpys ## our figures as JSON lines: with assembly, without, without AVX-512, and whole jobs of the program
	@go run ./host/bench -seconds $(SPAN)
	@go run -tags purego ./host/bench -seconds $(SPAN)
	@go run ./host/bench -seconds $(SPAN) -without AVX-512
	@go run ./host/bench -program $(BUILD)/pidpys

bench-go: ## Go benchmarks of everything
	go test -run '^$$' -bench . -benchmem ./host/... ./hardware/...

lint: node_modules ## gofmt, go vet, staticcheck, eslint, tsc
	@unformatted=$$(gofmt -l host hardware extension installer); if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	go vet ./... && go vet -tags demo ./host && go vet -tags e2e ./host/demo/... && go vet -tags leak ./host/crypto/... && go vet -tags packages ./installer/...
	go tool staticcheck ./... && go tool staticcheck -tags demo ./host && go tool staticcheck -tags e2e ./host/demo/... && go tool staticcheck -tags leak ./host/crypto/... && go tool staticcheck -tags packages ./installer/...
	npx --no-install eslint .
	npx --no-install tsc -p jsconfig.json

host: $(BUILD)/pidpys $(BUILD)/pidpys-token ## the programs alone, in build/

extension: ## the extension as browsers load it, in build/extension (DIALECTS=no: it speaks with no pages of other programs)
	rm -rf $(BUILD)/extension && mkdir -p $(BUILD)/extension
	cp manifest.json $(BUILD)/extension/
	cd extension && tar -cf - background.js compat content.js managed.json sites.json lib page/blobs.js page/client.js page/diia.js page/handover.js page/peer.js page/zip.js ui icons _locales | tar -xf - -C ../$(BUILD)/extension
	$(if $(filter no,$(DIALECTS)),rm -r $(BUILD)/extension/compat)

package: ## all packages, in build/packages, and the administrator's kit, in build/admin (ONLY=extension,linux,windows,macos,admin; DIALECTS=no; keys: README.md)
	@installer/need.sh $(PACKERS) || test -z "$$CI"
	rm -rf $(BUILD)/packages
	go run ./installer/release -out $(BUILD)/packages -only '$(ONLY)' -updates '$(UPDATES)' $(if $(filter no,$(DIALECTS)),-without-dialects) -crx-key '$(CRX_KEY)' -gpg-key '$(GPG_KEY)' -apk-key '$(APK_KEY)' \
		-certificate '$(CERTIFICATE)' -certificate-key '$(CERTIFICATE_KEY)' -timestamp '$(TIMESTAMP)'

install: host extension ## build, and tell this person's browsers where the program is
	$(BUILD)/pidpys install --user

clean: ## what the other verbs made
	rm -rf $(BUILD) node_modules installer/tools/node_modules

# Go decides what is out of date; make only names the results.
SIMULATED := $(BUILD)/demo/pidpys-token $(BUILD)/demo/pidpys-simulated-token.so
.PHONY: $(BUILD)/pidpys $(BUILD)/demo/pidpys-demo $(BUILD)/pidpys-token $(SIMULATED)
$(BUILD)/pidpys:
	CGO_ENABLED=0 go build $(GOFLAGS) -ldflags '$(LDFLAGS)' -o $@ ./host

$(BUILD)/demo/pidpys-demo:
	CGO_ENABLED=0 go build $(GOFLAGS) -tags demo -ldflags '$(LDFLAGS)' -o $@ ./host

# The program that loads modules, found beside the host.
$(BUILD)/pidpys-token $(BUILD)/demo/pidpys-token:
	CGO_ENABLED=0 go build $(GOFLAGS) -ldflags '$(LDFLAGS)' -o $@ ./hardware/worker

# The compiler leaves a C header beside it, which nobody includes.
$(BUILD)/demo/pidpys-simulated-token.so:
	@$(COMPILER)
	CGO_ENABLED=1 go build $(GOFLAGS) -buildmode=c-shared -ldflags '-s -w' -o $@ ./hardware/simulator/module
	@rm -f $(@:.so=.h)

node_modules: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch node_modules
