// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl_test

import (
	"crypto/x509"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/testpki"
)

var (
	now      = time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC)
	midnight = now.Truncate(24 * time.Hour)
	weekAgo  = midnight.AddDate(0, 0, -7)
)

func clock() time.Time { return now }

const base = "http://127.0.0.1:1"

// read makes one list of testpki and parses it.
func read(t testing.TB, p *testpki.PKI, authority string, o testpki.CRLOptions, delta bool) *crl.List {
	t.Helper()
	l, err := crl.Parse(p.List(authority, o, delta))
	require.NoError(t, err)
	return l
}

func pair(t testing.TB, p *testpki.PKI, authority string, o testpki.CRLOptions) crl.Set {
	t.Helper()
	set, err := crl.Combine(read(t, p, authority, o, false), read(t, p, authority, o, true))
	require.NoError(t, err)
	return set
}

func TestLookup(t *testing.T) {
	p := testpki.NewAt(clock, base)
	revokedNow, heldAndLifted, liftedNow := p.Subscriber(testpki.FOP).SignCert, p.Subscriber(testpki.Stamp).SignCert, p.Subscriber(testpki.Director).SignCert
	p.Revoke(revokedNow, now.Add(-time.Minute), crl.Superseded)
	p.Revoke(heldAndLifted, weekAgo, crl.CertificateHold)
	p.Release(heldAndLifted, midnight.Add(-time.Hour))
	p.Revoke(liftedNow, weekAgo, crl.CertificateHold)
	p.Release(liftedNow, now.Add(-time.Minute))

	set := pair(t, p, "national", testpki.CRLOptions{})
	issuer := p.Subscriber(testpki.Person).Chain[0]
	for _, l := range []*crl.List{set.Complete, set.Delta} {
		require.NoError(t, l.Verify(issuer))
		require.NoError(t, crl.Freshness{}.Check(l.ThisUpdate, l.NextUpdate, now))
	}
	complete := crl.Set{Complete: set.Complete}
	for name, test := range map[string]struct {
		cert                 *x509.Certificate
		byComplete, byDelta  bool
		revocation, complete crl.Revocation
	}{
		"nobody":          {p.Subscriber(testpki.Person).SignCert, false, false, crl.Revocation{}, crl.Revocation{}},
		"revoked":         {p.Subscriber(testpki.Revoked).SignCert, true, true, crl.Revocation{Time: weekAgo, Reason: crl.KeyCompromise}, crl.Revocation{Time: weekAgo, Reason: crl.KeyCompromise}},
		"since a minute":  {revokedNow, false, true, crl.Revocation{Time: now.Add(-time.Minute), Reason: crl.Superseded}, crl.Revocation{}},
		"lifted":          {heldAndLifted, false, false, crl.Revocation{}, crl.Revocation{}},
		"lifted in delta": {liftedNow, true, false, crl.Revocation{}, crl.Revocation{Time: weekAgo, Reason: crl.CertificateHold}},
	} {
		t.Run(name, func(t *testing.T) {
			r, revoked, err := set.Lookup(test.cert)
			require.NoError(t, err)
			assert.Equal(t, test.byDelta, revoked)
			assert.Equal(t, test.revocation, r)
			r, revoked, err = complete.Lookup(test.cert)
			require.NoError(t, err)
			assert.Equal(t, test.byComplete, revoked)
			assert.Equal(t, test.complete, r)
		})
	}
	european := pair(t, p, "european", testpki.CRLOptions{})
	r, revoked, err := european.Lookup(p.Subscriber(testpki.OnHold).SignCert)
	require.NoError(t, err)
	assert.True(t, revoked)
	assert.Equal(t, crl.Revocation{Time: weekAgo, Reason: crl.CertificateHold}, r)
}

func TestFaults(t *testing.T) {
	p := testpki.NewAt(clock, base)
	issuer := p.Subscriber(testpki.Person).Chain[0]
	judge := func(faults testpki.CRLFaults) error {
		l, err := crl.Parse(p.List("national", testpki.CRLOptions{Faults: faults}, false))
		if err != nil {
			return err
		}
		if err := l.Verify(issuer); err != nil {
			return err
		}
		return crl.Freshness{Skew: time.Minute}.Check(l.ThisUpdate, l.NextUpdate, now)
	}
	for faults, want := range map[testpki.CRLFaults]error{
		0:                                     nil,
		testpki.CRLEmpty:                      nil,
		testpki.CRLStale:                      crl.ErrStale,
		testpki.CRLFuture:                     crl.ErrNotYet,
		testpki.CRLForeign:                    crl.ErrIssuer,
		testpki.CRLUnknownCritical:            crl.ErrCritical,
		testpki.CRLUnknownEntry:               crl.ErrCritical,
		testpki.CRLStale | testpki.CRLForeign: crl.ErrIssuer,
		testpki.CRLEmpty | testpki.CRLUnknownEntry: nil,
	} {
		assert.ErrorIs(t, judge(faults), want, "%b", faults)
	}
	list := read(t, p, "national", testpki.CRLOptions{}, false)
	assert.ErrorIs(t, list.Verify(p.Subscriber(testpki.Person).Chain[1]), crl.ErrIssuer, "the root is another")
	other := *issuer
	other.KeyUsage = x509.KeyUsageCertSign
	assert.ErrorIs(t, list.Verify(&other), crl.ErrIssuer, "no right to sign lists")
}

