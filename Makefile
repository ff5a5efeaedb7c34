# SPDX-License-Identifier: GPL-2.0-or-later
# netkit-tools: plain GNU make, nothing to configure. `make help` lists what
# it does. O=DIR puts objects elsewhere, SAN=1 adds ASan and UBSan, WERROR=1
# turns warnings into errors, V=1 shows the commands.

TOOLS	:= nkctl lbctl bwctl

PREFIX	?= /usr/local
SBINDIR	?= $(PREFIX)/sbin
MANDIR	?= $(PREFIX)/share/man
EXAMPLESDIR ?= $(PREFIX)/share/doc/netkit-tools/examples
BASHDIR	?= $(PREFIX)/share/bash-completion/completions

CC	?= cc
CLANG	?= clang
BPFTOOL	?= $(firstword $(wildcard /usr/sbin/bpftool /usr/bin/bpftool) bpftool)
PKG	?= pkg-config

# Objects go to $(O); the tools themselves beside their sources, or into
# $(B) where another build must not get in the way of the first.
O	?= .build
B	?= .

CFLAGS	?= -O2 -g
WARN	:= -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes \
	   -Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings
WARN	+= $(if $(WERROR),-Werror)
MODULES	:= libbpf libmnl libelf libcap
SANFLAGS := $(if $(SAN),-fsanitize=address -fsanitize=undefined \
	   -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -I. -I$(O)/bpf $(WARN) $(SANFLAGS) \
	   $(shell $(PKG) --cflags $(MODULES) 2>/dev/null) $(CFLAGS)
ALL_LDFLAGS = $(SANFLAGS) $(LDFLAGS)
LIBS	= $(shell $(PKG) --libs $(MODULES) 2>/dev/null) -ldl

BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 -I. -Wall -Wextra -Werror \
	   -idirafter /usr/include/$(shell $(CC) -print-multiarch 2>/dev/null)

Q	:= $(if $(V),,@)
say	= $(if $(V),,@printf '  %-8s%s\n' $(1) $(2))

lib_src	:= $(wildcard lib/*.c)
lib_obj	:= $(lib_src:%.c=$(O)/%.o)
bpf_src	:= $(wildcard bpf/*.bpf.c)
skel	:= $(bpf_src:bpf/%.bpf.c=$(O)/bpf/%.skel.h)
unit_src := $(wildcard testsuite/unit/*.c)
unit_bin := $(unit_src:%.c=$(O)/%)
tool_bin := $(foreach t,$(TOOLS),$(B)/$(t)/$(t))
bench_src := $(wildcard testsuite/bench/*.c)
bench_bin := $(bench_src:%.c=$(O)/%)
# What tests of network namespaces run and load.
aid_src	:= $(wildcard testsuite/netns/tool/*.c)
aid_bin	:= $(aid_src:%.c=$(O)/%)
aid_bpf	:= $(patsubst %.c,$(O)/%.o,$(wildcard testsuite/bpf/*.bpf.c))
aids	:= $(aid_bin) $(aid_bpf)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help deps check check-unit check-cli check-netns check-asan \
	check-vm lint demo bench vm install uninstall clean distclean tests

all: $(tool_bin)

help:
	@echo 'make             build nkctl, lbctl and bwctl, each beside its sources'
	@echo 'make deps        install the Debian packages that all of this needs (root)'
	@echo 'make demo        the same, build, and show the main job working'
	@echo 'make check       the same, build, and run every test; also in the VM kernels'
	@echo '                 parts: lint check-unit check-cli check-netns check-asan check-vm'
	@echo 'make bench       the ratios against ip, tc, bpftool, ... (in the VM)'
	@echo 'make vm          a shell in the VM (KERNEL=6.12 or 7)'
	@echo 'make install     [PREFIX=$(PREFIX)] [DESTDIR=]; make uninstall'
	@echo 'make clean       remove what was built; distclean: the fetched kernels too'

# ---- what must be there --------------------------------------------------

# One line for each thing that is missing, all of them at once.
$(O)/deps-found:
	@mkdir -p $(O)
	@miss=0; \
	need() { $(PKG) --exists "$$1" 2>/dev/null || { miss=1; \
	  echo "missing: $$2 (Debian: $$3)" >&2; }; }; \
	tool() { command -v "$$1" >/dev/null 2>&1 || { miss=1; \
	  echo "missing: $$1 (Debian: $$2)" >&2; }; }; \
	tool $(firstword $(CC)) gcc; tool $(CLANG) clang; \
	tool $(BPFTOOL) bpftool; tool $(PKG) pkg-config; \
	need 'libbpf >= 1.3' 'libbpf 1.3 or newer' 'libbpf-dev; on 12 from bookworm-backports'; \
	need libmnl libmnl libmnl-dev; need libelf libelf libelf-dev; \
	need libcap libcap libcap-dev; need readline readline libreadline-dev; \
	[ $$miss = 0 ] || { echo 'make deps installs them (as root)' >&2; exit 1; }
	@touch $@

# ---- building ------------------------------------------------------------

$(O)/bpf/%.bpf.o: bpf/%.bpf.c | $(O)/deps-found
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -c $< -o $@

$(O)/bpf/%.skel.h: $(O)/bpf/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(subst -,_,$*)_bpf >$@

$(O)/%.o: %.c | $(O)/deps-found $(skel)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(O)/libnkt.a: $(lib_obj)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

define tool_rule
$(B)/$(1)/$(1): $(patsubst %.c,$(O)/%.o,$(wildcard $(1)/*.c)) $(O)/libnkt.a
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach t,$(TOOLS),$(eval $(call tool_rule,$(t))))

# Unit tests see the nouns of the tools too, but for their main().
noun_obj := $(patsubst %.c,$(O)/%.o,$(filter-out %/main.c, \
	   $(foreach t,$(TOOLS),$(wildcard $(t)/*.c))))
$(O)/libnouns.a: $(noun_obj)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(O)/testsuite/unit/%: $(O)/testsuite/unit/%.o $(O)/libnouns.a $(O)/libnkt.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(O)/testsuite/netns/tool/%: $(O)/testsuite/netns/tool/%.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)
$(O)/testsuite/bpf/%.bpf.o: testsuite/bpf/%.bpf.c | $(O)/deps-found
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -Wno-unused-parameter -MMD -MP -c $< -o $@
$(O)/testsuite/bench/%: $(O)/testsuite/bench/%.o $(O)/libnkt.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

tests: all $(unit_bin) $(aids)

-include $(lib_obj:.o=.d) $(noun_obj:.o=.d) $(unit_bin:=.d) $(bench_bin:=.d) \
	$(aid_bin:=.d) $(aid_bpf:.o=.d) \
	$(foreach t,$(TOOLS),$(O)/$(t)/main.d) $(bpf_src:bpf/%.c=$(O)/bpf/%.d)

# ---- testing -------------------------------------------------------------

KERNELS	?= 6.12 7
PROVE	:= prove --timer
TEST_ENV = NKT_BIN=$(abspath $(B)) NKT_O=$(abspath $(O))

# As root this installs; without, it says what is missing and goes on.
deps:
	@testsuite/deps.sh

check: WERROR := 1
check:
	@testsuite/check.sh

check-unit: tests
	@$(TEST_ENV) $(PROVE) --exec '' $(unit_bin)

check-cli: all
	@$(TEST_ENV) $(PROVE) testsuite/cli/*.t

check-netns: all $(aids)
	@$(TEST_ENV) $(PROVE) testsuite/netns/*.t

# The same tests against tools built with ASan and UBSan.
check-asan:
	@$(MAKE) --no-print-directory SAN=1 WERROR=1 CFLAGS='-O1 -g' \
		O=$(O)/asan B=$(O)/asan check-unit check-cli check-netns

check-vm: all $(aids)
	@testsuite/vm/check.sh $(KERNELS)

lint:
	@testsuite/lint.sh

demo:
	@testsuite/demo.sh

# With -j stdout is JSON, so what is built first speaks elsewhere.
bench:
	@$(MAKE) --no-print-directory all tests $(bench_bin) >&2
	@testsuite/bench/run $(BENCH)

vm: all
	@testsuite/vm/run -k $(or $(KERNEL),7) shell

# ---- installing ----------------------------------------------------------

man_pages = $(wildcard man/*.8)

examples = nkctl/cni-nkctl

install: all
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(MANDIR)/man8 \
		$(DESTDIR)$(BASHDIR) $(DESTDIR)$(EXAMPLESDIR)
	install -m 755 $(tool_bin) $(DESTDIR)$(SBINDIR)
	install -m 644 $(man_pages) $(DESTDIR)$(MANDIR)/man8
	install -m 755 $(examples) $(DESTDIR)$(EXAMPLESDIR)
	install -m 644 bash-completion/nkctl $(DESTDIR)$(BASHDIR)/nkctl
	ln -sf nkctl $(DESTDIR)$(BASHDIR)/lbctl
	ln -sf nkctl $(DESTDIR)$(BASHDIR)/bwctl

uninstall:
	rm -f $(TOOLS:%=$(DESTDIR)$(SBINDIR)/%) \
		$(TOOLS:%=$(DESTDIR)$(BASHDIR)/%) \
		$(man_pages:man/%=$(DESTDIR)$(MANDIR)/man8/%) \
		$(addprefix $(DESTDIR)$(EXAMPLESDIR)/,$(notdir $(examples)))

clean:
	rm -rf .build $(foreach t,$(TOOLS),$(t)/$(t))

distclean: clean
	rm -rf .cache
