// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"errors"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// An archiveStamp is a time-stamp over a signature and all that its validation
// needs: ETSI EN 319 122-1 section 5.5.
type archiveStamp struct {
	*stamp
	index *cades.ArchiveIndex // nil for one that is UAPKI's and over everything
}

func (c *examination) newArchiveStamp(value []byte, in carriers) *archiveStamp {
	return &archiveStamp{stamp: c.m.newStamp(ArchiveStamp, value, in)}
}

// nonstandard says that the time-stamp is of UAPKI's form.
func (a *archiveStamp) nonstandard() bool { return a.index == nil }

// examine checks that everything listed is there, and that the token is over
// the list and the signature.
func (a *archiveStamp) examine(c *examination) {
	if a.token == nil {
		return
	}
	var err error
	switch a.index, err = cades.ArchiveIndexOf(a.token); {
	case errors.Is(err, cades.ErrNoArchiveIndex):
		a.examineUAPKI(c)
		return
	case err != nil:
		a.base.fail(TimeStampMalformed, err.Error())
		return
	}
	if a.index.Hash == pki.SHA1 {
		// Another value with the same digest may take the place of one listed.
		a.base.fail(AlgorithmWeak, "index by "+a.index.Hash.Name())
	}
	if a.index.Check(c.m.signed, c.si) != nil {
		a.base.fail(ArchiveIndexWrong, "")
	}
	a.stamp.examine(func(h *pki.Hash) []byte {
		content := c.contentDigest(h)
		if content == nil {
			return nil
		}
		imprint, err := a.index.Imprint(h, c.m.signed, c.si, content)
		if err != nil {
			return nil
		}
		return imprint
	})
}

// prove records that all that the time-stamp is over existed at its time.
func (a *archiveStamp) prove(c *examination) {
	at := a.base.Time
	c.existence.prove(at)
	for _, v := range c.values {
		if a.covers(v) {
			v.in.prove(at)
		}
	}
	for i, member := range c.m.signed.CRLs {
		if !a.nonstandard() && a.index.CoversRevocationInfo(member) {
			c.m.members[i].prove(at)
		}
	}
}

// covers reports whether the time-stamp is over a value. UAPKI's is over all
// but archive time-stamps: what it says nothing of may have been made since.
func (a *archiveStamp) covers(v unsignedValue) bool {
	if a.nonstandard() {
		return !v.attribute.Type.EqualASN1OID(cms.OIDArchiveTimeStampV3)
	}
	return a.index.CoversAttribute(v.attribute, v.value)
}