func TestCombine(t *testing.T) {
	p := testpki.NewAt(clock, base)
	complete, delta := read(t, p, "national", testpki.CRLOptions{}, false), read(t, p, "national", testpki.CRLOptions{}, true)
	ahead := read(t, p, "national", testpki.CRLOptions{Faults: testpki.CRLAhead}, true)
	scoped := read(t, p, "national", testpki.CRLOptions{Scope: scope(flag(1))}, true)
	for name, lists := range map[string][2]*crl.List{
		"two complete":            {complete, complete},
		"two deltas":              {delta, delta},
		"the other way":           {delta, complete},
		"another issuer":          {complete, read(t, p, "european", testpki.CRLOptions{}, true)},
		"base yet to come":        {complete, ahead},
		"another scope":           {complete, scoped},
		"delta older than a week": {complete, read(t, testpki.NewAt(func() time.Time { return weekAgo }, base), "national", testpki.CRLOptions{}, true)},
	} {
		_, err := crl.Combine(lists[0], lists[1])
		assert.ErrorIs(t, err, crl.ErrDelta, name)
	}
	set, err := crl.Combine(complete, delta)
	require.NoError(t, err)
	assert.Same(t, delta, set.Newest())
	assert.Same(t, complete, crl.Set{Complete: complete}.Newest())
}

// scope writes an issuingDistributionPoint.
func scope(fields ...cryptobyte.BuilderContinuation) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, field := range fields {
			field(b)
		}
	})
	return b.BytesOrPanic()
}

func flag(n uint8) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.Tag(n).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddUint8(0xff) })
	}
}

func name(tag asn1.Tag, value []byte) cryptobyte.BuilderContinuation {
	context0 := asn1.Tag(0).ContextSpecific().Constructed()
	return func(b *cryptobyte.Builder) {
		b.AddASN1(context0, func(b *cryptobyte.Builder) {
			b.AddASN1(context0, func(b *cryptobyte.Builder) {
				b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(value) })
			})
		})
	}
}

func TestScope(t *testing.T) {
	p := testpki.NewAt(clock, base)
	person := p.Subscriber(testpki.Person)
	uri := func(url string) []byte { return scope(name(asn1.Tag(6).ContextSpecific(), []byte(url))) }
	reasons := scope(func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.Tag(3).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes([]byte{6, 0x40}) })
	})
	for why, test := range map[string]struct {
		scope     []byte
		authority string
		cert      *x509.Certificate
		want      error
	}{
		"everything":                       {nil, "national", person.SignCert, nil},
		"subscribers":                      {scope(flag(1)), "national", person.SignCert, nil},
		"subscribers, asked about a CA":    {scope(flag(1)), "national-root", person.Chain[0], crl.ErrScope},
		"authorities":                      {scope(flag(2)), "national-root", person.Chain[0], nil},
		"authorities, asked about another": {scope(flag(2)), "national", person.SignCert, crl.ErrScope},
		"attributes":                       {scope(flag(5)), "national", person.SignCert, crl.ErrScope},
		"its point":                        {uri(base + "/download/crls/national-Full.crl"), "national", person.SignCert, nil},
		"another point":                    {uri(base + "/download/crls/other.crl"), "national", person.SignCert, crl.ErrScope},
		"the issuer's name, beside a URL":  {scope(name(asn1.Tag(4).ContextSpecific().Constructed(), person.Chain[0].RawSubject)), "national", person.SignCert, crl.ErrScope},
		"some reasons":                     {reasons, "national", person.SignCert, crl.ErrScope},
	} {
		set := crl.Set{Complete: read(t, p, test.authority, testpki.CRLOptions{Scope: test.scope}, false)}
		_, revoked, err := set.Lookup(test.cert)
		assert.False(t, revoked, why)
		assert.ErrorIs(t, err, test.want, why)
	}
	set := crl.Set{Complete: read(t, p, "national", testpki.CRLOptions{Scope: reasons}, false)}
	_, revoked, err := set.Lookup(p.Subscriber(testpki.Revoked).SignCert)
	require.NoError(t, err)
	assert.True(t, revoked, "some reasons are enough to revoke")

	unnamed := testpki.New(clock)
	set = crl.Set{Complete: read(t, unnamed, "national", testpki.CRLOptions{
		Scope: scope(name(asn1.Tag(4).ContextSpecific().Constructed(), person.Chain[0].RawSubject)),
	}, false)}
	_, _, err = set.Lookup(unnamed.Subscriber(testpki.Person).SignCert)
	assert.NoError(t, err, "a certificate without points has its issuer's name for one")

	_, err = crl.Parse(p.List("national", testpki.CRLOptions{Scope: scope(flag(4))}, false))
	assert.ErrorIs(t, err, crl.ErrIndirect)
	_, err = crl.Parse(p.List("national", testpki.CRLOptions{Scope: []byte{5, 0}}, false))
	assert.ErrorIs(t, err, crl.ErrMalformed)
}

