// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"bytes"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// progress is what an answer to sign-status says. An error has no state.
func (s *session) progress(r *reply, digests []key.Digest) (cloud.Progress, error) {
	switch {
	case r.ErrorCode.forgotten():
		return cloud.Progress{State: cloud.Expired}, nil
	case r.ErrorCode != 0:
		return cloud.Progress{}, s.refusal(r.ErrorCode, r.ErrorMessage)
	case r.Status == nil:
		return cloud.Progress{}, s.wrong("sign-status: no status")
	}
	switch *r.Status {
	case Registered:
		return cloud.Progress{State: cloud.Registered}, nil
	case Started:
		return cloud.Progress{State: cloud.Waiting}, nil
	case Rejected:
		return cloud.Progress{State: cloud.Rejected}, nil
	case Failed:
		return cloud.Progress{State: cloud.Failed}, nil
	}
	return s.results(r, digests)
}

// results puts the signatures of an answer into the order of the digests.
func (s *session) results(r *reply, digests []key.Digest) (cloud.Progress, error) {
	each := distinct(digests)
	signatures := r.Signatures
	if len(signatures) == 0 && len(each) == 1 {
		signatures = []signature{{Hash: each[0].Value, Signature: r.Signature}}
	}
	if len(signatures) != len(each) {
		return cloud.Progress{}, s.wrong("%d signatures of %d digests", len(signatures), len(each))
	}
	by := map[string]key.Result{}
	for _, one := range signatures {
		by[string(one.Hash)] = s.result(one)
	}
	p := cloud.Progress{State: cloud.Done}
	for _, d := range digests {
		result, found := by[string(d.Value)]
		if !found {
			return cloud.Progress{}, s.wrong("no signature of a digest")
		}
		if result.Err != nil {
			p.State = cloud.Partly
		}
		p.Results = append(p.Results, key.Result{CMS: bytes.Clone(result.CMS), Err: result.Err})
	}
	return p, nil
}

func (s *session) result(one signature) key.Result {
	switch {
	case one.ErrorCode != 0:
		return key.Result{Err: s.refusal(one.ErrorCode, one.ErrorMessage)}
	case len(one.Signature) == 0:
		return key.Result{Err: s.wrong("empty signature")}
	}
	return key.Result{CMS: one.Signature}
}
