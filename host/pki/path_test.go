// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func policies(t testing.TB, dotted ...string) func(*x509.Certificate) {
	t.Helper()
	var all []x509.OID
	for _, d := range dotted {
		oid, err := x509.ParseOID(d)
		require.NoError(t, err)
		all = append(all, oid)
	}
	return func(c *x509.Certificate) { c.Policies = all }
}

func TestValidatePolicies(t *testing.T) {
	const national, other = "1.2.804.2.1.1.1.2.2", "1.2.804.2.1.1.1.2.4"
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", policies(t, national, other))
	signer := issue(t, ca, "Signer", func(c *x509.Certificate) {
		leaf(c)
		policies(t, national)(c)
	})
	trust := trusting(t, root, ca)
	demand := func(dotted string) pki.Demands {
		var c x509.Certificate
		policies(t, dotted)(&c)
		return pki.Demands{Policies: c.Policies, ExplicitPolicy: true}
	}

	path, err := trust.Validate(signer.cert, nil, noon, demand(national))
	require.NoError(t, err)
	assert.Equal(t, signer.cert.Policies, path.Policies)
	assert.Equal(t, certificates(signer, ca, root), path.Certificates)

	path, err = trust.Validate(signer.cert, nil, noon, demand(other))
	var constraint *pki.ConstraintError
	require.ErrorAs(t, err, &constraint)
	assert.Equal(t, pki.PolicyDemand, constraint.Constraint)
	assert.Equal(t, certificates(signer, ca, root), path.Certificates)
	assert.Empty(t, path.Policies)
}

func TestValidatePurpose(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	usages := func(known ...x509.ExtKeyUsage) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.ExtKeyUsage = known }
	}
	management := func(oid asn1.ObjectIdentifier) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.UnknownExtKeyUsage = []asn1.ObjectIdentifier{oid} }
	}
	for _, c := range []struct {
		name    string
		purpose pki.Purpose
		change  func(*x509.Certificate)
		fits    bool
	}{
		{"a signer signs", pki.ForSigning, nil, true},
		{"an encrypting twin does not", pki.ForSigning, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement }, false},
		{"nor does a time-stamping authority", pki.ForSigning, usages(x509.ExtKeyUsageTimeStamping), false},
		{"that stamps time", pki.ForTimeStamps, usages(x509.ExtKeyUsageTimeStamping), true},
		{"and nothing else", pki.ForTimeStamps, usages(x509.ExtKeyUsageTimeStamping, x509.ExtKeyUsageOCSPSigning), false},
		{"but may carry a mark of its maker", pki.ForTimeStamps, func(c *x509.Certificate) {
			usages(x509.ExtKeyUsageTimeStamping)(c)
			c.UnknownExtKeyUsage = append(c.UnknownExtKeyUsage, pki.OIDCMPServer)
		}, true},
		{"by its key usage too", pki.ForTimeStamps, func(c *x509.Certificate) {
			usages(x509.ExtKeyUsageTimeStamping)(c)
			c.KeyUsage = x509.KeyUsageKeyAgreement
		}, false},
		{"any usage is not this one", pki.ForTimeStamps, usages(x509.ExtKeyUsageAny), false},
		{"a signer does not", pki.ForTimeStamps, nil, false},
		{"a responder tells status", pki.ForStatus, usages(x509.ExtKeyUsageOCSPSigning), true},
		{"nobody else does", pki.ForStatus, usages(x509.ExtKeyUsageAny), false},
		{"a registration authority manages", pki.ForManagement, management(pki.OIDCMCRA), true},
		{"a certification authority does", pki.ForManagement, management(pki.OIDCMCCA), true},
		{"and what is called a CMP server", pki.ForManagement, management(pki.OIDCMPServer), true},
		{"a stamp does not", pki.ForManagement, management(pki.OIDStamp), false},
		{"nor any usage", pki.ForManagement, usages(x509.ExtKeyUsageAny), false},
		{"nor a key that only agrees", pki.ForManagement, func(c *x509.Certificate) {
			management(pki.OIDCMCRA)(c)
			c.KeyUsage = x509.KeyUsageKeyAgreement
		}, false},
		{"no usage is enough for no purpose", pki.AnyPurpose, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign }, true},
		{"a purpose unheard of", pki.Purpose(9), nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			cert := issue(t, root, "Somebody", func(cert *x509.Certificate) {
				leaf(cert)
				if c.change != nil {
					c.change(cert)
				}
			}).cert
			_, err := trusting(t, root).Validate(cert, nil, noon, pki.Demands{Purpose: c.purpose})
			if c.fits {
				assert.NoError(t, err)
				return
			}
			var constraint *pki.ConstraintError
			require.ErrorAs(t, err, &constraint)
			assert.Equal(t, pki.WrongPurpose, constraint.Constraint)
			assert.Equal(t, "not for "+c.purpose.String(), constraint.Detail)
		})
	}
}

