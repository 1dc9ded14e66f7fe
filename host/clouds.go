// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/registry"
)

// newCloud makes the source of keys that providers keep: the edition's, and those
// that were added. They are asked by a client of their own, which speaks to nobody
// else. The errors say which are missing; the others work without them.
func newCloud(added registry.Providers, log *logrus.Logger) (*cloud.Source, []error) {
	listed := product.providers().With(added)
	config := cloud.Config{Folder: product.folder("cloud"), Now: time.Now, Log: log}
	client := outbound.New(listed.Hosts())
	var missing []error
	for _, p := range listed {
		shown := key.Provider{ID: p.ID, Title: p.Title, App: p.App, User: key.UserID(p.User), Hint: p.Hint}
		provider, unfit := speaker(p, shown, client, log)
		switch {
		case errors.Is(unfit, ksp.ErrNoCipher):
			shown.Agreement = true
			config.Agreements = append(config.Agreements, shown)
		case unfit != nil:
			missing = append(missing, fmt.Errorf("provider %q: %w", p.ID, unfit))
		default:
			config.Providers = append(config.Providers, provider)
		}
	}
	return cloud.NewSource(config), missing
}

// speaker speaks the protocol of a provider. Where nothing is known of that which
// would protect the requests the error is [ksp.ErrNoCipher].
func speaker(p registry.Provider, shown key.Provider, client *outbound.Client, log *logrus.Logger) (cloud.Provider, error) {
	plain := !strings.HasPrefix(p.URL(), "https://")
	switch p.Family {
	case registry.CSC1, registry.CSC2:
		version := map[registry.Family]int{registry.CSC1: 1, registry.CSC2: 2}[p.Family]
		return csc.New(csc.Config{
			Provider: shown, Base: p.URL(), Version: version, Hosts: p.Hosts, ClientID: p.ClientID,
			HTTP:    client.Transport(csc.MaxAnswer, outbound.TimeLimit),
			Patient: client.Transport(csc.MaxAnswer, cloud.LongestWait),
			Plain:   plain, Now: time.Now, Log: log,
		})
	case registry.KSP4, registry.KSP6:
		kind := map[registry.Family]ksp.Kind{registry.KSP4: ksp.SignServer, registry.KSP6: ksp.SmartID}[p.Family]
		return ksp.New(ksp.Config{
			Provider: shown, Kind: kind, Base: p.URL(), Prefix: p.ClientID, Name: p.Logins, Link: p.LinkURL(),
			Cipher: product.cipher, HTTP: client.Transport(ksp.MaxAnswer, outbound.TimeLimit), Trust: trust, Plain: plain, Now: time.Now, Log: log,
		})
	}
	return nil, ksp.ErrNoCipher
}
