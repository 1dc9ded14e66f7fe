// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/pidpys/pidpys/"

// floors is the architecture: every package, lowest first, and what of this
// module its own code may import. A package stands below all that name it,
// so reading from the top one only ever looks down. A new package gets a row;
// a new import is either in its row or a mistake in the design. A row allows no
// more than is used, so that the table stays a picture of the house.
var floors = []struct {
	pkg  string
	over string // space separated, each a row above
}{
	// Floor 0: algorithms. The standard library only, importable by anyone.
	{"host/crypto/internal/alias", ""},
	{"host/crypto/internal/round", ""},
	{"host/crypto/internal/clmul", ""},
	{"host/crypto/internal/impl", ""},
	{"host/crypto/internal/gost", "host/crypto/internal/impl"},
	{"host/crypto/gost28147", "host/crypto/internal/alias host/crypto/internal/gost"},
	{"host/crypto/gost34311", "host/crypto/gost28147 host/crypto/internal/gost"},
	{"host/crypto/kalyna", "host/crypto/internal/alias host/crypto/internal/clmul host/crypto/internal/impl host/crypto/internal/round"},
	{"host/crypto/kupyna", "host/crypto/internal/impl host/crypto/internal/round"},
	{"host/crypto/internal/gf2m", "host/crypto/internal/clmul host/crypto/internal/impl"},
	{"host/crypto/internal/modn", ""},
	{"host/crypto/dstu4145/internal/curve", "host/crypto/internal/gf2m host/crypto/internal/impl host/crypto/internal/modn"},
	{"host/crypto/dstu4145", "host/crypto/gost28147 host/crypto/internal/gf2m host/crypto/internal/modn host/crypto/dstu4145/internal/curve"},
	{"host/crypto/x963", ""},
	{"host/crypto/cryptotest", "host/crypto/internal/impl"},
	{"host/crypto/cryptotest/leak", ""},

	{"host/internal/ber", ""},      // encodings: where BER becomes DER
	{"host/internal/der", ""},      // and small shapes of DER
	{"host/internal/shelf", ""},    // files that may be lost
	{"host/internal/filename", ""}, // names of files that strangers chose
	{"host/internal/media", ""},    // what a document is, to be looked at
	{"host/outbound", ""},          // the only way to the network
	{"host/qr", ""},                // links that phones read
	{"host/internal/uuid", ""},     // names that nobody guesses
	{"host/ownership", ""},         // whose a file is
	{"host/strictjson", ""},        // files and messages of our own

	// Floor 1: certificates, messages, signatures.
	{"host/pki/internal/policy", ""},
	{"host/pki/internal/subtree", ""},
	{"host/pki", "host/internal/ber host/pki/internal/policy host/pki/internal/subtree host/crypto/gost28147 host/crypto/gost34311 host/crypto/kupyna host/crypto/dstu4145"},
	{"host/registry", "host/outbound host/pki host/strictjson"},
	{"host/registry/generate", "host/pki host/registry"},
	{"host/cmp", "host/internal/ber host/internal/der host/pki"},
	{"host/cmp/keyid", "host/internal/ber host/pki"},
	{"host/lookup", "host/cmp/keyid host/internal/shelf host/outbound host/pki host/registry"},
	{"host/pkcs10", "host/internal/der host/crypto/dstu4145 host/pki"},
	{"host/cms", "host/crypto/dstu4145 host/pki host/internal/ber"},
	{"host/envelope", "host/cms host/pki host/crypto/dstu4145 host/crypto/gost28147 host/crypto/kalyna host/crypto/x963"},
	{"host/ess", "host/cms host/pki"},
	{"host/crl", "host/internal/ber host/internal/der host/pki"},
	{"host/ocsp", "host/crl host/crypto/dstu4145 host/internal/ber host/internal/der host/pki"},
	{"host/status", "host/crl host/internal/shelf host/ocsp"},
	{"host/tsp", "host/cms host/ess host/internal/ber host/internal/der host/pki"},
	{"host/cades", "host/pki host/cms host/ess host/tsp host/status host/ocsp host/crl host/crypto/dstu4145"},
	{"host/validation", "host/cades host/cms host/crl host/ess host/ocsp host/pki host/status host/tsp"},
	{"host/asic", "host/cms host/internal/filename host/pki host/tsp host/validation"},
	{"host/witness", "host/cades host/crl host/crypto/dstu4145 host/internal/shelf host/outbound host/pki host/registry host/status host/tsp host/validation"},
	{"host/pades/internal/pdf", ""}, // what a PDF file is made of
	{"host/pades", "host/cades host/cms host/internal/ber host/ocsp host/pades/internal/pdf host/pki host/tsp host/validation"},
	{"host/login", ""},

	// Floor 2: what a key is, whoever holds it.
	{"host/key", "host/crypto/dstu4145 host/envelope host/pki"},
	{"host/key/keytest", "host/crypto/dstu4145 host/key host/pki"},

	// Floor 3: those who hold keys, and how the browser speaks. They do not know each other.
	{"hardware/cryptoki", ""},
	{"hardware/wire", "hardware/cryptoki host/strictjson"},
	{"hardware/modulefile", "host/ownership"},
	{"hardware/worker", "hardware/cryptoki hardware/modulefile hardware/wire host/ownership"},
	{"hardware/lockfile", ""},
	{"hardware/device", "hardware/cryptoki hardware/wire host/key"},
	{"hardware/token", "hardware/cryptoki hardware/device hardware/lockfile hardware/modulefile hardware/wire host/crypto/dstu4145 host/key host/ownership host/pki"},
	{"hardware/tpm", "hardware/lockfile host/key host/pki host/strictjson"},
	{"hardware/pinentry", "host/ownership"},
	{"host/container", "host/internal/ber host/key host/pki host/crypto/gost28147 host/crypto/gost34311 host/crypto/dstu4145"},
	{"host/cloud", "hardware/lockfile host/cades host/internal/shelf host/key host/pki host/qr host/strictjson"},
	{"host/cloud/loopback", "host/key"},
	{"host/cloud/ksp", "host/cloud host/cms host/internal/uuid host/key host/pki"},
	{"host/cloud/csc", "host/cloud host/key host/outbound host/pki"},
	{"host/protocol", ""},
	{"host/config", "host/ownership host/pki host/registry host/strictjson"},
	{"extension", ""},
	{"host/prompt", "extension hardware/pinentry host/key host/pki"},
	{"installer", ""},
	{"installer/registrytest", "installer"},

	// Floor 4: what is done on request, and what a cabinet's server does with the answer.
	{"host/report", "extension host/asic host/cades host/crl host/pades host/pki host/validation"},
	{"host/reissue", "hardware/lockfile host/cades host/cmp host/crypto/dstu4145 host/internal/shelf host/key host/pkcs10 host/pki host/status host/strictjson"},
	{"host/relying/internal/partner", ""},                          // servers that a cabinet's own asks
	{"host/relying/dps", "host/pki host/relying/internal/partner"}, // reports to the tax service
	{"host/service", "host/cloud/loopback host/crypto/dstu4145 host/cmp host/envelope host/key host/cades host/cms host/login host/lookup host/protocol host/pki host/qr host/registry host/reissue host/validation host/status host/tsp host/internal/filename host/internal/media host/asic host/pades host/report host/relying/dps"},
	{"host/dialect/iit", "extension host/asic host/cades host/cmp/keyid host/cms host/container host/crypto/dstu4145 host/key host/lookup host/pades host/pki host/protocol host/registry host/relying/dps host/service host/status host/validation"},
	{"host/dialect/webeid", "extension host/crypto/dstu4145 host/key host/pki host/protocol host/service"},
	{"host/doctor", "extension hardware/token hardware/tpm hardware/wire host/config host/key host/ownership host/pki host/protocol installer"},
	{"host/relying/store", ""},
	{"host/relying/store/redisstore", "host/relying/store"},
	{"host/relying", "host/cades host/login host/pki host/relying/store host/validation"},
	{"host/relying/registration", "host/pki host/relying host/relying/store"},
	{"host/relying/diia", "host/cades host/internal/uuid host/pki host/qr host/relying host/relying/internal/partner host/relying/store host/validation"},
	{"host/command", "hardware/tpm host/asic host/cades host/cloud host/cloud/loopback host/cms host/container host/crypto/dstu4145 host/envelope host/key host/lookup host/pades host/pki host/protocol host/qr host/registry host/reissue host/report host/service host/status host/validation host/witness installer extension"},
	{"host", "hardware/device hardware/token hardware/tpm host/cloud host/cloud/csc host/cloud/ksp host/command host/config host/container host/dialect/iit host/dialect/webeid host/doctor host/key host/lookup host/outbound host/pki host/prompt host/protocol host/registry host/reissue host/service host/witness installer"},

	// Beside the house: test authorities and the demo. No release program imports them.
	{"host/internal/interop", ""},
	{"host/internal/quoted", ""},
	{"host/qr/qrtest", ""},
	{"host/pades/pdftest", "host/internal/interop"},
	{"host/testpki", "host/cades host/cmp host/cmp/keyid host/cms host/container host/crl host/ess host/internal/der host/key host/ocsp host/pkcs10 host/pki host/tsp host/crypto/dstu4145"},
	{"host/testpki/cadestest", "host/cades host/cms host/crypto/dstu4145 host/crypto/gost28147 host/outbound host/pki host/status host/testpki host/tsp"},
	{"host/testpki/phone", "host/pki host/qr"},
	{"host/relying/store/storetest", "host/relying/store"},
	{"host/relying/dps/dpstest", "host/cades host/envelope host/pki host/relying/dps host/testpki host/validation"},
	{"host/relying/diia/diiatest", "host/cades host/pki host/relying/diia host/strictjson host/testpki host/testpki/phone"},
	{"host/cloud/csctest", "host/crypto/dstu4145 host/key host/pki host/testpki host/testpki/phone host/tsp"},
	{"host/cloud/ksptest", "host/cades host/cloud/ksp host/crypto/dstu4145 host/pki host/strictjson host/testpki host/testpki/phone"},
	{"host/bench", "host/cades host/container host/crypto/cryptotest host/crypto/dstu4145 host/crypto/gost28147 host/crypto/gost34311 host/crypto/kalyna host/crypto/kupyna host/login host/relying host/relying/store host/testpki"},
	{"hardware/simulator", "hardware/cryptoki hardware/lockfile host/crypto/dstu4145 host/crypto/gost28147 host/pki"},
	{"hardware/simulator/pcscd", "hardware/lockfile"},
	{"hardware/simulator/piv", "hardware/simulator/pcscd"},
	{"hardware/simulator/screen", ""},
	{"hardware/simulator/softhsm", ""},
	{"hardware/simulator/swtpm", ""},
	{"hardware/simulator/wine", ""},
	{"hardware/simulator/module", "hardware/cryptoki hardware/lockfile hardware/simulator host/crypto/dstu4145 host/pki"},
	{"host/demo/practice", ""},
	{"host/demo/forms", "host/pki host/relying/dps"}, // tax reports, filled in
	{"host/demo/pages", ""},
	{"host/demo/session", ""},
	{"host/demo/mail", "host/demo/pages host/pki"},
	{"host/demo/portal", "extension host/demo/pages host/demo/session host/pki host/relying host/relying/registration"},
	{"host/demo", "hardware/simulator host/asic host/cades host/cms host/config host/crypto/dstu4145 host/envelope host/outbound host/pades host/pki host/relying host/relying/dps host/relying/dps/dpstest host/relying/store host/report host/status host/testpki host/validation extension host/cloud/csctest host/cloud/ksp host/cloud/ksptest host/demo/forms host/demo/practice host/demo/pages host/demo/session host/demo/mail host/demo/portal host/relying/diia host/relying/diia/diiatest"},
	{"installer/crx3", ""},
	{"installer/product", "installer installer/crx3"},
	{"installer/addon", "installer/crx3 installer/product"},
	{"installer/sbom", "installer/product"},
	{"installer/linux", "extension installer installer/addon installer/product installer/sbom"},
	{"installer/uuid", ""},
	{"installer/windows", "installer installer/addon installer/product installer/sbom installer/uuid"},
	{"installer/admin", "installer installer/addon installer/product installer/uuid"},
	{"installer/macos/payload", ""},
	{"installer/macos/xar", ""},
	{"installer/macos", "installer/addon installer/admin installer/macos/payload installer/macos/xar installer/product installer/sbom"},
	{"installer/release", "installer/addon installer/admin installer/linux installer/macos installer/product installer/sbom installer/windows"},
	{"installer/acceptance", ""}, // tests only
	{"host/demo/browser", "installer installer/addon installer/product"},
	{"host/demo/run", "host/demo host/demo/browser host/testpki host/pki"},
	{"host/demo/e2e", ""}, // tests only
}