// TestNamesInSubject: where a certificate has no alternative names, a mailbox
// in its subject is constrained like one of these.
func TestNamesInSubject(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", func(c *x509.Certificate) { c.PermittedEmailAddresses = []string{"gov.ua"} })
	named := func(mailbox string, change func(*x509.Certificate)) error {
		signer := issue(t, ca, "Signer", func(c *x509.Certificate) {
			leaf(c)
			c.Subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: pki.OIDEmailAddress, Value: mailbox}}
			if change != nil {
				change(c)
			}
		})
		_, err := trusting(t, root, ca).Chain(signer.cert, nil, noon)
		return err
	}
	assert.NoError(t, named("person@gov.ua", nil))
	assert.ErrorContains(t, named("person@b.example", nil), "rfc822Name in no permitted subtree")
	assert.NoError(t, named("person@b.example", func(c *x509.Certificate) { c.EmailAddresses = []string{"person@gov.ua"} }))
	assert.Error(t, named("person@gov.ua", func(c *x509.Certificate) { c.EmailAddresses = []string{"person@b.example"} }))
}

// TestSelfIssued: a certificate by which an authority renews its key may have
// names that its subscribers may not.
func TestSelfIssued(t *testing.T) {
	root := issue(t, nil, "Root", func(c *x509.Certificate) { c.ExcludedDNSDomains = []string{"gov.ua"} })
	renewed := issue(t, root, "Root", func(c *x509.Certificate) { c.DNSNames = []string{"gov.ua"} })
	_, err := trusting(t, root, renewed).Chain(issue(t, renewed, "Signer", leaf).cert, nil, noon)
	assert.NoError(t, err)
	_, err = trusting(t, root).Chain(renewed.cert, nil, noon)
	assert.ErrorContains(t, err, "excluded", "the last of a path is no exception")
}

// TestBestFailure prefers the path that would have been good at another time.
func TestBestFailure(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	wrong := issue(t, root, "CA", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign })
	late := issueFor(t, root, "CA", wrong.key, func(c *x509.Certificate) { c.NotAfter = noon.AddDate(0, -1, 0) })
	signer := issue(t, wrong, "Signer", leaf)
	path, err := trusting(t, root, wrong, late).Validate(signer.cert, nil, noon, pki.Demands{})
	var validity *pki.ValidityError
	require.ErrorAs(t, err, &validity)
	assert.Equal(t, late.cert, validity.Certificate)
	assert.Equal(t, certificates(signer, late, root), path.Certificates)
}

// TestWholeSeconds: a certificate is valid through its last second, and not
// before its first has begun.
func TestWholeSeconds(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	signer := issue(t, root, "Signer", leaf)
	trust := trusting(t, root)
	_, err := trust.Chain(signer.cert, nil, signer.cert.NotAfter.Add(999*time.Millisecond))
	assert.NoError(t, err)
	_, err = trust.Chain(signer.cert, nil, signer.cert.NotAfter.Add(time.Second))
	assert.Error(t, err)
	_, err = trust.Chain(signer.cert, nil, signer.cert.NotBefore.Add(-time.Millisecond))
	assert.Error(t, err)
}

