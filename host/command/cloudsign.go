// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// cloudSign: pidpys cloud sign DOC… --provider ID [--user NAME], and whatever else
// sign takes
//
// It is sign with the key cloud:ID.
func (c *call) cloudSign(ctx context.Context, args []string) int {
	f := c.flags("cloud_sign")
	flags := &signFlags{}
	flags.register(f)
	provider, user := f.String("provider", "", ""), f.String("user", "", "")
	documents, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return code
	case flags.keyName != "":
		return c.superfluous(f, "--key")
	case *provider == "":
		return c.misuse(f, c.words.text("cli_lacks_provider"))
	}
	if err := c.permit(cloud.Scheme); err != nil {
		return c.fail(err)
	}
	ref := key.ProviderRef(cloud.Scheme, *provider, *user)
	if c.provider(ref).ID != *provider {
		return c.usage(c.words.text("cli_unknown_provider", *provider))
	}
	flags.keyName = string(ref)
	return c.signDocuments(ctx, f, flags, documents)
}
