// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// cloud: pidpys cloud list|sign …
func (c *call) cloud(ctx context.Context, args []string) int {
	return c.verb(ctx, "cloud", args, map[string]func(context.Context, []string) int{
		"list": c.cloudList,
		"sign": c.cloudSign,
	})
}

// inCloud reports whether the name of a key is a reference to what a provider
// keeps, and not a file.
func inCloud(name string) bool { return key.Ref(name).Scheme() == cloud.Scheme }

// remote is where keys are opened that providers keep.
func (c *call) remote() (key.Remote, error) {
	if err := c.permit(cloud.Scheme); err != nil {
		return nil, err
	}
	if c.Cloud == nil {
		return nil, key.ErrReference
	}
	return c.Cloud, nil
}

// provider is the one that a reference names; of one that is not there nothing is
// known.
func (c *call) provider(ref key.Ref) key.Provider {
	id, _, err := key.ProviderOf(ref)
	if err == nil && c.Cloud != nil {
		for _, p := range c.Cloud.Providers() {
			if p.ID == id {
				return p
			}
		}
	}
	return key.Provider{}
}

// confirmedAt is the title of the provider that keeps a key; empty of one that none
// keeps.
func confirmedAt(k key.Key) string {
	if kept, ok := k.(key.Confirmed); ok {
		return kept.ConfirmedAt()
	}
	return ""
}
