// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build demo

package main

import (
	"crypto/x509"
	"strings"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var test = sync.OnceValue(func() *testpki.PKI { return testpki.New(time.Now) })

var product = edition{
	name:        "pidpys-demo",
	host:        "org.pidpys.demo",
	chromium:    "lplohcekijnkfgdikpihnhckccoeaibb",
	firefox:     "demo@pidpys.org",
	taxCabinet:  func(origin string) bool { return strings.HasPrefix(origin, "http://localhost:") },
	roots:       func() []pki.Anchor { return test().Anchors() },
	authorities: func() []*x509.Certificate { return test().Certificates() },
}
