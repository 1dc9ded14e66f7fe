// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/installer"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pidpys": main, "pidpys-there": mainThere})
}

// mainThere is the program where the test authorities are those of the country.
// They answer at $AUTHORITY, and renew certificates at $REISSUE. $SETTINGS is the
// administrator's file; the TPM is that of $TPM, and providers of keys are those at
// $SKY. What the doctor looks at of the system lies in $HOME/machine.
func mainThere() {
	p := testpki.NewAt(time.Now, "http://"+os.Getenv("AUTHORITY"))
	product.roots, product.authorities, product.bundle = p.Anchors, p.Certificates, ""
	product.stampers = func() []*x509.Certificate { return nil }
	product.settings = func() config.Config { return config.ReadFrom(os.Getenv(settingsOfStories)) }
	product.tpm = func() (transport.TPMCloser, error) { return nil, key.ErrNoTPM }
	if socket := os.Getenv("TPM"); socket != "" {
		product.tpm = tpm.Socket(socket)
	}
	product.providers = func() registry.Providers {
		return registry.BuiltinProviders().With(providersOfStory(os.Getenv("SKY")))
	}
	product.cipher = ksptest.Cipher{}
	devices = func() []device.Module { return nil }
	product.ownModules = true
	surroundings = func() installer.Surroundings {
		s := installer.Here()
		s.Root = filepath.Join(s.Home, "machine")
		return s
	}
	product.directory = func() *registry.Directory {
		return new(registry.Directory).With([]registry.Authority{
			{Names: []string{"Тестовий кваліфікований надавач електронних довірчих послуг"}, EDRPOU: "00000024", CMP: os.Getenv("AUTHORITY"), Reissue: os.Getenv("REISSUE"), Private: true},
			{Names: []string{"КНЕДП Скриня"}, EDRPOU: "00000026"},
			{Names: []string{"Test qualified trust services provider"}, EDRPOU: "00000025", Reissue: os.Getenv("REISSUE"), Private: true},
		})
	}
	main()
}

// TestStories runs the real program through what people live with: each file
// of testdata/stories is one story. A story finds sample keys of every kind in
// $KEYS, the trusted roots in $ROOTS, certificates of people in $PEOPLE, the
// password in the file "password", and in $ESC what clears a terminal. In
// $LIVING lie keys whose certificates name the services at $AUTHORITY, in
// $LIVING/silent those of $SILENT, where nobody knows who is revoked. "armour FILE OUT [pem]" writes a file as
// base64 in lines, "pdf FILE" a document of one page. "pidpys-there" is the program among the test authorities.
func TestStories(t *testing.T) {
	keys, roots, people, living := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	writeSamples(t, keys, roots)
	writePeople(t, people)
	authority := serveAuthorities(t, living, testpki.ServicesOptions{})
	down := testpki.HTTPOptions{Fault: testpki.HTTPFails}
	silent := serveAuthorities(t, filepath.Join(living, "silent"), testpki.ServicesOptions{
		OCSP: testpki.OCSPOptions{HTTPOptions: down}, CRL: testpki.CRLOptions{HTTPOptions: down},
	})
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/stories",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"armour": armour, "pdf": pdf},
		Setup: func(e *testscript.Env) error {
			e.Setenv("KEYS", keys)
			e.Setenv("ROOTS", roots)
			e.Setenv("PEOPLE", people)
			e.Setenv("LIVING", living)
			e.Setenv("ESC", "\x1b[2J")
			e.Setenv("AUTHORITY", authority)
			e.Setenv("SILENT", silent)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("LANG", "en_US.UTF-8")
			return os.WriteFile(filepath.Join(e.WorkDir, "password"), []byte(testpki.Password+"\n"), 0o600)
		},
	})
}

func writeSamples(t *testing.T, keys, roots string) {
	t.Helper()
	write := func(dir, name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	p := testpki.New(time.Now)
	for name, data := range p.Files() {
		write(keys, name, data)
	}
	for i, certificate := range p.Certificates() {
		write(roots, "ca"+string(rune('a'+i))+".cer", certificate.Raw)
	}
	agreement := []container.Entry{{Key: p.Subscriber(testpki.Person).AgreeKey, Certificates: p.Subscriber(testpki.Person).Certificates()[:1]}}
	only, err := container.MarshalPKCS12(agreement, []byte(testpki.Password), container.PKCS12Options{})
	require.NoError(t, err)
	write(keys, "agreement-only.pfx", only)
	write(keys, "hostile.pfx", p.Subscriber(testpki.Hostile).PKCS12(testpki.Password))
	whole := p.Files()["director.pfx"]
	write(keys, "truncated.pfx", whole[:len(whole)/2])
}

// writePeople writes the certificates of subscribers as others have them, NAME.p7b.
func writePeople(t *testing.T, dir string) {
	p := testpki.New(time.Now)
	for _, name := range testpki.Subscribers() {
		bundle, err := pki.MarshalCertificates(p.Subscriber(name).Certificates())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".p7b"), bundle, 0o644))
	}
}

// serveAuthorities starts the services, writes keys of those whose certificates
// name them, and returns their address.
func serveAuthorities(t *testing.T, dir string, o testpki.ServicesOptions) string {
	server := httptest.NewUnstartedServer(nil)
	address := server.Listener.Addr().String()
	p := testpki.NewAt(time.Now, "http://"+address)
	server.Config.Handler = p.Services(o)
	server.Start()
	t.Cleanup(server.Close)
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for file, name := range map[string]string{
		"director.pfx": testpki.Director, "ecdsa.p12": testpki.ECDSAPerson, "rsa.p12": testpki.RSAPerson, "revoked.p12": testpki.Revoked,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), p.Subscriber(name).PKCS12(testpki.Password), 0o644))
	}
	return address
}

func armour(ts *testscript.TestScript, _ bool, args []string) {
	var text strings.Builder
	pem := len(args) == 3 && args[2] == "pem"
	if pem {
		text.WriteString("-----BEGIN CMS-----\r\n")
	}
	code := base64.StdEncoding.EncodeToString([]byte(ts.ReadFile(args[0])))
	for len(code) > 64 {
		text.WriteString(code[:64] + "\r\n")
		code = code[64:]
	}
	text.WriteString(code + "\r\n")
	if pem {
		text.WriteString("-----END CMS-----\r\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text.String()), 0o644))
}

// pdf writes a PDF of one empty page, ISO 32000-1 annex H.
func pdf(ts *testscript.TestScript, _ bool, args []string) {
	file := "%PDF-1.7\n"
	var offsets []int
	for _, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
	} {
		offsets = append(offsets, len(file))
		file += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", len(offsets), object)
	}
	table := len(file)
	file += "xref\n0 4\n0000000000 65535 f \n"
	for _, at := range offsets {
		file += fmt.Sprintf("%010d 00000 n \n", at)
	}
	file += fmt.Sprintf("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(file), 0o644))
}
