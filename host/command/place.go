// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// errSeveralCarriers: a reference to more than one carrier.
var errSeveralCarriers = errors.New("several carriers are meant")

// place is the one carrier that a reference means.
func (c *call) place(ctx context.Context, ref key.Ref) (key.Carrier, error) {
	source, err := c.hotplug(ref)
	if err != nil {
		return key.Carrier{}, err
	}
	seen, err := hotplugs{source}.now(ctx)
	if err != nil {
		return key.Carrier{}, err
	}
	meant := slices.DeleteFunc(seen.Carriers, func(carrier key.Carrier) bool { return !means(ref, carrier.Ref) })
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) > 1:
		return key.Carrier{}, errSeveralCarriers
	case ref.Scheme() != tpm.Scheme:
		return key.Carrier{}, key.ErrNoToken
	case len(seen.Troubles) > 0: // of the one TPM
		return key.Carrier{}, &key.DriverError{Trouble: seen.Troubles[0]}
	}
	if _, err := c.tpmStatus(ctx); err != nil { // nobody misses a TPM that nobody used
		return key.Carrier{}, err
	}
	return key.Carrier{}, key.ErrNoSuchKey
}

// means tells whether a reference is to a carrier, or to keys on it: of what it
// says, the carrier says the same (RFC 7512).
func means(ref, carrier key.Ref) bool {
	said := attributes(carrier)
	return ref.Scheme() == carrier.Scheme() && !slices.ContainsFunc(attributes(ref), func(attribute string) bool {
		return !strings.HasPrefix(attribute, "id=") && !slices.Contains(said, attribute)
	})
}

// attributes are the parts of a reference, with nothing written by its number. What
// is malformed is no carrier's.
func attributes(ref key.Ref) []string {
	parts := strings.Split(ref.Name(), ";")
	for i, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil {
			parts[i] = plain
		}
	}
	return parts
}
