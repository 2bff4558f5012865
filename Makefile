# SPDX-License-Identifier: Apache-2.0
#
# Needs GNU make. `make help` lists the targets and the variables.

BUILD          ?= build
PREFIX         ?= /usr/local
DESTDIR        ?=
CFLAGS         ?= -O2 -g
CPPFLAGS       ?=
LDFLAGS        ?=
PKG_CONFIG     ?= pkg-config
MBEDTLS_PREFIX ?=
MODE           ?= release
BUILD_ID       ?=
WERROR         ?=
V              ?=
JOBS           ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
Q              := $(if $(filter 1,$(V)),,@)

NAME    := kubectl-external_secrets
ALIAS   := external-secrets
VERSION := $(shell cat VERSION)
FOLDERS := base yaml sealed render cmd

# --- what is built from what ---

SOURCES := $(wildcard $(FOLDERS:=/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
PROGRAM := $(BUILD)/$(NAME)
LIBRARY := $(BUILD)/lib$(ALIAS).a

# The allocator that wipes what is freed belongs to the released program alone: sanitizers and valgrind bring their own.
PROGRAM_ONLY    := $(BUILD)/cmd/main.o $(BUILD)/base/zfree.o
LIBRARY_OBJECTS := $(filter-out $(PROGRAM_ONLY),$(OBJECTS))
PROGRAM_OBJECTS := $(filter $(if $(filter release,$(MODE)),$(PROGRAM_ONLY),$(BUILD)/cmd/main.o),$(OBJECTS))

UNIT_TESTS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
UNIT_HELPERS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*_for_test.c))

# --- how: $(BUILD)/config.mk holds what scripts/probe.sh found (WARNINGS, HARDENING, LIBRARIES, ...) ---

MODE_FLAGS_release  = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 $(HARDENING)
MODE_LINK_release   = $(HARDENED_LINKING)
MODE_FLAGS_asan     = -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
MODE_LINK_asan      = -fsanitize=address,undefined
MODE_FLAGS_valgrind = -O1
ifeq ($(filter release asan valgrind,$(MODE)),)
$(error MODE is one of release, asan, valgrind)
endif

COMPILE = $(CC) -std=c17 -D_GNU_SOURCE -I. $(WARNINGS) $(if $(filter 1,$(WERROR)),-Werror) -ffile-prefix-map=$(CURDIR)=. \
          -pthread $(LIBRARY_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(MODE_FLAGS_$(MODE))
LINK    = $(CC) $(CFLAGS) $(MODE_FLAGS_$(MODE)) $(MODE_LINK_$(MODE)) $(LDFLAGS)
CMOCKA  = `$(PKG_CONFIG) --cflags --libs cmocka 2>/dev/null || echo -lcmocka`

$(BUILD)/cmd/%.o: CPPFLAGS += -DPROGRAM_VERSION='"$(VERSION)"' -DPROGRAM_BUILD_ID='"$(BUILD_ID)"'

# These need no configured build: they work on a bare machine or call make again once the machine is ready.
PREPARING := demo test e2e bench lint check-asan check-valgrind uninstall clean deps tools help
.PHONY: all unit-tests install $(PREPARING) FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(PROGRAM) $(BUILD)/$(ALIAS)

ifneq ($(filter-out $(PREPARING),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/config.mk
-include $(OBJECTS:.o=.d) $(UNIT_HELPERS:.o=.d) $(UNIT_TESTS:=.d)
endif

# --- the program ---

# $(call say,WORD,target): the short line of a build step.
say = $(if $(Q),@printf '  %-7s %s\n' '$(1)' '$(2)')

# A file that holds its variable's value and changes only with it: $(call remember,text)
remember = @mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' >$@

PROBED = CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' PKG_CONFIG='$(PKG_CONFIG)' MBEDTLS_PREFIX='$(MBEDTLS_PREFIX)'

$(BUILD)/config.key: FORCE
	$(call remember,$(PROBED))
$(BUILD)/config.mk: $(BUILD)/config.key scripts/probe.sh
	@$(PROBED) scripts/probe.sh >$@.new && mv $@.new $@
$(BUILD)/compile.key: FORCE
	$(call remember,$(COMPILE) $(VERSION) $(BUILD_ID))
$(BUILD)/library.key: FORCE
	$(call remember,$(LIBRARY_OBJECTS))

$(BUILD)/%.o: %.c $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(LIBRARY): $(LIBRARY_OBJECTS) $(BUILD)/library.key
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(LIBRARY_OBJECTS)

$(PROGRAM): $(PROGRAM_OBJECTS) $(LIBRARY)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBRARIES)

$(BUILD)/$(ALIAS): | $(PROGRAM)
	$(Q)ln -sf $(NAME) $@

# --- tests ---

unit-tests: $(UNIT_TESTS)

$(UNIT_TESTS): $(BUILD)/%: %.c $(UNIT_HELPERS) $(LIBRARY) $(BUILD)/compile.key
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -MF $@.d $(MODE_LINK_$(MODE)) $(LDFLAGS) -o $@ $< $(UNIT_HELPERS) $(LIBRARY) $(LIBRARIES) $(CMOCKA)

clean:
	rm -rf $(BUILD)
