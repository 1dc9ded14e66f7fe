// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/x509"
	"encoding/json"
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pkitsPolicies are the policies that vectors of PKITS demand.
var pkitsPolicies = map[string]string{
	"anyPolicy":          "2.5.29.32.0",
	"NIST-test-policy-1": "2.16.840.1.101.3.2.1.48.1",
	"NIST-test-policy-2": "2.16.840.1.101.3.2.1.48.2",
	"NIST-test-policy-3": "2.16.840.1.101.3.2.1.48.3",
	"NIST-test-policy-6": "2.16.840.1.101.3.2.1.48.6",
}

// pkitsOtherwise are the vectors whose verdict is another here, and why.
var pkitsOtherwise = map[string]string{
	"4.1.4": "DSA, which no Ukrainian provider uses and FIPS 186-5 withdrew, is not supported",
	"4.1.5": "DSA, and with inherited parameters crypto/x509 does not even parse it",
	"4.5.2": "is wrong by a CRL only",
	"4.5.5": "is wrong by a CRL only",
	"4.5.7": "is wrong by a CRL only",
	"4.7.4": "is wrong by the issuer of a CRL only",
	"4.7.5": "is wrong by the issuer of a CRL only",
}

// pkitsRules are what the invalid vectors of a section may break; those of
// sections that are not here lack a chain of signatures and names.
var pkitsRules = map[string][]pki.Constraint{
	"4.2":  {}, // dates
	"4.5":  {pki.NotCA},
	"4.6":  {pki.NotCA, pki.PathLength},
	"4.7":  {pki.NoCertSign},
	"4.8":  {pki.NoPolicy, pki.PolicyDemand},
	"4.9":  {pki.NoPolicy},
	"4.10": {pki.NoPolicy, pki.PolicyDemand, pki.PolicyMapping},
	"4.11": {pki.NoPolicy},
	"4.12": {pki.NoPolicy},
	"4.13": {pki.NameConstraints},
	"4.16": {pki.CriticalExtension},
}

type pkitsVector struct {
	Name                        string
	CertPath                    []string // the anchor's first
	ShouldValidate              bool
	InitialPolicySet            []string
	InitialPolicyMappingInhibit bool
	InitialExplicitPolicy       bool
	InitialAnyPolicyInhibit     bool
}

// number is "4.8.1" of "4.8.1 All Certificates Same Policy Test1".
func (v pkitsVector) number() string { return strings.Fields(v.Name)[0] }

func (v pkitsVector) section() string {
	parts := strings.Split(v.number(), ".")
	return strings.Join(parts[:2], ".")
}

func (v pkitsVector) demands(t *testing.T) pki.Demands {
	d := pki.Demands{
		ExplicitPolicy: v.InitialExplicitPolicy, NoPolicyMapping: v.InitialPolicyMappingInhibit, NoAnyPolicy: v.InitialAnyPolicyInhibit,
	}
	for _, name := range v.InitialPolicySet {
		oid, err := x509.ParseOID(pkitsPolicies[name])
		require.NoError(t, err, name)
		d.Policies = append(d.Policies, oid)
	}
	return d
}

// TestPKITS holds path validation to the NIST suite, but for the sections on
// CRLs (4.4, 4.14, 4.15).
func TestPKITS(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(build.Default.GOROOT, "src", "crypto", "x509", "testdata", "nist-pkits")
	data, err := os.ReadFile(filepath.Join(folder, "vectors.json"))
	if err != nil {
		t.Skipf("this Go has no PKITS vectors: %v", err)
	}
	var vectors []pkitsVector
	require.NoError(t, json.Unmarshal(data, &vectors))
	ran := 0
	for _, v := range vectors {
		if slices.Contains([]string{"4.4", "4.14", "4.15"}, v.section()) {
			continue
		}
		ran++
		t.Run(v.Name, func(t *testing.T) {
			var path []*x509.Certificate
			for _, name := range v.CertPath {
				der, err := os.ReadFile(filepath.Join(folder, "certs", name))
				require.NoError(t, err)
				cert, err := pki.ParseCertificate(der)
				if err != nil {
					require.Contains(t, pkitsOtherwise, v.number(), "%s: %v", name, err)
					t.Skip(pkitsOtherwise[v.number()])
				}
				path = append(path, cert)
			}
			anchor, err := pki.AnchorOf(path[0])
			require.NoError(t, err)
			trust := pki.NewTrust([]pki.Anchor{anchor}, path[1:])
			_, err = trust.Validate(path[len(path)-1], nil, noon, v.demands(t))
			_, otherwise := pkitsOtherwise[v.number()]
			require.Equal(t, v.ShouldValidate != otherwise, err == nil, "%v", err)
			if err != nil {
				v.checkReason(t, err)
			}
		})
	}
	assert.Equal(t, 183, ran)
}

func (v pkitsVector) checkReason(t *testing.T, err error) {
	t.Helper()
	rules, broken := pkitsRules[v.section()]
	var constraint *pki.ConstraintError
	var validity *pki.ValidityError
	switch {
	case !broken:
		assert.ErrorIs(t, err, pki.ErrNoChain)
	case len(rules) == 0:
		assert.ErrorAs(t, err, &validity)
	default:
		require.ErrorAs(t, err, &constraint)
		assert.Contains(t, rules, constraint.Constraint)
	}
}
