// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"bytes"
	"errors"

	"github.com/google/go-tpm/tpm2"

	"github.com/pidpys/pidpys/host/key"
)

// A parent is a storage root key: what entries are wrapped under, and what
// sessions are salted to. Its name (Part 1, 16) is the hash of its public area,
// computed here and not taken from the TPM's word, so whoever has the name cannot
// be given another key.
type parent struct {
	handle tpm2.TPMHandle
	name   tpm2.TPM2BName
	public tpm2.TPMTPublic
}

// persistentSRK is where systems keep the storage root key: TCG TPM v2.0
// Provisioning Guidance, 7.8.
const persistentSRK = tpm2.TPMHandle(0x81000001)

// storage is the template of the storage root key that is made where the system
// keeps none; from one template a TPM makes the same key each time until it is
// cleared. It is that of the guidance, 7.5.1, with an empty unique field as those
// who write "TSS2 PRIVATE KEY" have it.
var storage = func() tpm2.TPMTPublic {
	template := tpm2.ECCSRKTemplate
	template.Unique = tpm2.NewTPMUPublicID(tpm2.TPMAlgECC, &tpm2.TPMSECCPoint{})
	return template
}()

// parent finds the storage root key of a name, wherever it is: [key.ErrOtherTPM]
// if this TPM does not have it. Without a name it is the one to make new keys
// under.
func (d *device) parent(name []byte) (*parent, error) {
	fits := func(p *parent) bool { return name == nil || bytes.Equal(p.name.Buffer, name) }
	kept, err := d.keptParent()
	if err != nil {
		return nil, err
	}
	if kept != nil && fits(kept) {
		return kept, nil
	}
	made, err := d.makeParent()
	switch {
	case err == nil && fits(made):
		return made, nil
	case err == nil, kept != nil && d.ctx.Err() == nil:
		// The system keeps another one, and its owner lets nobody make any.
		return nil, key.ErrOtherTPM
	}
	return nil, err
}

// keptParent is the one that the system keeps, or nil if there is none that is
// fit.
func (d *device) keptParent() (*parent, error) {
	answer, err := tpm2.ReadPublic{ObjectHandle: persistentSRK}.Execute(d)
	if errors.Is(err, tpm2.TPMRCHandle) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(err)
	}
	p, err := newParent(persistentSRK, answer.OutPublic)
	if err != nil || !storageKey(p.public.ObjectAttributes) {
		return nil, err
	}
	return p, nil
}

func (d *device) makeParent() (*parent, error) {
	answer, err := tpm2.CreatePrimary{
		PrimaryHandle: tpm2.TPMRHOwner,
		InPublic:      tpm2.New2B(storage),
	}.Execute(d)
	if err != nil {
		return nil, explain(err)
	}
	return newParent(answer.ObjectHandle, answer.OutPublic)
}

func newParent(handle tpm2.TPMHandle, area tpm2.TPM2BPublic) (*parent, error) {
	public, err := area.Contents()
	if err != nil {
		return nil, explain(err)
	}
	name, err := tpm2.ObjectName(public)
	if err != nil {
		return nil, explain(err)
	}
	return &parent{handle, *name, *public}, nil
}

// storageKey reports whether a key may wrap others and does not leave the chip. It
// must not be counted (noDA) either: it is used with no PIN, and one that has a PIN
// would take that for a wrong one.
func storageKey(a tpm2.TPMAObject) bool {
	return a.Restricted && a.Decrypt && !a.SignEncrypt && a.FixedTPM && a.FixedParent && a.UserWithAuth && a.NoDA
}

// at is the parent as a command wants it, authorized by its empty PIN.
func (p *parent) at(auth tpm2.Session) tpm2.AuthHandle {
	return tpm2.AuthHandle{Handle: p.handle, Name: p.name, Auth: auth}
}
