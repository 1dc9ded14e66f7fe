// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"math"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/validation"
)

// verifyMethods verify signatures. Certificates that the page supplied help to
// build chains, and none is trusted. The last argument of most would have the
// library show a window of its own, and none is shown.
var verifyMethods = []method{
	{name: "VerifyInternal", params: 2, optional: 1, do: (*Dialect).verifyInternal},
	{name: "VerifySpecificInternal", params: 3, optional: 1, do: (*Dialect).verifySpecificInternal},
	{name: "VerifyDataInternalOnTimeEx", params: 6, optional: 1, do: (*Dialect).verifyInternalOnTime},
	{name: "Verify", params: 3, optional: 1, do: (*Dialect).verifyData},
	{name: "VerifySpecific", params: 4, optional: 1, do: (*Dialect).verifySpecific},
	{name: "VerifyDataOnTimeEx", params: 7, optional: 1, do: (*Dialect).verifyOnTime},
	{name: "VerifyHash", params: 3, optional: 1, do: (*Dialect).verifyHash},
	{name: "VerifyHashSpecific", params: 4, optional: 1, do: (*Dialect).verifyHashSpecific},
	{name: "VerifyHashOnTimeEx", params: 7, optional: 1, do: (*Dialect).verifyHashOnTime},
}

// A question is what a page wants verified.
type question struct {
	signature []byte
	content   []byte // nil: it is inside
	index     int    // which of the signatures; every: all, and told about is the first
	at        time.Time
	offline   bool // nobody is asked for the status of certificates
	noLists   bool // with offline: nor does it count
}

// every is no number that a page can send.
const every = math.MinInt

// either reads octets that pages send as a [classByteArray] or in base64, as they
// like: so signatures and contents are typed in the declarations of a page's
// library (euscp 1.3.55).
func (a *arguments) either(i int) []byte {
	if bytes.HasPrefix(a.at(i), []byte(`"`)) {
		return a.base64(i)
	}
	return a.bytes(i)
}

// judged reads the three arguments onTime, forceUseOffline and noCRL.
func (q question) judged(a *arguments, i int) question {
	q.at, q.offline, q.noLists = a.optionalTime(i), a.optionalFlag(i+1), a.optionalFlag(i+2)
	return q
}

func (d *Dialect) verifyInternal(ctx context.Context, a *arguments) (any, error) {
	return d.verify(ctx, a, question{signature: a.either(0), index: every})
}

func (d *Dialect) verifySpecificInternal(ctx context.Context, a *arguments) (any, error) {
	return d.verify(ctx, a, question{signature: a.either(0), index: a.number(1)})
}

func (d *Dialect) verifyInternalOnTime(ctx context.Context, a *arguments) (any, error) {
	return d.verify(ctx, a, question{signature: a.either(0), index: a.number(1)}.judged(a, 2))
}

func (d *Dialect) verifyData(ctx context.Context, a *arguments) (any, error) {
	return d.verify(ctx, a, question{signature: a.either(0), content: a.either(1), index: every})
}

func (d *Dialect) verifySpecific(ctx context.Context, a *arguments) (any, error) {
	return d.verify(ctx, a, question{signature: a.either(0), content: a.either(1), index: a.number(2)})
}

func (d *Dialect) verifyOnTime(ctx context.Context, a *arguments) (any, error) {
	return d.verify(ctx, a, question{signature: a.either(2), content: a.either(0), index: a.number(1)}.judged(a, 3))
}

func (d *Dialect) verifyHash(ctx context.Context, a *arguments) (any, error) {
	return d.verifyHashed(ctx, a, question{signature: a.either(1), index: every})
}

func (d *Dialect) verifyHashSpecific(ctx context.Context, a *arguments) (any, error) {
	return d.verifyHashed(ctx, a, question{signature: a.either(2), index: a.number(1)})
}

func (d *Dialect) verifyHashOnTime(ctx context.Context, a *arguments) (any, error) {
	return d.verifyHashed(ctx, a, question{signature: a.either(2), index: a.number(1)}.judged(a, 3))
}

// verifyHashed verifies by the hash of a content that passed by here. Of another
// hash, or one whose content was too long to keep, nobody knows what it is of, and time
// stamps over the content could not be judged.
func (d *Dialect) verifyHashed(ctx context.Context, a *arguments, q question) (any, error) {
	hash := a.either(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	paper, ok := d.remembered(hash)
	if !ok || paper.Content == nil {
		return nil, fail(codeNotSupported)
	}
	q.content = paper.Content
	return d.verify(ctx, a, q)
}

// verify judges a signature, and tells whose it is and when it was made. The
// arguments have been read.
func (d *Dialect) verify(ctx context.Context, a *arguments, q question) (any, error) {
	if err := a.err(); err != nil {
		return nil, err
	}
	v := d.desk.Verifier(d.known())
	if !q.at.IsZero() {
		v.At = q.at
	}
	if q.offline {
		v.Status, v.NoRevocation = nil, q.noLists
	}
	var inside bytes.Buffer
	report, err := v.Verify(ctx, bytes.NewReader(q.signature), beside(q.content), &inside)
	if err != nil {
		return nil, err
	}
	verdict, err := confirmedOf(report.Signatures, q.index)
	if err != nil {
		return nil, err
	}
	return signInfo{owner(verdict.Certificate), timesOf(verdict), inside.Bytes()}.object(), nil
}

// beside is a content as a verifier takes it. An empty one is one.
func beside(content []byte) io.Reader {
	if content == nil {
		return nil
	}
	return bytes.NewReader(content)
}

// confirmedOf is the verdict that a page asked for, if the signature is confirmed;
// of every signature it is the first, and all must be.
func confirmedOf(all []validation.Verdict, index int) (validation.Verdict, error) {
	chosen := all
	if index != every {
		if index < 0 || index >= len(all) {
			return validation.Verdict{}, fail(codeBadParameter)
		}
		chosen = all[index : index+1]
	}
	if len(chosen) == 0 {
		return validation.Verdict{}, fail(codeFormats)
	}
	for _, v := range chosen {
		if err := confirmed(v); err != nil {
			return v, err
		}
	}
	return chosen[0], nil
}

// signInfo is [classSignInfo]: whose signature, when, and what was signed, if that
// was inside.
type signInfo struct {
	owner ownerInfo
	times timeInfo
	data  []byte
}

func (s signInfo) object() object { return newObject(classSignInfo, s.fields()) }

// sender is [classSenderInfo], of the same fields: who encrypted something.
func (s signInfo) sender() object { return newObject(classSenderInfo, s.fields()) }

func (s signInfo) fields() any {
	return struct {
		Owner object `json:"ownerInfo"`
		Times object `json:"timeInfo"`
		Data  octets `json:"data"`
	}{s.owner.object(), newTimeInfo(s.times), s.data}
}

// known are certificates to look among: of keys that were read, also if they are not
// open any more, and those that the page supplied.
func (d *Dialect) known() []*x509.Certificate {
	return slices.Concat(d.agreed.certificates, d.pool.certificates())
}