// TestCrowd hides nothing behind ten thousand namesakes of an authority that
// signed nothing, nor does it try them all.
func TestCrowd(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", nil)
	signer := issue(t, ca, "Signer", leaf)
	one := issue(t, nil, "CA", func(c *x509.Certificate) { c.SubjectKeyId = []byte("nobody's") })
	var crowd []*x509.Certificate
	for i := range 10_000 {
		der := append([]byte(nil), one.cert.Raw...)
		der[len(der)-1], der[len(der)-2] = byte(i), byte(i>>8)
		cert, err := pki.ParseCertificate(der)
		require.NoError(t, err)
		crowd = append(crowd, cert, cert)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	trusting(t, root).With(crowd)
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20), "grows with their number, not with its square")

	start := time.Now()
	_, err := trusting(t, root).Chain(signer.cert, append(crowd, ca.cert), noon)
	assert.NoError(t, err, "its key identifier puts it before the others")
	_, err = trusting(t, root).Chain(signer.cert, crowd, noon)
	assert.ErrorIs(t, err, pki.ErrSearchLimit)
	assert.ErrorIs(t, err, pki.ErrNoChain)
	assert.Less(t, time.Since(start), 10*time.Second)
}

func TestSubIndication(t *testing.T) {
	constraint := func(c pki.Constraint) error { return &pki.ConstraintError{Constraint: c} }
	for _, c := range []struct {
		err  error
		want pki.SubIndication
	}{
		{nil, ""},
		{pki.ErrNoChain, pki.NoCertificateChainFound},
		{pki.ErrSearchLimit, pki.NoCertificateChainFound},
		{&pki.ValidityError{}, pki.OutOfBoundsNoPOE},
		{constraint(pki.WeakAlgorithm), pki.CryptoConstraintsFailureNoPOE},
		{constraint(pki.WrongPurpose), pki.ChainConstraintsFailure},
		{constraint(pki.PolicyDemand), pki.ChainConstraintsFailure},
		{constraint(pki.NotCA), pki.CertificateChainGeneralFailure},
		{constraint(pki.NameConstraints), pki.CertificateChainGeneralFailure},
		{pki.ErrSignature, pki.CertificateChainGeneralFailure},
	} {
		assert.Equal(t, c.want, pki.SubIndicationOf(c.err), "%v", c.err)
	}
}

func TestEveryRuleHasASection(t *testing.T) {
	for _, c := range []pki.Constraint{
		pki.NotCA, pki.NoCertSign, pki.PathLength, pki.CriticalExtension, pki.Extension, pki.EmptyName, pki.NameConstraints,
		pki.NoPolicy, pki.PolicyMapping, pki.PolicyDemand, pki.WrongPurpose, pki.WeakAlgorithm,
	} {
		assert.NotEmpty(t, c.Section(), c)
	}
}

