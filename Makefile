# SPDX-License-Identifier: Apache-2.0
#
# Needs GNU make. `make help` lists the targets and the variables.

#v Variables, with their defaults:
#v   PREFIX=/usr/local DESTDIR=       where install puts things
#v   BUILD=build                      where the build puts things
#v   MODE=release|asan|valgrind|coverage|fuzz  the kind of build
#v   CC CFLAGS CPPFLAGS LDFLAGS       as usual
#v   LINKING=static|shared            libraries inside the program where their archives are installed, or shared as packages want
#v   SANDBOX=yes|no                   give up what the filter does not need (cmd/sandbox.h); no: also builds without libseccomp
#v   BUILD_CC=                        where CC makes programs for other machines: a compiler for this one
#v   CRYPTO=mbedtls|openssl           the crypto library: mbedTLS (2.28 or 3.6) or OpenSSL's libcrypto (3.0 and newer)
#v   LIBCURL=loaded|linked            the system's, loaded for a URL; or in the program
#v   MBEDTLS_PREFIX=                  an mbedTLS other than the system's
#v   WERROR=1                         warnings stop the build
#v   BUILD_ID=                        a word that `version` shows
#v   V=1                              show whole commands
#v   ARCH=amd64|arm64                 `make static`: the processor, default this machine's
#v   TIME=60 RUNS= TARGET=            `make fuzz`: seconds for each target, or a number of inputs, the same each time; and which of them
#v   JOBS=                            how many jobs at once (default: one for each core)
BUILD          ?= build
PREFIX         ?= /usr/local
DESTDIR        ?=
CFLAGS         ?= -O2 -g
CPPFLAGS       ?=
LDFLAGS        ?=
PKG_CONFIG     ?= pkg-config
CRYPTO         ?= mbedtls
LIBCURL        ?= loaded
MBEDTLS_PREFIX ?=
LINKING        ?= static
SANDBOX        ?= yes
BUILD_CC       ?=
MODE           ?= release
BUILD_ID       ?=
WERROR         ?=
V              ?=
ARCH           ?=
TIME           ?= 60
TARGET         ?=
JOBS           ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
Q              := $(if $(filter 1,$(V)),,@)

NAME    := kubectl-external_secrets
ALIAS   := external-secrets
ASKED   := kubectl_complete-external_secrets
VERSION := $(shell cat VERSION)
FOLDERS := base yaml sealed remote render cmd

# --- what is built from what ---

# Of the files for a library of several, sealed/crypto_*.c, remote/curl_*.c and those that tests need, the chosen one's.
export CRYPTO
CRYPTOS := mbedtls openssl
LIBCURLS := loaded linked
OTHER    = $(foreach other,$(filter-out $(CRYPTO),$(CRYPTOS)),%/crypto_$(other).c %/crypto_$(other)_for_test.c) \
           $(foreach other,$(filter-out $(LIBCURL),$(LIBCURLS)),%/curl_$(other).c)
chosen   = $(filter-out $(OTHER),$(wildcard $(1)))
ifneq ($(words $(filter $(CRYPTO),$(CRYPTOS))),1)
$(error CRYPTO is one of $(CRYPTOS))
endif
ifneq ($(words $(filter $(LIBCURL),$(LIBCURLS))),1)
$(error LIBCURL is one of $(LIBCURLS))
endif

