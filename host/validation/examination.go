// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// An examination is a verdict in the making.
type examination struct {
	Verdict
	m      *message
	si     *cms.SignerInfo
	parent *examination      // the signature that this one confirms; nil for one over the content
	depth  int               // how many of them there are
	signer *cades.Identified // nil when not found
	// contentHolds says that the content is the one that was signed.
	contentHolds bool

	existence *carrier // of the signature value
	within    carriers // what the whole signature stands in
	values    []unsignedValue

	contentStamps, signatureStamps []*stamp
	archiveStamps                  []*archiveStamp
	counters                       []*examination
	excess                         bool      // there is more than is looked at
	after                          time.Time // when the signature did not exist yet; zero is unknown
}

// An unsignedValue is one value of an unsigned attribute.
type unsignedValue struct {
	attribute cms.Attribute
	value     []byte
	in        *carrier
}

// newExamination takes in a signature with all that stands in its attributes.
func (m *message) newExamination(si *cms.SignerInfo, parent *examination, within carriers) *examination {
	c := &examination{
		Verdict: Verdict{Indication: TotalPassed, Level: cades.LevelCMS, BestTime: m.now},
		m:       m, si: si, parent: parent, existence: m.newCarrier(), within: within,
	}
	if parent != nil {
		c.depth = parent.depth + 1
	}
	for _, value := range si.SignedAttrs.Values(cms.OIDContentTimeStamp) {
		if c.allowed(&m.met.stamps, maxStamps) {
			c.contentStamps = append(c.contentStamps, m.newStamp(ContentStamp, value, c.places(nil)))
		}
	}
	for _, attribute := range si.UnsignedAttrs {
		for _, value := range attribute.Values {
			in := m.newCarrier()
			c.values = append(c.values, unsignedValue{attribute, value, in})
			c.takeIn(attribute, value, c.places(in))
		}
	}
	return c
}

// takeIn reads one value of an unsigned attribute.
func (c *examination) takeIn(attribute cms.Attribute, value []byte, in carriers) {
	is := attribute.Type.EqualASN1OID
	switch {
	case is(cms.OIDCertificateValues):
		c.m.evidence.addCertificateValues(value)
	case is(cms.OIDRevocationValues):
		c.m.evidence.addRevocationValues(value, in)
	case is(cms.OIDSignatureTimeStamp):
		if c.allowed(&c.m.met.stamps, maxStamps) {
			c.signatureStamps = append(c.signatureStamps, c.m.newStamp(SignatureStamp, value, in))
		}
	case is(cms.OIDArchiveTimeStampV3):
		if c.allowed(&c.m.met.archives, maxArchives) {
			c.archiveStamps = append(c.archiveStamps, c.newArchiveStamp(value, in))
		}
	case is(cms.OIDCountersignature):
		if c.depth < maxDepth && c.allowed(&c.m.met.signatures, maxSignatures) {
			c.counters = append(c.counters, c.newCounterSignature(value, in))
		} else {
			c.excess = true
		}
	}
}

// allowed counts what is looked at.
func (c *examination) allowed(met *int, limit int) bool {
	*met++
	c.excess = c.excess || *met > limit
	return *met <= limit
}

// places are what proves that something in the signature existed: its own
// carrier, and all that the signature stands in; without one the signed
// attributes, which are as old as the signature.
func (c *examination) places(in *carrier) carriers {
	if in == nil {
		in = c.existence
	}
	return append(slices.Clip(c.within), in)
}

// identify finds the certificates of the signature and of its
// counter-signatures.
func (c *examination) identify() {
	c.signer = c.m.pool.Signer(c.si)
	for _, counter := range c.counters {
		if counter.si != nil {
			counter.identify()
		}
	}
}

// hashes are what the content must be hashed with: as the signer does, with
// either table of GOST 34.311 unless the signer is known, and as time-stamps do.
func (c *examination) hashes() []*pki.Hash {
	var all []*pki.Hash
	if h, err := c.si.DigestAlgorithm.Hash(); err == nil {
		all = append(all, c.signer.Forms(h)...)
	}
	stamps := slices.Clone(c.contentStamps)
	for _, a := range c.archiveStamps {
		stamps = append(stamps, a.stamp)
	}
	for _, s := range stamps {
		if h := s.hash(); h != nil {
			all = append(all, cades.HashForms(h)...)
		}
	}
	return all
}