func TestDeltaURLs(t *testing.T) {
	p := testpki.NewAt(clock, base)
	assert.Equal(t, []string{base + "/download/crls/national-Delta.crl"}, crl.DeltaURLs(p.Subscriber(testpki.Person).SignCert))
	assert.Empty(t, crl.DeltaURLs(testpki.New(clock).Subscriber(testpki.Person).SignCert))
}

func TestFreshness(t *testing.T) {
	at := func(hours int) time.Time { return now.Add(time.Duration(hours) * time.Hour) }
	for _, test := range []struct {
		this, next time.Time
		maxAge     time.Duration
		want       error
	}{
		{at(-1), at(1), 0, nil},
		{at(-100), at(1), 0, nil},
		{at(-100), at(1), time.Hour, crl.ErrStale},
		{at(-2), at(-1), 0, crl.ErrStale},
		{at(-2), at(-1), 100 * time.Hour, crl.ErrStale},
		{at(1), at(2), 0, crl.ErrNotYet},
		{at(-1), time.Time{}, 0, crl.ErrStale},
		{at(-1), time.Time{}, 2 * time.Hour, nil},
		{at(-3), time.Time{}, 2 * time.Hour, crl.ErrStale},
	} {
		assert.ErrorIs(t, crl.Freshness{MaxAge: test.maxAge}.Check(test.this, test.next, now), test.want)
	}
	skewed := crl.Freshness{Skew: 90 * time.Minute}
	assert.NoError(t, skewed.Check(at(1), at(2), now))
	assert.NoError(t, skewed.Check(at(-2), at(-1), now))
	assert.ErrorIs(t, skewed.Check(at(2), at(3), now), crl.ErrNotYet)
	assert.ErrorIs(t, skewed.Check(at(-3), at(-2), now), crl.ErrStale)
}

// TestBigLists bounds what a list costs: its own octets and little more.
func TestBigLists(t *testing.T) {
	p := testpki.NewAt(clock, base)
	sizes := []int{10_000}
	if !testing.Short() {
		sizes = append(sizes, 1_000_000)
	}
	for _, size := range sizes {
		der := p.List("european", testpki.CRLOptions{Filler: size}, false)
		require.LessOrEqual(t, len(der), crl.MaxList)
		before := allocated()
		begin := time.Now()
		l, err := crl.Parse(der)
		require.NoError(t, err)
		require.NoError(t, l.Verify(p.Subscriber(testpki.ECDSAPerson).Chain[0]))
		parsed := time.Since(begin)
		set := crl.Set{Complete: l}
		begin = time.Now()
		_, revoked, err := set.Lookup(p.Subscriber(testpki.ECDSAPerson).SignCert)
		require.NoError(t, err)
		assert.False(t, revoked)
		_, revoked, err = set.Lookup(p.Subscriber(testpki.OnHold).SignCert)
		require.NoError(t, err)
		assert.True(t, revoked)
		assert.Equal(t, size+2, l.Len)
		kept := allocated() - before
		runtime.KeepAlive(l)
		t.Logf("%d entries, %d octets: read and verified in %v, looked up twice in %v, %d octets kept", size, len(der), parsed, time.Since(begin), kept)
		assert.Less(t, kept, int64(64<<10), "the list stays the octets it came as")
		assert.Less(t, parsed, 30*time.Second)
	}
	_, err := crl.Parse(make([]byte, crl.MaxList+1))
	assert.ErrorIs(t, err, crl.ErrTooLarge)
}

func allocated() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func FuzzParse(f *testing.F) {
	p := testpki.NewAt(clock, base)
	p.Revoke(p.Subscriber(testpki.ECDSAPerson).SignCert, now, crl.CertificateHold)
	for _, o := range []testpki.CRLOptions{
		{}, {Faults: testpki.CRLEmpty}, {Filler: 3}, {Faults: testpki.CRLUnknownEntry}, {Scope: scope(flag(1))},
		{Scope: scope(name(asn1.Tag(6).ContextSpecific(), []byte(base)))},
	} {
		f.Add(p.List("european", o, false))
		f.Add(p.List("european", o, true))
	}
	cert := p.Subscriber(testpki.OnHold).SignCert
	f.Fuzz(func(t *testing.T, der []byte) {
		l, err := crl.Parse(der)
		if err != nil {
			return
		}
		whole, err := x509.ParseRevocationList(der)
		if err == nil {
			require.Len(t, whole.RevokedCertificateEntries, l.Len)
		}
		_, _, _ = crl.Set{Complete: l}.Lookup(cert)
	})
}
