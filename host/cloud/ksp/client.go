// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"strings"

	"github.com/pidpys/pidpys/host/internal/uuid"
	"github.com/pidpys/pidpys/host/key"
)

// clientID is what names the user to the provider. Where the phone will say who
// that is, it is for this session only.
func (p *provider) clientID(user string) (string, error) {
	if p.scanned {
		return p.Prefix + uuid.New(), nil
	}
	if user == "" {
		return "", p.fail(key.ErrUnknownUser, "")
	}
	if p.Kind == SignServer && !p.Name {
		user = strings.ToUpper(user)
	}
	return p.Prefix + user, nil
}
