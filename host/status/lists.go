// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package status

import (
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/crl"
)

// A listKey names a list: where it lies and whose it must be.
type listKey struct {
	url    string
	issuer [sha256.Size]byte
}

// byLists looks into the lists that the certificate names, with their deltas.
func (r *round) byLists(q Question) (Answer, []error) {
	causes := []error{}
	for _, url := range few(q.Certificate.CRLDistributionPoints) {
		complete, kept, err := r.list(url, q.Issuer, r.untilNext())
		if err == nil {
			var answer Answer
			if answer, err = r.withDelta(complete, kept, q); err == nil {
				return answer, nil
			}
		}
		causes = append(causes, err)
	}
	return Answer{}, causes
}

// withDelta prefers the complete list with a delta upon it to that list alone.
func (r *round) withDelta(complete *crl.List, kept bool, q Question) (Answer, error) {
	urls := crl.DeltaURLs(q.Certificate)
	if len(urls) == 0 {
		urls = complete.Freshest
	}
	for _, url := range few(urls) {
		delta, deltaKept, err := r.list(url, q.Issuer, r.Lists)
		if err != nil {
			continue
		}
		lists, err := crl.Combine(complete, delta)
		if err != nil {
			continue
		}
		if answer, err := fromVerified(lists, q.Certificate, r.Lists, r.now); err == nil {
			answer.Kept = kept && deltaKept
			return answer, nil
		}
	}
	answer, err := fromVerified(crl.Set{Complete: complete}, q.Certificate, r.Lists, r.now)
	answer.Kept = kept
	return answer, err
}

// untilNext is how current a complete list must be for a delta to stand upon.
func (r *round) untilNext() crl.Freshness {
	return crl.Freshness{Skew: r.Lists.Skew}
}

// list gets a list once in a round, however many certificates need it.
func (r *round) list(url string, issuer *x509.Certificate, f crl.Freshness) (*crl.List, bool, error) {
	key := listKey{url, sha256.Sum256(issuer.Raw)}
	r.mu.Lock()
	get, known := r.lists[key]
	if !known {
		get = onceList(func() (*crl.List, bool, error) { return r.fetchList(key, issuer, f) })
		r.lists[key] = get
	}
	r.mu.Unlock()
	return get()
}

func onceList(get func() (*crl.List, bool, error)) func() (*crl.List, bool, error) {
	var l *crl.List
	var kept bool
	fetch := sync.OnceValue(func() (err error) {
		l, kept, err = get()
		return err
	})
	return func() (*crl.List, bool, error) {
		err := fetch()
		return l, kept, err
	}
}

// maxAgeOfFile is how long a kept list is taken for the latest where a newer
// one might be had.
const maxAgeOfFile = time.Hour

// fetchList takes the kept list if it was fetched of late, else a new one, and
// at last the kept one as long as it is current.
func (r *round) fetchList(key listKey, issuer *x509.Certificate, f crl.Freshness) (l *crl.List, kept bool, err error) {
	file, fetched := r.shelf().Read(key.name())
	keptErr := ErrOffline
	if file != nil {
		l, keptErr = r.readList(file, issuer, f)
	}
	if keptErr == nil && (r.Network == nil || r.now.Sub(fetched).Abs() < maxAgeOfFile) {
		return l, true, nil
	}
	if r.Network == nil {
		return nil, false, fmt.Errorf("kept list: %w", keptErr)
	}
	latest, err := r.fetch(key, issuer, f)
	switch {
	case err == nil:
		return latest, false, nil
	case keptErr == nil:
		return l, true, nil
	}
	return nil, false, err
}

func (r *round) fetch(key listKey, issuer *x509.Certificate, f crl.Freshness) (*crl.List, error) {
	data, err := r.Network.Get(r.ctx, key.url, crl.MaxList)
	if err != nil {
		return nil, err
	}
	l, err := r.readList(data, issuer, f)
	if err == nil {
		r.shelf().Write(key.name(), data)
	}
	return l, err
}

func (r *round) readList(data []byte, issuer *x509.Certificate, f crl.Freshness) (*crl.List, error) {
	l, err := crl.Parse(data)
	if err != nil {
		return nil, err
	}
	if err := f.Check(l.ThisUpdate, l.NextUpdate, r.now); err != nil {
		return nil, err
	}
	return l, l.Verify(issuer)
}
