// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"io"
	"slices"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/service"
)

// schemes name each kind of keys in references.
var schemes = []struct {
	kind   config.KeyKind
	scheme string
}{
	{config.FileKeys, container.Scheme},
	{config.TokenKeys, token.Scheme},
	{config.TPMKeys, tpm.Scheme},
	{config.CloudKeys, cloud.Scheme},
}

// sources hold the keys of all kinds that the administrator allows; those of
// another kind are nil.
type sources struct {
	tokens    key.Hotplug
	drivers   *token.Source // of the tokens
	chip      *tpm.Source
	cloud     key.Remote
	forbidden []string // schemes

	held []key.Source // all but files, which are asked for one by one
	open []io.Closer
}

// newSources makes what the settings allow. The errors say which providers are
// missing.
func newSources(settings config.Config, log *logrus.Logger) (s sources, missing []error) {
	for _, row := range schemes {
		if !settings.Allows(row.kind) {
			s.forbidden = append(s.forbidden, row.scheme)
			s.held = append(s.held, key.Forbidden(row.scheme))
		}
	}
	if settings.Allows(config.TokenKeys) {
		tokens := newTokens(settings.Modules, log)
		s.tokens, s.drivers, s.held, s.open = tokens, tokens, append(s.held, tokens), append(s.open, tokens)
	}
	if settings.Allows(config.TPMKeys) {
		s.chip = newTPM(log)
		s.held = append(s.held, s.chip)
	}
	if settings.Allows(config.CloudKeys) {
		providers, err := newCloud(settings.Providers, log)
		s.cloud, s.held, s.open, missing = providers, append(s.held, providers), append(s.open, providers), err
	}
	return s, missing
}

// with are all sources, where whoever names a key that is forbidden hears so;
// files are read by read.
func (s sources) with(read service.FileReader) []key.Source {
	if slices.Contains(s.forbidden, container.Scheme) {
		return s.held
	}
	return append([]key.Source{container.NewSource(read)}, s.held...)
}

// Close ends the drivers and the waiting for providers.
func (s sources) Close() {
	for _, source := range s.open {
		_ = source.Close() // which is never an error
	}
}
