// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/outbound"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
)

// network is authorities by name, each doing one of the things that
// host/protocol/testdata/README.md lists.
func network(t *testing.T, doing map[string]string) *lookup.Finder {
	var list []registry.Authority
	for name, does := range doing {
		a := registry.Authority{Names: []string{name}, EDRPOU: "00000024", Private: true}
		switch does {
		case "knows":
			a.CMP = answering(t, testpki.CMPOptions{})
		case "director":
			a.CMP = answering(t, testpki.CMPOptions{Only: []string{testpki.Director}})
		case "person":
			a.CMP = answering(t, testpki.CMPOptions{Only: []string{testpki.Person}})
		case "nobody":
			a.CMP = answering(t, testpki.CMPOptions{Fault: testpki.CMPEmpty})
		case "fails":
			a.CMP = answering(t, testpki.CMPOptions{Fault: testpki.CMPFails})
		case "slow":
			a.CMP = answering(t, testpki.CMPOptions{Slow: make(chan struct{})})
		case "unreachable":
			server := httptest.NewServer(nil)
			a.CMP = strings.TrimPrefix(server.URL, "http://")
			server.Close()
		case "closed":
		default:
			t.Fatalf("no authority does %q", does)
		}
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b registry.Authority) int { return -strings.Compare(a.Name(), b.Name()) })
	directory := new(registry.Directory).With(list)
	return &lookup.Finder{
		Directory: directory,
		Client:    outbound.New(directory.Hosts()),
		Trust:     trust,
		Folder:    t.TempDir(),
		Now:       func() time.Time { return today },
	}
}

func answering(t *testing.T, o testpki.CMPOptions) string {
	server := httptest.NewServer(authorities().CMP(o))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}
