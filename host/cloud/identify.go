// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// What people read on the phone when nothing is signed yet.
const (
	identifyDescription = "Pidpys: чий це ключ. Документи не підписуються"
	identifyLabel       = "Чий це ключ (без документа)"
)

// Limits on what a provider tells of a person.
const (
	maxCredentials  = 64
	maxCertificates = 16 // of one credential; more are left out
)

// identify has the provider tell the person's keys.
func (a *account) identify(ctx context.Context) ([]Credential, error) {
	progress, err := a.perform(ctx, Request{Purpose: Identify, Description: identifyDescription})
	switch {
	case err != nil:
		return nil, err
	case len(progress.Credentials) == 0:
		return nil, key.ErrNoSigningKey
	case len(progress.Credentials) > maxCredentials:
		return nil, fmt.Errorf("%w: %d credentials", key.ErrAnswer, len(progress.Credentials))
	}
	return progress.Credentials, nil
}

// nothing is what a person's key signs to show whose it is, before 32 random
// octets that nobody chose. Whoever is handed such a signature can see by these
// words, if they are told the octets, that it agrees to nothing; and as the octets
// are forgotten at once, nobody is ever told them. So it is no login anywhere: what
// another site wants signed begins otherwise.
const nothing = "Pidpys: цей підпис лише показує, чий це ключ. Він ні з чим не погоджується й нікуди не впускає.\n"

// nonceSize is as long as the hashes are.
const nonceSize = 32

// witness has the person's key sign nothing, and looks whose it is.
func (a *account) witness(ctx context.Context) ([]Credential, error) {
	hash := cmp.Or(a.about.Hash, pki.GOST34311)
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce) // never fails
	digest := key.Digest{Hash: hash, Value: hash.Sum([]byte(nothing), nonce), Label: identifyLabel}
	progress, err := a.perform(ctx, Request{Purpose: Identify, Digests: []key.Digest{digest}, Description: identifyDescription})
	if err != nil {
		return nil, err
	}
	if len(progress.Results) != 1 {
		return nil, fmt.Errorf("%w: %d results for one digest", key.ErrAnswer, len(progress.Results))
	}
	result := progress.Results[0]
	if result.Err != nil {
		return nil, result.Err
	}
	certificates, err := cades.AdoptableSigner(result.CMS)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", key.ErrAnswer, err)
	}
	if err := checkCMS(certificates[0], digest, result); err != nil {
		return nil, err
	}
	return []Credential{{Certificates: certificates, CMS: true, Max: a.about.Max}}, nil
}
