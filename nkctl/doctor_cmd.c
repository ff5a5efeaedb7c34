/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `nkctl doctor`: doctor.h. */
#include "nkctl/doctor.h"

#include "lib/cli.h"

int doctor_run(struct ctx *ctx, void *req, struct err *err)
{
	struct findings f = { 0 };
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	(void)req;
	if (!rc)
		rc = doctor_look(nl, ctx->opts.bpffs, &f, err);
	if (!rc)
		findings_show(&ctx->out, &f);
	findings_free(&f);
	return rc;
}