// beside are packages that a release program must not contain, not even
// through another package: test authorities, the demo, simulators.
var beside = []string{"host/cloud/csctest", "host/cloud/ksptest", "host/relying/diia/diiatest", "host/relying/dps/dpstest", "host/relying/store/storetest", "host/internal/interop", "host/internal/quoted", "host/qr/qrtest", "installer/registrytest", "host/pades/pdftest", "host/testpki/cadestest", "host/testpki/phone", "host/testpki", "host/demo", "host/demo/browser", "host/demo/practice", "host/demo/pages", "host/demo/session", "host/demo/mail", "host/demo/portal", "host/demo/forms", "host/demo/run", "host/key/keytest", "host/crypto/cryptotest", "host/crypto/cryptotest/leak", "host/bench", "hardware/simulator", "hardware/simulator/module", "hardware/simulator/pcscd", "hardware/simulator/piv", "hardware/simulator/screen", "hardware/simulator/softhsm", "hardware/simulator/swtpm", "hardware/simulator/wine", "installer/addon", "installer/admin", "installer/uuid", "installer/crx3", "installer/linux", "installer/macos", "installer/macos/payload", "installer/macos/xar", "installer/product", "installer/sbom", "installer/windows"}

type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func goList(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps"}, args...)...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	require.NoError(t, err)
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var one listed
		require.NoError(t, dec.Decode(&one))
		all = append(all, one)
	}
	return all
}

