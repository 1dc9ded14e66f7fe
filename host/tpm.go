// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/sirupsen/logrus"
)

// newTPM makes the source of keys and sealed key files that belong to this
// computer's TPM.
func newTPM(log *logrus.Logger) *tpm.Source {
	return tpm.NewSource(tpm.Config{
		Folder: product.folder("tpm"),
		Device: product.tpm,
		Containers: func(data, password []byte) (key.Store, error) {
			return container.Open(data, container.Passwords{File: password})
		},
		Log: log,
	})
}