SOURCES := $(filter-out cmd/sandbox_rules.c,$(call chosen,$(FOLDERS:=/*.c)))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
PROGRAM := $(BUILD)/$(NAME)
LIBRARY := $(BUILD)/lib$(ALIAS).a

# What takes the place of the C library's belongs to the program alone, not to tests: sanitizers and valgrind bring their own.
REPLACING       := zfree zheap memory
LIBRARY_OBJECTS  = $(filter-out %/cmd/main.o $(REPLACING:%=$(BUILD)/base/%.o),$(OBJECTS)) $(SANDBOX_$(MODE))
PROGRAM_OBJECTS  = $(BUILD)/cmd/main.o $(if $(filter release coverage,$(MODE)),$(REPLACED:%=$(BUILD)/base/%.o))

# So does the sandbox: they, like what counts coverage, open files and make calls of their own at the end.
SANDBOX_release = $(FILTER:%=$(BUILD)/cmd/%.o)

UNIT_TESTS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS := $(patsubst %.c,$(BUILD)/%.o,$(call chosen,tests/unit/*_for_test.c))
# Those that seal, which are programs' as well: the others need cmocka.
SEALING_HELPERS := $(filter-out %/scene_for_test.o %/values_for_test.o %/inspect_for_test.o,$(UNIT_HELPERS))

# With MODE=fuzz libFuzzer drives the targets, else replay.c.
FUZZ_TARGETS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_HELPERS  = $(patsubst %,$(BUILD)/tests/fuzz/%.o,target $(if $(filter fuzz,$(MODE)),,replay))

PROPERTY_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/property/*.c))

# --- how: $(BUILD)/config.mk holds what scripts/probe.sh found (WARNINGS, HARDENING, LIBRARIES, ...) ---

MODE_FLAGS_release  = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 $(HARDENING)
MODE_LINK_release   = $(HARDENED_LINKING)
MODE_FLAGS_asan     = -O1 -DNO_ZFREE -fno-omit-frame-pointer -fsanitize=address,undefined $(SANITIZERS) -fno-sanitize-recover=all
MODE_LINK_asan      = -fsanitize=address,undefined $(SANITIZERS)
MODE_FLAGS_valgrind = -O1 -DNO_ZFREE
# Without optimisation, so that each branch is one that somebody wrote; threads count in the same counters.
MODE_FLAGS_coverage = -O0 --coverage -fprofile-update=atomic
MODE_LINK_coverage  = --coverage
MODE_FLAGS_fuzz     = $(MODE_FLAGS_asan) -fsanitize=fuzzer-no-link
MODE_LINK_fuzz      = $(MODE_LINK_asan) -fsanitize=fuzzer
ifeq ($(filter release asan valgrind coverage fuzz,$(MODE)),)
$(error MODE is one of release, asan, valgrind, coverage, fuzz)
endif

COMPILE = $(CC) -std=c17 -D_GNU_SOURCE -I. $(WARNINGS) $(if $(filter 1,$(WERROR)),-Werror) -ffile-prefix-map=$(CURDIR)=. \
          -pthread $(LIBRARY_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(MODE_FLAGS_$(MODE))
LINK    = $(CC) $(CFLAGS) $(MODE_FLAGS_$(MODE)) $(MODE_LINK_$(MODE)) $(LDFLAGS)
CMOCKA  = `$(PKG_CONFIG) --cflags --libs cmocka 2>/dev/null || echo -lcmocka`

# What the sources of one folder need besides.
FLAGS_cmd = -DPROGRAM_VERSION='"$(VERSION)"' -DPROGRAM_BUILD_ID='"$(BUILD_ID)"' $(if $(SANDBOX_$(MODE)),,-DNO_SANDBOX)

# These need no configured build: they work on a bare machine or call make again once the machine is ready.
PREPARING := demo test check-properties e2e fuzz fuzz-corpus bench lint check-faults check-asan check-openssl check-valgrind coverage static check-static uninstall clean deps tools bench-page bench-tools release place help
.PHONY: all programs unit-tests property-programs fuzz-targets fault-programs bench-programs install $(PREPARING) FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(PROGRAM) $(BUILD)/$(ALIAS) $(BUILD)/$(ASKED) ## build the program (the default)

ifneq ($(filter-out $(PREPARING),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/config.mk
-include $(OBJECTS:.o=.d) $(UNIT_HELPERS:.o=.d) $(UNIT_TESTS:=.d) $(FUZZ_TARGETS:=.d) $(FUZZ_HELPERS:.o=.d) $(BUILD)/tests/fuzz/words.d
-include $(PROPERTY_PROGRAMS:=.d)
endif

# --- the program ---

# $(call say,WORD,target): the short line of a build step.
say = $(if $(Q),@printf '  %-7s %s\n' '$(1)' '$(2)')

# A file that holds its variable's value and changes only with it: $(call remember,text)
remember = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' >$@

PROBED = CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' PKG_CONFIG='$(PKG_CONFIG)' CRYPTO='$(CRYPTO)' LIBCURL='$(LIBCURL)' \
         MBEDTLS_PREFIX='$(MBEDTLS_PREFIX)' LINKING='$(LINKING)' SANDBOX='$(SANDBOX)' BUILD_CC='$(BUILD_CC)'

$(BUILD)/config.key: FORCE
	$(call remember,$(PROBED))
$(BUILD)/config.mk: $(BUILD)/config.key scripts/probe.sh
	@$(PROBED) scripts/probe.sh >$@.new && mv $@.new $@
$(BUILD)/compile.key: FORCE
	$(call remember,$(COMPILE) $(FLAGS_cmd))
$(BUILD)/library.key: FORCE
	$(call remember,$(LIBRARY_OBJECTS))

$(BUILD)/%.o: %.c $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(NOT_BANNED) -include base/banned.h $(FLAGS_$(firstword $(subst /, ,$<))) -MMD -MP -c -o $@ $<

# A header of OpenSSL calls parameters by a name that is banned.
$(BUILD)/sealed/crypto_openssl.o $(BUILD)/tests/unit/crypto_openssl_for_test.o: NOT_BANNED = -include openssl/evp.h

# A tool that makes C for the program: it runs here, wherever the program will.
$(BUILD)/cmd/sandbox_rules: cmd/sandbox_rules.c cmd/sandbox_filter.h $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(or $(BUILD_CC),$(CC)) -std=c17 -D_GNU_SOURCE -I. $(WARNINGS) $(if $(filter 1,$(WERROR)),-Werror) -o $@ $< $(SECCOMP)
$(BUILD)/cmd/sandbox_filter.c: $(BUILD)/cmd/sandbox_rules
	$(Q)$< >$@
$(BUILD)/cmd/sandbox_filter.o: $(BUILD)/cmd/sandbox_filter.c
	$(call say,CC,$@)
	$(Q)$(COMPILE) -c -o $@ $<

$(LIBRARY): $(LIBRARY_OBJECTS) $(BUILD)/library.key
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIBRARY_OBJECTS)

$(PROGRAM): $(PROGRAM_OBJECTS) $(LIBRARY) $(BUILD)/config.mk
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(PROGRAM_OBJECTS) $(LIBRARY) $(LIBRARIES)

$(BUILD)/$(ALIAS) $(BUILD)/$(ASKED): | $(PROGRAM)
	$(Q)ln -sf $(NAME) $@

# --- tests ---

unit-tests: $(UNIT_TESTS) ## build the unit tests

$(UNIT_TESTS): $(BUILD)/%: %.c $(UNIT_HELPERS) $(LIBRARY) $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(MODE_LINK_$(MODE)) $(LDFLAGS) -o $@ $< $(UNIT_HELPERS) $(LIBRARY) $(LIBRARIES) $(CMOCKA)

property-programs: $(PROPERTY_PROGRAMS)
$(PROPERTY_PROGRAMS): $(BUILD)/%: %.c $(SEALING_HELPERS) $(LIBRARY) $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(MODE_LINK_$(MODE)) $(LDFLAGS) -o $@ $< $(SEALING_HELPERS) $(LIBRARY) $(LIBRARIES)

fuzz-targets: $(FUZZ_TARGETS) $(BUILD)/tests/fuzz/words
$(FUZZ_TARGETS): $(BUILD)/%: $(BUILD)/%.o $(FUZZ_HELPERS) $(LIBRARY) $(BUILD)/compile.key
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $< $(FUZZ_HELPERS) $(LIBRARY) $(LIBRARIES)
$(BUILD)/tests/fuzz/words: %: %.o $(LIBRARY) $(BUILD)/compile.key
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(MODE_FLAGS_$(MODE)) -o $@ $< $(LIBRARY) $(LIBRARIES)

BENCH_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
bench-programs: $(BENCH_PROGRAMS)
$(BUILD)/tests/bench/operations: BENCHED = $(LIBRARY) $(LIBRARIES)
$(BENCH_PROGRAMS): $(BUILD)/%: %.c $(LIBRARY) $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(MODE_LINK_$(MODE)) $(LDFLAGS) -o $@ $< $(BENCHED)

# Shared objects that stand between the program and what may fail; the tests preload them.
SHIMS := $(patsubst %.c,$(BUILD)/%.so,$(wildcard tests/shim/*.c))
fault-programs: $(SHIMS) $(BUILD)/tests/faults/seal
$(SHIMS): $(BUILD)/%.so: %.c tests/shim/shim.h $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -U_FORTIFY_SOURCE -fPIC -shared -Wl,-z,now $(LDFLAGS) -o $@ $< -ldl
$(BUILD)/tests/faults/seal: tests/faults/seal.c $(SEALING_HELPERS) $(LIBRARY) $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $(MODE_LINK_$(MODE)) $(LDFLAGS) -o $@ $< $(SEALING_HELPERS) $(LIBRARY) $(LIBRARIES)

BUILT     = $(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD) MODE=$(MODE)
RUN_TESTS = scripts/run-tests.pl --build $(BUILD) --jobs $(JOBS)

# What is built for tests, and the suites that every kind of build runs. A release runs properties and documents besides.
TEST_PROGRAMS = all unit-tests property-programs fuzz-targets
SUITES        = unit cli cases hostile fuzz
programs: $(TEST_PROGRAMS) fault-programs bench-programs

test: ## install what tests need, then run the tests: all but those with a target of their own
	@scripts/deps.sh build test
	@$(BUILT) $(TEST_PROGRAMS) fault-programs
	@FAULTS_EVERY=31 $(RUN_TESTS) $(SUITES) property docs faults

check-properties: ## what has to hold for every stream, over COUNT streams of chance from SEED on (SEED=random draws one)
	@scripts/deps.sh build test
	@$(BUILT) all property-programs
	@SEED='$(or $(SEED),random)' COUNT='$(or $(COUNT),1000)' $(RUN_TESTS) property

e2e: ## run the filter in real Helm 3 and Helm 4, with strings sealed by the real kubeseal
	@scripts/deps.sh build test e2e
	@$(BUILT) all property-programs
	@BUILD='$(BUILD)' scripts/tools.sh
	@for arch in amd64 arm64; do $(MAKE) --no-print-directory static ARCH=$$arch CRYPTO=mbedtls || exit; done
	@$(RUN_TESTS) e2e

check-faults: ## every allocation and system call fails once; what is left in memory then
	@scripts/deps.sh build test
	@$(BUILT) all fault-programs
	@$(RUN_TESTS) faults

check-asan: export ASAN_OPTIONS = exitcode=99
check-asan: ## the tests under AddressSanitizer and UBSan
	@scripts/deps.sh build test
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/asan MODE=asan $(TEST_PROGRAMS)
	@scripts/run-tests.pl --build $(BUILD)/asan --jobs $(JOBS) $(SUITES)

check-openssl: ## all of `make test` with OpenSSL's libcrypto in place of mbedTLS
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/openssl CRYPTO=openssl test

VALGRIND = valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect
check-valgrind: ## the tests under valgrind, but for those of the command line (SHORT=1: every tenth golden case, no fuzz corpus)
	@scripts/deps.sh build test valgrind
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/valgrind MODE=valgrind $(TEST_PROGRAMS)
	@printf '#!/bin/sh\nexec $(VALGRIND) "%s" "$$@"\n' '$(abspath $(BUILD))/valgrind/$(NAME)' >$(BUILD)/valgrind/under-valgrind
	@chmod +x $(BUILD)/valgrind/under-valgrind
	@CASES_ONCE=1 $(if $(SHORT),CASES_EVERY=10) PROGRAM='$(abspath $(BUILD))/valgrind/under-valgrind' \
	    scripts/run-tests.pl --build $(BUILD)/valgrind --jobs $(JOBS) --under '$(VALGRIND)' $(filter-out cli $(if $(SHORT),fuzz),$(SUITES))

fuzz: ## run the fuzz targets under ASan and UBSan, each for TIME seconds; TARGET='stream tree' runs those
	@scripts/deps.sh build fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) CC=clang BUILD=$(BUILD)/fuzz MODE=fuzz fuzz-targets
	@TIME='$(TIME)' RUNS='$(RUNS)' scripts/fuzz.sh $(BUILD)/fuzz run $(TARGET)

fuzz-corpus: ## what `make fuzz` found of new ways through the program, fewest files, into tests/fuzz/corpus
	@scripts/fuzz.sh $(BUILD)/fuzz fold $(TARGET)

coverage: ## how much of each folder the tests reach; fails below 90 % of lines or 80 % of branches (HTML=1 draws pages)
	@scripts/deps.sh build test coverage
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD)/coverage MODE=coverage CC=gcc $(TEST_PROGRAMS)
	@find $(BUILD)/coverage -name '*.gcda' -delete
	@scripts/run-tests.pl --build $(BUILD)/coverage --jobs $(JOBS) $(SUITES)
	@scripts/coverage.sh $(BUILD)/coverage $(HTML)

bench: ## measure the filter against what it is judged by (OUT= keeps the figures; SHORT=1, BIG=1; ROWS=PATTERN some rows only)
	@scripts/deps.sh build bench
	@$(BUILT) all bench-programs
	@CRYPTO=openssl scripts/deps.sh build
	@$(BUILT) BUILD=$(BUILD)/openssl CRYPTO=openssl all bench-programs
	@$(if $(OUT),$(if $(SHORT),,$(BUILT) BUILD=$(BUILD)/unconfined SANDBOX=no all))
	@tests/bench/run.pl --build $(BUILD) --size $(if $(SHORT),short,$(if $(BIG),big,normal)) --rows '$(ROWS)' --out '$(OUT)'

lint: ## install what the checks need, then check style, spelling, layers and bugs
	@scripts/deps.sh build test lint
	@scripts/lint.sh

# --- for people ---

demo: ## install what the build needs, build, and run the example tenant
	@scripts/deps.sh build
	@$(BUILT) all
	@PROGRAM='$(PROGRAM)' examples/demo.sh

deps: ## install what is missing for all targets (apt, dnf, apk or brew)
	@scripts/deps.sh build test lint e2e bench fuzz

tools: ## bring the pinned real programs that e2e uses
	@scripts/deps.sh e2e
	@BUILD='$(BUILD)' scripts/tools.sh

FROM = docs/performance.json
bench-page: ## put the figures of a bench (FROM=) into docs/performance.md and its picture
	@cmp -s '$(FROM)' docs/performance.json || cp '$(FROM)' docs/performance.json
	@tests/bench/page.pl docs/performance.json docs/performance.md >docs/performance.new && cat docs/performance.new >docs/performance.md
	@tests/bench/picture.pl docs/performance.json >docs/performance.new && mv docs/performance.new docs/performance.svg

bench-tools: ## bring the peers that bench measures, too: Go compiles for ten minutes and more
	@scripts/deps.sh e2e
	@BUILD='$(BUILD)' scripts/tools.sh bench

# What is installed: folder, mode, files. Packages are made of the same list out of programs that were built before: `place' installs
# $(PLACED), whose completions $(SPEAKING) prints where that does not run here, for Helm to find it in $(HELM_BIN).
BINDIR   = $(DESTDIR)$(PREFIX)/bin
MANDIR   = $(DESTDIR)$(PREFIX)/share/man/man1
DATADIR  = $(DESTDIR)$(PREFIX)/share/$(ALIAS)
HELMDIR  = $(DATADIR)/helm
BASHDIR  = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR   = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISHDIR  = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
MANUALS  = $(wildcard man/*.1)
PLACED   = $(PROGRAM)
SPEAKING = $(PLACED)
HELM_BIN = $(PREFIX)/bin

install: all ## install below $(DESTDIR)$(PREFIX)
install place:
	install -d $(BINDIR) $(MANDIR) $(HELMDIR) $(BASHDIR) $(ZSHDIR) $(FISHDIR)
	install -m 755 $(PLACED) $(BINDIR)/$(NAME)
	ln -sf $(NAME) $(BINDIR)/$(ALIAS)
	ln -sf $(NAME) $(BINDIR)/$(ASKED)
	$(SPEAKING) completion bash >$(BASHDIR)/$(ALIAS)
	$(SPEAKING) completion zsh >$(ZSHDIR)/_$(ALIAS)
	$(SPEAKING) completion fish >$(FISHDIR)/$(ALIAS).fish
	$(if $(MANUALS),install -m 644 $(MANUALS) $(MANDIR))
	$(SPEAKING) schema >$(DATADIR)/values.schema.json
	sed 's|$${HELM_PLUGIN_DIR}/build/|$(HELM_BIN)/|' plugin.yaml >$(HELMDIR)/plugin.yaml

uninstall: ## take the installed files away
	rm -f $(BASHDIR)/$(ALIAS) $(ZSHDIR)/_$(ALIAS) $(FISHDIR)/$(ALIAS).fish
	rm -f $(BINDIR)/$(NAME) $(BINDIR)/$(ALIAS) $(BINDIR)/$(ASKED) $(patsubst man/%,$(MANDIR)/%,$(MANUALS))
	rm -rf $(DATADIR)

static: ## the self-contained program, for ARCH=amd64|arm64 with CRYPTO=, into build/static (docs/building.md)
	@scripts/deps.sh static
	@BUILD='$(BUILD)' JOBS='$(JOBS)' scripts/static.sh '$(ARCH)' '$(CRYPTO)'

check-static: ## the same once more, in another folder and from nothing: it has to be the same bytes
	@scripts/deps.sh static
	@BUILD='$(BUILD)' JOBS='$(JOBS)' scripts/static.sh '$(ARCH)' '$(CRYPTO)'
	@rm -rf '$(BUILD)/again' && mkdir -p '$(BUILD)/again/tree'
	@git ls-files -z | xargs -0 cp --parents -t '$(BUILD)/again/tree'
	@cd '$(BUILD)/again/tree' && TOOLS_CACHE="$$PWD/cache" JOBS='$(JOBS)' scripts/static.sh '$(ARCH)' '$(CRYPTO)'
	@cd '$(BUILD)/again/tree/build/static' && for program in */$(NAME); do \
	    cmp "$$program" '$(abspath $(BUILD))'"/static/$$program" && echo "$$program: the same bytes" || exit; done
	@rm -rf '$(BUILD)/again'

release: ## self-contained programs in packages for every channel, into build/release (docs/releasing.md)
	@scripts/deps.sh release
	@BUILD='$(BUILD)' scripts/release.sh

clean: ## remove the build folder
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | while IFS='	' read -r name what; do printf '%-16s %s\n' "$$name" "$$what"; done
	@echo
	@sed -n 's/^#v //p' Makefile