func ours(imports []string) []string {
	var in []string
	for _, i := range imports {
		if rest, ok := strings.CutPrefix(i, module); ok {
			in = append(in, rest)
		}
	}
	return in
}

func TestFloorsOnlyLookDown(t *testing.T) {
	allowed := map[string][]string{}
	for _, row := range floors {
		require.NotContains(t, allowed, row.pkg, "two rows for one package")
		over := strings.Fields(row.over)
		for _, o := range over {
			require.Contains(t, allowed, o, "the row of %s names %s, which does not stand above it in the table", row.pkg, o)
		}
		allowed[row.pkg] = over
	}
	for _, p := range goList(t, "./...") {
		pkg := strings.TrimPrefix(p.ImportPath, module)
		over, known := allowed[pkg]
		if !known {
			t.Errorf("%s has no row among the floors", pkg)
			continue
		}
		imports := ours(p.Imports)
		for _, i := range imports {
			if !slices.Contains(over, i) {
				t.Errorf("%s imports %s, which its floor does not allow", pkg, i)
			}
		}
		for _, o := range over {
			if !slices.Contains(imports, o) {
				t.Errorf("the row of %s allows %s, which it does not import", pkg, o)
			}
		}
	}
}

// TestAlgorithmsAndProtocolNeedOnlyTheStandardLibrary holds what makes floor 0
// importable by anyone and the protocol free of cryptography.
func TestAlgorithmsAndProtocolNeedOnlyTheStandardLibrary(t *testing.T) {
	for _, p := range goList(t, "./host/crypto/...", "./host/protocol", "./extension", "./installer") {
		if strings.HasSuffix(p.ImportPath, "/cryptotest") {
			continue // a test's tool
		}
		for _, i := range p.Imports {
			if i == "golang.org/x/sys/windows/registry" && strings.HasSuffix(p.ImportPath, "/installer") {
				continue // the standard library's own is internal
			}
			if i == "golang.org/x/sys/cpu" && strings.Contains(p.ImportPath, "/crypto/") {
				continue // likewise: what the processor can do
			}
			if first, _, _ := strings.Cut(i, "/"); strings.Contains(first, ".") && !strings.HasPrefix(i, module) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

// TestRedisIsForThoseWhoAskForIt: whoever imports what a cabinet's server needs gets
// its client only with the package that is for it.
func TestRedisIsForThoseWhoAskForIt(t *testing.T) {
	const own = module + "host/relying/store/redisstore"
	for _, p := range goList(t, "./...") {
		for _, d := range p.Deps {
			if strings.HasPrefix(d, "github.com/redis/") && p.ImportPath != own {
				t.Errorf("%s contains %s", p.ImportPath, d)
				break
			}
		}
	}
}

func TestReleaseHoldsNothingOfTheDemo(t *testing.T) {
	for _, p := range goList(t, "./host", "./hardware/worker") {
		for _, d := range ours(p.Deps) {
			if slices.Contains(beside, d) {
				t.Errorf("the release program %s contains %s", p.ImportPath, d)
			}
		}
	}
}
