// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build demo

package main

import (
	"bytes"
	"crypto/x509"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/demo/practice"
	"github.com/pidpys/pidpys/host/dialect/iit"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
)

// test is the authorities of the demo cabinet, whose certificates name the
// services there.
var test = sync.OnceValue(func() *testpki.PKI {
	if address := os.Getenv(authorityVariable); address != "" {
		return testpki.NewAt(time.Now, "http://"+address)
	}
	return testpki.New(time.Now)
})

var product = edition{
	name:        "pidpys-demo",
	host:        "org.pidpys.demo",
	chromium:    []string{"lplohcekijnkfgdikpihnhckccoeaibb"},
	firefox:     "demo@pidpys.org",
	taxCabinet:  func(origin string) bool { return strings.HasPrefix(origin, "http://localhost:") },
	taxService:  testpki.TaxServiceEDRPOU,
	roots:       func() []pki.Anchor { return test().Anchors() },
	authorities: func() []*x509.Certificate { return test().Certificates() },
	stampers: func() []*x509.Certificate {
		return []*x509.Certificate{test().TimeStamper(true), test().TimeStamper(false)}
	},
	directory: func() *registry.Directory { return testDirectory(os.Getenv(authorityVariable)) },
	providers: func() registry.Providers {
		return registry.BuiltinProviders().With(testProviders(os.Getenv(authorityVariable)))
	},
	cipher:     ksptest.Cipher{},
	settings:   func() config.Config { return testSettings(os.Getenv(settingsVariable)) },
	ownModules: true,
	tpm:        testTPM(os.Getenv(tpmVariable)),
	// A kind that no page leaves out.
	simulatedAs: iit.CommonType,
}

// authorityVariable names where the demo cabinet's authorities answer: about
// certificates and their status, and for the time. As "localhost:8080".
const authorityVariable = "PIDPYS_DEMO_AUTHORITY"

// filesVariable, if not empty, has the authorities take requests for certificates
// only as files, as authorities do that an administrator gave no address for.
const filesVariable = "PIDPYS_DEMO_FILES"

// settingsVariable names a file of settings in the place of the administrator's,
// with the modules of simulated tokens.
const settingsVariable = "PIDPYS_DEMO_SETTINGS"

// tpmVariable names the socket of a TPM that is a program, swtpm, which takes the
// place of this computer's.
const tpmVariable = "PIDPYS_DEMO_TPM"

func testTPM(socket string) tpm.Opener {
	if socket == "" {
		return tpm.System
	}
	return tpm.Socket(socket)
}

func testSettings(file string) config.Config {
	if file == "" {
		return config.Read()
	}
	return config.ReadFrom(file)
}

// testDirectory lists the test authorities that issue to people, all at one
// address. None is asked if it is empty.
func testDirectory(address string) *registry.Directory {
	var issuers []registry.Authority
	for _, certificate := range test().Certificates() {
		if bytes.Equal(certificate.RawSubject, certificate.RawIssuer) {
			continue
		}
		subject := pki.Subject(certificate)
		issuer := registry.Authority{Names: []string{subject.CommonName}, EDRPOU: subject.EDRPOU, CMP: address, TSP: address, Private: true}
		if address != "" && os.Getenv(filesVariable) == "" {
			issuer.Reissue = address + testpki.ReissuePath
		}
		issuers = append(issuers, issuer)
	}
	return new(registry.Directory).With(issuers)
}

// testProviders are the simulated providers at the address of the authorities.
// There are none if it is empty.
func testProviders(address string) registry.Providers {
	if address == "" {
		return nil
	}
	csc1, csc2, ksp4, ksp6 := address+practice.CSC1, address+practice.CSC2, address+practice.KSP4, address+practice.KSP6
	return registry.Providers{
		{ID: "csc1", Title: "Навчальне сховище CSC 1", App: practice.App, Family: registry.CSC1, Address: csc1 + "/csc/v1", ClientID: practice.Client},
		{ID: "csc2", Title: "Навчальне сховище CSC 2", App: practice.App, Family: registry.CSC2, Address: csc2 + "/csc/v2", ClientID: practice.Client},
		{
			ID: "ksp4", Title: "Навчальне сховище KSP 4", App: practice.App, Family: registry.KSP4, Address: ksp4, ClientID: practice.Prefix,
			Link: ksp4 + practice.Confirm, Logins: true, Hint: "Ідентифікатор зі сторінки навчального кабінету",
		},
		{
			ID: "ksp6", Title: "Навчальне сховище KSP 6", App: practice.App, Family: registry.KSP6, Address: ksp6, ClientID: practice.Prefix,
			Link: ksp6 + practice.Confirm,
		},
	}
}
