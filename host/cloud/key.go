// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A remoteKey is one that a provider keeps: [key.Confirmed], [key.Enveloping] and
// [key.Reauthenticating].
type remoteKey struct {
	store      *store
	credential Credential
	public     crypto.PublicKey
}

func (k *remoteKey) Public() crypto.PublicKey { return k.public }

func (k *remoteKey) Certificates() []*x509.Certificate {
	return slices.Clone(k.credential.Certificates)
}

// ConfirmedAt is the provider's title.
func (k *remoteKey) ConfirmedAt() string { return k.store.account.about.Title }

// MaxDigests is how many are signed by one confirmation.
func (k *remoteKey) MaxDigests() int { return k.credential.Max }

// AsksToSign: some providers want a PIN or a code for every signature.
func (k *remoteKey) AsksToSign() bool { return true }

// AnswersCMS reports whether it answers with CMS.
func (k *remoteKey) AnswersCMS() bool { return k.credential.CMS }

// Sign has the person confirm all digests at once; unfit ones are not sent. More
// than MaxDigests give [key.ErrTooMany]. Every result is checked.
func (k *remoteKey) Sign(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	about := k.store.account.about
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case k.store.open.Err() != nil:
		return nil, key.ErrClosed
	case len(digests) > k.credential.Max:
		return nil, &key.ProviderError{Err: key.ErrTooMany, Provider: about.Title, Limit: k.credential.Max}
	}
	results := make([]key.Result, len(digests))
	var fit []key.Digest
	var places []int
	for i, d := range digests {
		if _, results[i].Err = d.Scheme(k.public); results[i].Err == nil {
			d.Label = pki.DisplayText(d.Label)
			fit, places = append(fit, d), append(places, i)
		}
	}
	if len(fit) == 0 {
		return results, nil
	}
	answers, err := k.confirmed(ctx, fit)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		results[place] = answers[i]
		if err := k.check(fit[i], answers[i]); err != nil {
			results[place] = key.Result{Err: about.fault(ctx, err)}
		}
	}
	return results, nil
}

// confirmed are the provider's answers to digests, as many and in their order.
func (k *remoteKey) confirmed(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	progress, err := k.store.perform(ctx, Request{
		Purpose: Sign, Credential: k.credential.ID, Digests: digests, Description: description(digests),
	})
	if err != nil {
		return nil, err
	}
	if len(progress.Results) != len(digests) {
		err = fmt.Errorf("%w: %d results for %d digests", key.ErrAnswer, len(progress.Results), len(digests))
		return nil, k.store.account.about.fault(ctx, err)
	}
	return progress.Results, nil
}

// description is what the person is told of all digests together.
func description(digests []key.Digest) string {
	text := "Підписати документ"
	switch label := digests[0].Label; {
	case len(digests) > 1:
		text = fmt.Sprintf("Підписати документи: %d", len(digests))
	case label != "":
		text = "Підписати: " + label
	}
	if runes := []rune(text); len(runes) > MaxDescription {
		text = string(runes[:MaxDescription])
	}
	return text
}
