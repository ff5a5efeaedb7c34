/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making and deleting pods: pod.h.  All that a pod has hangs on its pair, so
 * that deleting the primary undoes whatever was done.  What is the
 * namespace's own (lo) is touched last.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nkctl/link_prop.h"
#include "nkctl/pod_make.h"

#define ALTNAME_SIZE (sizeof(POD_ALTNAME) + POD_NAME_MAX)

static void altname_of(const char *name, char buf[static ALTNAME_SIZE])
{
	snprintf(buf, ALTNAME_SIZE, POD_ALTNAME "%s", name);
}

const char *pod_name_of(const struct nl_link *l)
{
	const char *name = nl_link_altname(l, POD_ALTNAME);

	if (!name || strcmp(l->kind, NETKIT_KIND) || !l->nk.primary)
		return NULL;
	return name + strlen(POD_ALTNAME);
}

int pod_find(struct nl *nl, const char *name, struct nl_link *own,
	     struct err *err)
{
	char altname[ALTNAME_SIZE];
	int rc;

	altname_of(name, altname);
	rc = nl_link_get(nl, NL_LINK_HERE, altname, 0, false, own, err);
	if (rc == -ENODEV)
		err_set(err, ERR_LOCAL, ENODEV, name, "no such pod");
	if (rc)
		return rc;
	if (!pod_name_of(own))
		return err_set(err, ERR_LOCAL, EINVAL, name,
			       "%s has the name of this pod, but is no netkit primary",
			       own->name);
	return 0;
}

static int set_altname(struct nl *nl, uint32_t ifindex, const char *name,
		       struct err *err)
{
	char altname[ALTNAME_SIZE];
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nlattr *list;
	void *family;
	int rc;

	altname_of(name, altname);
	nlh = nl_begin(nl, RTM_NEWLINKPROP,
		       NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND, sizeof(*ifi),
		       &family);
	ifi = family;
	ifi->ifi_index = (int)ifindex;
	list = mnl_attr_nest_start(nlh, IFLA_PROP_LIST | NLA_F_NESTED);
	mnl_attr_put_strz(nlh, IFLA_ALT_IFNAME, altname);
	mnl_attr_nest_end(nlh, list);
	rc = nl_talk(nl, nlh, NULL, NULL);
	return rc ? nl_refused(nl, rc, NULL, err, name,
			       "cannot name the device %s", altname) : 0;
}

int pod_del_link(struct nl *nl, uint32_t ifindex)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_DELLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)ifindex;
	return nl_talk(nl, nlh, NULL, NULL);
}

/* What both ends get alike. */
static void end_request(const struct pod_req *req, struct link_end *e)
{
	if (req->said & POD_MTU) {
		e->said |= LINK_MTU;
		e->mtu = req->mtu;
	}
	if (req->said & POD_POLICY) {
		e->said |= LINK_POLICY;
		e->policy = req->policy;
	}
	if (req->said & POD_BIGTCP) {
		e->said |= LINK_GSO | LINK_GRO | LINK_GSO4 | LINK_GRO4;
		e->gso = e->gro = e->gso4 = e->gro4 = req->bigtcp;
	}
}

void pod_link_request(const struct pod_req *req, bool l2, struct link_req *l)
{
	*l = (struct link_req){ .own.said = LINK_NAME | LINK_PEER };
	end_request(req, &l->own);
	end_request(req, &l->peer);
	if (l2) {
		/* Random ones would be rewritten by systemd-udevd after the
		 * other end has learnt them. */
		l->own.said |= LINK_ADDRESS;
		l->own.address = pod_mac(req->name, false);
		l->peer.said |= LINK_ADDRESS;
		l->peer.address = pod_mac(req->name, true);
	}
}

int pod_netns_open(const struct pod_req *req, struct err *err)
{
	int fd = netns_open(req->netns, err);

	if (fd >= 0 && netns_is_own(fd) == 1) {
		close(fd);
		return err_set(err, ERR_LOCAL, EINVAL, req->name,
			       "namespace \"%s\" is this one: a pod has its own",
			       req->netns);
	}
	return fd;
}

/* Everything beside the pair; -dry-run tells it. */
static int add_objs(const struct pod_shape *shape, const struct pod_ends *ends,
		    struct plan *plan, struct err *err)
{
	/* The primary was made up. */
	const struct pod_objs none = { .own_up = true };
	struct pod_objs want;
	struct pod_ops ops = { 0 };
	int rc = pod_objs_want(shape, &want, err);

