// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/require"
)

// TestUnzip: other people's programs find the archive in order.
func TestUnzip(t *testing.T) {
	unzip := interop.NewTool(t, "unzip")
	unzip.Write("a.asice", extended(t, []document{contract}, testpki.Person, testpki.ECDSAPerson))
	require.Contains(t, unzip.Run("-t a.asice"), "No errors detected")
}

func TestPythonReads(t *testing.T) {
	python := interop.NewTool(t, "python3")
	python.Write("a.asice", extended(t, []document{contract}, testpki.Person))
	python.Write("read.py", []byte(`import zipfile
z = zipfile.ZipFile("a.asice")
assert z.testzip() is None
assert z.infolist()[0].filename == "mimetype"
print(len(z.read("`+contract.name+`")))
`))
	require.Equal(t, fmt.Sprintln(len(contract.content)), python.Run("read.py"))
}

// TestOpenSSLVerifies: the signatures are detached, over the manifest of ASiC-E
// and over the document of ASiC-S.
func TestOpenSSLVerifies(t *testing.T) {
	for _, signer := range []string{testpki.ECDSAPerson, testpki.RSAPerson} {
		for signed, data := range map[string][]byte{
			"META-INF/ASiCManifest001.xml": extended(t, []document{contract}, signer),
			contract.name:                  simple(t, contract, signer),
		} {
			t.Run(signer+" "+signed, func(t *testing.T) {
				openssl := interop.NewTool(t, "openssl")
				chain := authorities.Subscriber(signer).Chain
				openssl.WritePEM("root.pem", "CERTIFICATE", chain[len(chain)-1].Raw)
				for _, entry := range raw(t, data) {
					switch {
					case entry[0] == signed:
						openssl.Write("content", []byte(entry[1]))
					case strings.HasSuffix(entry[0], ".p7s"):
						openssl.Write("signature.p7s", []byte(entry[1]))
					}
				}
				require.Contains(t, openssl.Run("cms -verify -binary -cades -inform DER -in signature.p7s -content content -out content.out"+
					" -CAfile root.pem -purpose any -attime "+strconv.FormatInt(now.Unix(), 10)), "successful")
			})
		}
	}
}
