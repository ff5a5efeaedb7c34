/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What making, changing and checking a pod share: pod.h. */
#ifndef NKCTL_POD_MAKE_H
#define NKCTL_POD_MAKE_H

#include "nkctl/link.h"
#include "nkctl/pod_objs.h"

/* What was said of a pod as a request for its pair; neither names, nor
 * namespace, nor state. */
void pod_link_request(const struct pod_req *req, bool l2, struct link_req *l);

/* The pod's namespace, which must not be this one. */
int pod_netns_open(const struct pod_req *req, struct err *err);

/* Delete a pair, with all that hangs on it: as nl_talk(). */
int pod_del_link(struct nl *nl, uint32_t ifindex);

#endif