	if (rc)
		return rc;
	rc = pod_objs_diff(&none, &want, &ops, err);
	if (!rc)
		rc = plan ? pod_ops_plan(&ops, ends, plan, err) :
			    pod_ops_run(&ops, ends, false, err);
	pod_ops_free(&ops);
	pod_objs_free(&want);
	return rc;
}

static int make(struct nl *nl, const struct pod_req *req,
		const struct link_req *link, struct pod_shape *shape,
		struct pod_ends *ends, struct err *err)
{
	struct nl_link made;
	int rc = link_add(nl, link, &made, NULL, err);

	if (rc)
		return rc;
	shape->own = made.ifindex;
	shape->peer = made.link;
	ends->host_ifname = made.name;
	rc = set_altname(nl, made.ifindex, req->name, err);
	if (!rc)
		rc = add_objs(shape, ends, NULL, err);
	if (rc)
		pod_del_link(nl, made.ifindex);
	return rc;
}

static int plan_pod(struct nl *nl, const struct pod_req *req,
		    const struct link_req *link, const struct pod_shape *shape,
		    const struct pod_ends *ends, struct plan *plan,
		    struct err *err)
{
	int rc = plan_add(plan, req->name, "add", "pod", NULL, NULL, err);

	if (!rc)
		rc = link_add(nl, link, NULL, plan, err);
	return rc ? rc : add_objs(shape, ends, plan, err);
}

static int is_free(struct nl *nl, const char *name, struct err *err)
{
	struct nl_link other;
	int rc = pod_find(nl, name, &other, err);

	if (rc == -ENODEV) {
		err_clear(err);
		return 0;
	}
	if (rc)
		return rc;
	err_set(err, ERR_LOCAL, EEXIST, name,
		"a pod of that name exists already, on %s", other.name);
	return err_hint(err, "nkctl pod replace changes one that is there");
}

int pod_add(struct nl *nl, const struct pod_req *req, struct plan *plan,
	    struct err *err)
{
	bool l2 = (req->said & POD_MODE) && req->mode == NK_MODE_L2;
	struct pod_ends ends = { .near = nl, .name = req->name };
	struct pod_shape shape = { .l2 = l2, .features = req->features };
	char host_ifname[IFNAMSIZ], path[32];
	struct link_req link;
	struct nl far = { 0 };
	int rc, fd;

	rc = is_free(nl, req->name, err);
	if (rc)
		return rc;
	fd = pod_netns_open(req, err);
	if (fd < 0)
		return fd;
	pod_host_ifname(req->name, host_ifname);
	ends.host_ifname = req->said & POD_HOST_IFNAME ? req->host_ifname :
							 host_ifname;
	ends.ifname = req->said & POD_IFNAME_SAID ? req->ifname : POD_IFNAME;
	pod_link_request(req, l2, &link);
	link.own.said |= LINK_UP | LINK_MODE;
	link.own.up = true;
	link.own.name = ends.host_ifname;
	link.mode = l2 ? NK_MODE_L2 : NK_MODE_L3;
	link.peer.said |= LINK_NAME | LINK_NETNS;
	link.peer.name = ends.ifname;
	/* The very namespace that was opened, whatever its name now means. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	link.peer.netns = plan ? req->netns : path;
	shape.own_mac = link.own.address;
	shape.peer_mac = link.peer.address;
	shape.addrs = req->addrs.v;
	shape.n_addrs = req->addrs.n;
	shape.routes = req->routes.v;
	shape.n_routes = req->routes.n;

	if (plan) {
		rc = plan_pod(nl, req, &link, &shape, &ends, plan, err);
		goto out;
	}
	rc = netns_session(fd, nl->debug, &far, err);
	ends.far = &far;
	if (!rc)
		rc = make(nl, req, &link, &shape, &ends, err);
	nl_close(&far);
out:
	close(fd);
	return rc;
}

int pod_del(struct nl *nl, const struct pod_name_req *req, struct plan *plan,
	    struct err *err)
{
	struct nl_link own;
	int rc = pod_find(nl, req->name, &own, err);

	if (rc == -ENODEV && req->missing_ok) {
		err_clear(err);
		return 0;
	}
	if (rc)
		return rc;
	if (plan)
		return plan_add(plan, req->name, "del", "pod", NULL, NULL, err);
	rc = pod_del_link(nl, own.ifindex);
	/* Its namespace may have gone between the look and the deed. */
	if (rc == -ENODEV && req->missing_ok)
		return 0;
	return rc ? nl_refused(nl, rc, NULL, err, req->name,
			       "cannot delete the pod") : 0;
}
