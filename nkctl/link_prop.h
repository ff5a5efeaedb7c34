/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The properties of a netkit pair, one row each: where a request has it,
 * where the kernel shows it and in which attribute it travels.  Writing,
 * comparing, reading back, planning and undoing all go by this table.
 */
#ifndef NKCTL_LINK_PROP_H
#define NKCTL_LINK_PROP_H

#include "lib/uapi_compat.h"
#include "nkctl/link.h"

#define NETKIT_KIND "netkit"

/* In which message, and where in it, a property travels. */
enum where {
	IN_OWN,		/* an attribute of the primary itself */
	IN_DATA,	/* netkit's own, always through the primary */
	IN_PEER,	/* an attribute of the peer itself */
};

enum wire { WIRE_U16, WIRE_U32, WIRE_SIZE, WIRE_MAC };

/* What the kernel does about a change after creation. */
enum later {
	LATER_TAKEN,
	LATER_REFUSED,	/* in words */
	LATER_IGNORED,	/* in silence: not to be sent */
};

struct prop {
	const char *name;
	uint64_t bit;		/* in the `said` of its end */
	bool of_peer;		/* peer.said, else own.said */
	enum where where;
	enum wire wire;
	uint16_t attr;
	size_t want;		/* in struct link_req */
	size_t cur;		/* in struct nl_link: of the end `where` */
	uint64_t has;		/* 0: every kernel shows it */
	const struct choice *choices;
	enum later later;
};

#define LINK_N_PROPS 22
#define LINK_ALL_PROPS ((UINT64_C(1) << LINK_N_PROPS) - 1)
extern const struct prop link_props[LINK_N_PROPS];

bool prop_is_said(const struct link_req *req, const struct prop *p);
uint64_t prop_want(const struct link_req *req, const struct prop *p);
uint64_t prop_cur(const struct nl_link *l, const struct prop *p);
bool prop_is_equal(const struct link_req *req, const struct prop *p,
		   const struct nl_link *cur);
/* Let the request want what the kernel shows. */
void prop_take(struct link_req *req, const struct prop *p,
	       const struct nl_link *cur);

/* Write all that was said, belongs there and is in the mask (bit i is row
 * i); true when there was any. */
bool props_put(struct nlmsghdr *nlh, const struct link_req *req,
	       enum where where, uint64_t mask);
/* IFF_UP or not, where that was said of the end. */
void props_put_flags(struct ifinfomsg *ifi, const struct link_end *e);

/* The value as words: the request's, or the kernel's where cur is given. */
void prop_describe(const struct link_req *req, const struct prop *p,
		   const struct nl_link *cur, char buf[static PLAN_TEXT]);

#endif
