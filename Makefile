# SPDX-License-Identifier: MIT
#
# make                 ./ftrun, static, with the system compiler (CC=musl-gcc for the small one)
# make SAN=1           the same with address and undefined-behaviour sanitizers (not static)
# make check           all tests, on real kernels; check-host and check-vm are its parts
# make bench, demo     figures against other tools; the main job, to look at
# make install         PREFIX and DESTDIR are honoured; uninstall takes it away again
# make dist, deb       build/ftrun-VERSION.tar.gz of what is committed; a Debian package of it, with musl
#
# Objects and dependency files go to build/$(VARIANT)/, so that variants never mix.

VERSION = 1.0

PREFIX  = /usr/local
BINDIR  = $(PREFIX)/bin
MANDIR  = $(PREFIX)/share/man
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR  = $(PREFIX)/share/zsh/site-functions
FISHDIR = $(PREFIX)/share/fish/vendor_completions.d
INSTALL = install

CC      ?= cc
CFLAGS  ?= -O2 -g
STD      = -std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DVERSION='"$(VERSION)"'
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wformat=2 -Wpointer-arith -Wcast-qual \
	   -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
LINK     = -static
# The same source gives the same bytes, wherever it lies.
REPRO    = -ffile-prefix-map=$(CURDIR)=.

VARIANT = $(notdir $(firstword $(CC)))
ifeq ($(SAN),1)
VARIANT := $(VARIANT)-san
HARDEN   = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LINK     =
else
HARDEN   = -fstack-protector-strong
# Nothing unwinds; what a debugger wants is in .debug_frame.
HARDEN  += -fno-asynchronous-unwind-tables
endif

OBJ  = build/$(VARIANT)
ROOMS = capture recording decode report util
SRCS = ftrun.c tracefs.c $(sort $(wildcard $(ROOMS:%=%/*.c)))
OBJS = $(SRCS:%.c=$(OBJ)/%.o)
# What tests link: everything but main.
LIB  = $(OBJ)/ftrun.a

all: ftrun

# The variant is part of the link, so that make, make SAN=1 and back again relinks.
ftrun: $(OBJ)/ftrun
	@cmp -s $< $@ || cp $< $@

$(OBJ)/ftrun: $(OBJ)/ftrun.o $(LIB)
	$(CC) $(CFLAGS) $(HARDEN) $(LDFLAGS) $(LINK) -o $@ $(OBJ)/ftrun.o $(LIB) -lpthread

$(LIB): $(filter-out $(OBJ)/ftrun.o,$(OBJS))
	@rm -f $@
	$(AR) rcsD $@ $^

# Every object depends on the Makefile: flags and the version live here.
$(OBJ)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(HARDEN) $(REPRO) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJS:.o=.d)

lib: $(LIB)

check check-host check-vm:
	tests/$@
demo: ftrun
	tests/demo
bench: ftrun
	tests/bench/run

install: ftrun
	$(INSTALL) -d $(addprefix $(DESTDIR),$(BINDIR) $(MANDIR)/man1 $(BASHDIR) $(ZSHDIR) $(FISHDIR))
	$(INSTALL) -m 755 ftrun $(DESTDIR)$(BINDIR)/ftrun
	$(INSTALL) -m 644 man/ftrun.1 $(DESTDIR)$(MANDIR)/man1/ftrun.1
	$(INSTALL) -m 644 man/completions/ftrun.bash $(DESTDIR)$(BASHDIR)/ftrun
	$(INSTALL) -m 644 man/completions/_ftrun $(DESTDIR)$(ZSHDIR)/_ftrun
	$(INSTALL) -m 644 man/completions/ftrun.fish $(DESTDIR)$(FISHDIR)/ftrun.fish

uninstall:
	rm -f $(addprefix $(DESTDIR),$(BINDIR)/ftrun $(MANDIR)/man1/ftrun.1 $(BASHDIR)/ftrun $(ZSHDIR)/_ftrun $(FISHDIR)/ftrun.fish)

dist:
	@mkdir -p build
	git archive --format=tar --prefix=ftrun-$(VERSION)/ HEAD | gzip -9n >build/ftrun-$(VERSION).tar.gz

deb:
	.ci/deb $(VERSION)

clean:
	rm -rf ftrun build

.PHONY: all ftrun lib check check-host check-vm demo bench install uninstall dist deb clean
