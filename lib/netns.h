/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network namespaces by name (a file in /run/netns, as `ip netns` makes),
 * path or pid.  Only the network namespace is ever changed, never mounts,
 * so that /sys/fs/bpf stays visible.
 */
#ifndef NKT_NETNS_H
#define NKT_NETNS_H

#include <stdint.h>

#include "lib/nl.h"

/*
 * An open descriptor (O_CLOEXEC) of the namespace, or -errno with a
 * sentence: a word with a '/' is a path, one of digits alone a pid, all
 * else a name under /run/netns. What opens but is no network namespace is
 * refused (-EINVAL). Failures are ERR_LOCAL and name no object: the sentence
 * has the namespace in it.
 */
int netns_open(const char *ns, struct err *err);

/* Enter it. What is -EPERM says which capability is missing; the namespace
 * that this process is in already needs none. */
int netns_enter(const char *ns, struct err *err);

/* 1: the descriptor is the namespace this process is in; 0 no; -errno. */
int netns_is_own(int fd);

/*
 * The id by which the session's namespace knows it; one is given where it
 * has none yet (RTM_NEWNSID, which needs CAP_NET_ADMIN). >= 0, or -errno
 * (ERR_KERNEL). Ask netns_is_own() first: own devices need no id.
 */
int32_t netns_id(struct nl *nl, int fd, struct err *err);

/* The same, but none is given: -1 where it has none, or for any failure. */
int32_t netns_id_known(struct nl *nl, int fd);

/* A descriptor of the namespace with that id: through its name, or through
 * a process that lives there. */
int netns_open_id(struct nl *nl, int32_t nsid, struct err *err);

/*
 * Go to a namespace for a moment (fd -1: a new one) and come back. The
 * process is single-threaded, so nobody else is moved. CAP_SYS_ADMIN.
 */
int netns_go(int fd, int *home, struct err *err);
void netns_return(int *home);

/* A route session inside another namespace; this process stays here. */
int netns_session(int fd, bool debug, struct nl *nl, struct err *err);
int netns_session_id(struct nl *here, int32_t nsid, struct nl *nl,
		     struct err *err);

/* The names that the namespaces with an id have in /run/netns. */
struct netns_name {
	int32_t nsid;
	char name[256];
};
struct netns_names {
	struct netns_name *v;	/* sorted by nsid */
	size_t n;
};
/* Reads /run/netns once; an absent folder is an empty list. What cannot be
 * opened, or is no namespace, is passed over. */
int netns_names_read(struct nl *nl, struct netns_names *ns, struct err *err);
void netns_names_free(struct netns_names *ns);
/* NULL when none has that id; the first of several in strcmp() order. */
const char *netns_name_of(const struct netns_names *ns, int32_t nsid);

#endif