// TestRealPaths validates what Ukrainian providers issued, and what others'
// software made like it, at a time when it was valid.
func TestRealPaths(t *testing.T) {
	read := func(t *testing.T, name string) *x509.Certificate {
		certs, err := pki.ParseCertificates(interop.Read(t, "pki/"+name))
		require.NoError(t, err, name)
		return certs[0]
	}
	const ua, made = "ua-real/", "uapki-generated/"
	diiaCA := ua + "diia-CA-05E19E2CD92EA2990100000001000000E1000000.cer"
	for _, c := range []struct {
		root, ca, cert string
		purpose        pki.Purpose
		broken         pki.Constraint
	}{
		{root: diiaCA, cert: ua + "diia-test-sign-7775603.cer", purpose: pki.ForSigning},
		{root: diiaCA, cert: ua + "diia-test-kep-7775604.cer", purpose: pki.ForSigning, broken: pki.WrongPurpose},
		{root: diiaCA, cert: ua + "diia-ocsp-3ED5083160DBC59B0200000001000000202B0F00.cer", purpose: pki.ForStatus},
		{root: diiaCA, cert: ua + "diia-ocsp-3ED5083160DBC59B0200000001000000202B0F00.cer", purpose: pki.ForTimeStamps, broken: pki.WrongPurpose},
		{root: made + "root.cer", ca: made + "ca.cer", cert: made + "signer.cer", purpose: pki.ForSigning},
		{root: made + "root.cer", ca: made + "ca.cer", cert: made + "ocsp.cer", purpose: pki.ForStatus},
		{root: made + "root.cer", cert: made + "tsp.cer", purpose: pki.ForTimeStamps},
	} {
		t.Run(c.cert+" for "+c.purpose.String(), func(t *testing.T) {
			anchor, err := pki.AnchorOf(read(t, c.root))
			require.NoError(t, err)
			var between []*x509.Certificate
			if c.ca != "" {
				between = append(between, read(t, c.ca))
			}
			cert := read(t, c.cert)
			_, err = pki.NewTrust([]pki.Anchor{anchor}, between).Validate(cert, nil, cert.NotBefore, pki.Demands{Purpose: c.purpose})
			if c.broken == "" {
				assert.NoError(t, err)
				return
			}
			var constraint *pki.ConstraintError
			require.ErrorAs(t, err, &constraint)
			assert.Equal(t, c.broken, constraint.Constraint)
		})
	}
}

// TestTogether asks one Trust from many sides at once, which remembers what its
// anchors signed, and another Trust with a namesake of the anchor.
func TestTogether(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	ca := issue(t, root, "CA", nil)
	signer := issue(t, ca, "Signer", leaf)
	trust, stranger := trusting(t, root, ca), trusting(t, issue(t, nil, "Root", nil), ca)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			_, err := trust.Chain(signer.cert, nil, noon)
			assert.NoError(t, err)
			_, err = stranger.Chain(signer.cert, certificates(root), noon)
			assert.ErrorIs(t, err, pki.ErrNoChain)
		})
	}
	all.Wait()
}

// BenchmarkValidate is a subscriber's path in the national infrastructure: one
// signature of m = 257, and one of m = 431 that is remembered.
func BenchmarkValidate(b *testing.B) {
	read := func(name string) *x509.Certificate {
		cert, err := pki.ParseCertificate(interop.Read(b, "pki/uapki-generated/"+name))
		require.NoError(b, err)
		return cert
	}
	root, ca, signer := read("root.cer"), read("ca.cer"), read("signer.cer")
	anchor, err := pki.AnchorOf(root)
	require.NoError(b, err)
	trust := pki.NewTrust([]pki.Anchor{anchor}, []*x509.Certificate{ca})
	for b.Loop() {
		_, err := trust.Validate(signer, []*x509.Certificate{ca}, signer.NotBefore, pki.Demands{Purpose: pki.ForSigning})
		require.NoError(b, err)
	}
}

// TestIsAnchor tells an anchor's own certificate from one below it, and from
// another of its name and key.
func TestIsAnchor(t *testing.T) {
	root := issue(t, nil, "Root", nil)
	twin := issueFor(t, nil, "Root", root.key, func(c *x509.Certificate) { c.SerialNumber = big.NewInt(2) })
	below := issue(t, root, "CA", nil)
	trust := trusting(t, root, below, twin)
	assert.True(t, trust.IsAnchor(root.cert))
	assert.False(t, trust.IsAnchor(twin.cert))
	assert.False(t, trust.IsAnchor(below.cert))
	nameAndKey := pki.NewTrust([]pki.Anchor{{Subject: root.cert.RawSubject, PublicKey: root.key.Public()}}, nil)
	assert.False(t, nameAndKey.IsAnchor(root.cert))
}
