// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package main

import (
	"errors"
	"fmt"

	"github.com/miekg/pkcs11"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
)

// loaded is a module over miekg/pkcs11. What it calls itself is named once, in
// the errors.
type loaded struct {
	functions
	ctx *pkcs11.Ctx
}

// load loads and initialises a module.
func load(file *modulefile.File) (module, error) {
	entry, name, err := open(file)
	if err != nil {
		return nil, refused(err)
	}
	// Called here first: miekg/pkcs11 does not look at what it returns.
	list, err := functionsAt(entry)
	if err != nil {
		return nil, err
	}
	m := &loaded{functions: list, ctx: pkcs11.New(name)}
	if m.ctx == nil {
		return nil, refused(&modulefile.Error{Reason: modulefile.Loading, Detail: "it does not load twice"})
	}
	return m, m.initialize()
}

// initialize lets the module use the system's locks, and, if it does not know
// them, asks it to do without: there is one thread here that calls it.
func (m *loaded) initialize() error {
	err := call("C_Initialize", m.ctx.Initialize())
	switch returned(err) {
	case cryptoki.ArgumentsBad, cryptoki.NeedToCreateThreads, cryptoki.CantLock:
		err = call("C_Initialize", m.ctx.Initialize(pkcs11.InitializeWithFlags(0)))
	}
	if returned(err) == cryptoki.CryptokiInitialized {
		return nil
	}
	return err
}

func (m *loaded) Close() { _ = m.ctx.Finalize() }

func (m *loaded) Info() (wire.Loaded, error) {
	info, err := m.ctx.GetInfo()
	return wire.Loaded{
		Manufacturer: text(info.ManufacturerID),
		Library:      text(info.LibraryDescription),
		Version:      fmt.Sprintf("%d.%d", info.LibraryVersion.Major, info.LibraryVersion.Minor),
	}, call("C_GetInfo", err)
}

func (m *loaded) Slots() ([]uint64, error) {
	const tooSmall = 0x150 // CKR_BUFFER_TOO_SMALL: a token came between two calls
	slots, err := m.ctx.GetSlotList(true)
	if returned(call("", err)) == tooSmall {
		slots, err = m.ctx.GetSlotList(true)
	}
	list := make([]uint64, len(slots))
	for i, slot := range slots {
		list[i] = uint64(slot)
	}
	return list, call("C_GetSlotList", err)
}

func (m *loaded) Token(slot uint64) (tokenInfo, error) {
	info, err := m.ctx.GetTokenInfo(uint(slot))
	return tokenInfo{
		label: info.Label, manufacturer: info.ManufacturerID, model: info.Model, serial: info.SerialNumber,
		flags: uint32(info.Flags), minPIN: info.MinPinLen, maxPIN: info.MaxPinLen,
	}, call("C_GetTokenInfo", err)
}

func (m *loaded) Reader(slot uint64) (description string, flags uint32, err error) {
	info, err := m.ctx.GetSlotInfo(uint(slot))
	return info.SlotDescription, uint32(info.Flags), call("C_GetSlotInfo", err)
}

func (m *loaded) Mechanisms(slot uint64) ([]wire.Mechanism, error) {
	list, err := m.ctx.GetMechanismList(uint(slot))
	if err != nil {
		return nil, call("C_GetMechanismList", err)
	}
	var mechanisms []wire.Mechanism
	for _, one := range list[:min(len(list), maxMechanisms)] {
		info, err := m.ctx.GetMechanismInfo(uint(slot), []*pkcs11.Mechanism{one})
		if err == nil {
			mechanisms = append(mechanisms, wire.Mechanism{Type: cryptoki.Mechanism(one.Mechanism), Flags: uint32(info.Flags)})
		}
	}
	return mechanisms, nil
}

func (m *loaded) OpenSession(slot uint64, writes bool) (uint64, error) {
	flags := uint(pkcs11.CKF_SERIAL_SESSION)
	if writes {
		flags |= pkcs11.CKF_RW_SESSION
	}
	handle, err := m.ctx.OpenSession(uint(slot), flags)
	return uint64(handle), call("C_OpenSession", err)
}

func (m *loaded) CloseSession(session uint64) error {
	return call("C_CloseSession", m.ctx.CloseSession(pkcs11.SessionHandle(session)))
}

func (m *loaded) Logout(session uint64) error {
	return call("C_Logout", m.ctx.Logout(pkcs11.SessionHandle(session)))
}

// Find returns what was found until a call failed.
func (m *loaded) Find(session uint64, want template, limit int) ([]uint64, error) {
	search := []*pkcs11.Attribute{pkcs11.NewAttribute(uint(attrClass), uint(want.class))}
	if want.application != "" {
		search = append(search, pkcs11.NewAttribute(uint(attrApplication), want.application))
	}
	handle := pkcs11.SessionHandle(session)
	if err := m.ctx.FindObjectsInit(handle, search); err != nil {
		return nil, call("C_FindObjectsInit", err)
	}
	var found []uint64
	var err error
	for len(found) < limit {
		var some []pkcs11.ObjectHandle
		some, _, err = m.ctx.FindObjects(handle, limit-len(found))
		if err != nil || len(some) == 0 {
			break
		}
		for _, object := range some {
			found = append(found, uint64(object))
		}
	}
	_ = m.ctx.FindObjectsFinal(handle)
	return found, call("C_FindObjects", err)
}

func (m *loaded) SignInit(session, key uint64, mechanism cryptoki.Mechanism, pss *wire.PSS) error {
	how := pkcs11.NewMechanism(uint(mechanism), nil)
	if pss != nil {
		how = pkcs11.NewMechanism(uint(mechanism), pkcs11.NewPSSParams(uint(pss.Hash), generator(pss.Hash), uint(pss.Salt)))
	}
	return call("C_SignInit", m.ctx.SignInit(pkcs11.SessionHandle(session), []*pkcs11.Mechanism{how}, pkcs11.ObjectHandle(key)))
}

func (m *loaded) Sign(session uint64, input []byte) ([]byte, error) {
	value, err := m.ctx.Sign(pkcs11.SessionHandle(session), input)
	return value, call("C_Sign", err)
}

func (m *loaded) Derive(session uint64, p wire.Derive) (uint64, error) {
	const genericSecret = 0x10 // CKK_GENERIC_SECRET
	agreement := pkcs11.NewECDH1DeriveParams(pkcs11.CKD_NULL, nil, p.Point)
	object, err := m.ctx.DeriveKey(pkcs11.SessionHandle(session), []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(p.Mechanism), agreement)},
		pkcs11.ObjectHandle(p.Handle), []*pkcs11.Attribute{
			pkcs11.NewAttribute(uint(attrClass), uint(secretKey)),
			pkcs11.NewAttribute(uint(attrKeyType), uint(genericSecret)),
			pkcs11.NewAttribute(uint(attrToken), false),
			pkcs11.NewAttribute(uint(attrSensitive), false),
			pkcs11.NewAttribute(uint(attrExtractable), true),
			pkcs11.NewAttribute(uint(attrValueLength), uint(p.Length)),
		})
	return uint64(object), call("C_DeriveKey", err)
}

func (m *loaded) Destroy(session, object uint64) error {
	return call("C_DestroyObject", m.ctx.DestroyObject(pkcs11.SessionHandle(session), pkcs11.ObjectHandle(object)))
}

func (m *loaded) Decrypt(session uint64, p wire.Decrypt) ([]byte, error) {
	how := pkcs11.NewMechanism(uint(p.Mechanism), nil)
	if p.Mechanism == cryptoki.RSAPKCSOAEP {
		how = pkcs11.NewMechanism(uint(p.Mechanism), pkcs11.NewOAEPParams(uint(p.Hash), generator(p.Hash), pkcs11.CKZ_DATA_SPECIFIED, p.Label))
	}
	err := m.ctx.DecryptInit(pkcs11.SessionHandle(session), []*pkcs11.Mechanism{how}, pkcs11.ObjectHandle(p.Handle))
	if err != nil {
		return nil, call("C_DecryptInit", err)
	}
	return m.decrypt(session, p.Ciphertext)
}

func (m *loaded) Generate(session uint64, mechanism cryptoki.Mechanism, public, private []setting) (publicHalf, privateHalf uint64, err error) {
	first, second, err := m.ctx.GenerateKeyPair(pkcs11.SessionHandle(session), []*pkcs11.Mechanism{pkcs11.NewMechanism(uint(mechanism), nil)},
		attributesOf(public), attributesOf(private))
	return uint64(first), uint64(second), call("C_GenerateKeyPair", err)
}

func (m *loaded) Create(session uint64, object []setting) error {
	_, err := m.ctx.CreateObject(pkcs11.SessionHandle(session), attributesOf(object))
	return call("C_CreateObject", err)
}

func attributesOf(settings []setting) []*pkcs11.Attribute {
	list := make([]*pkcs11.Attribute, len(settings))
	for i, s := range settings {
		list[i] = pkcs11.NewAttribute(uint(s.kind), s.value)
	}
	return list
}

// generator is MGF1 with a hash, CK_RSA_PKCS_MGF_TYPE.
func generator(hash cryptoki.Mechanism) uint {
	switch hash {
	case cryptoki.SHA256:
		return pkcs11.CKG_MGF1_SHA256
	case cryptoki.SHA384:
		return pkcs11.CKG_MGF1_SHA384
	case cryptoki.SHA512:
		return pkcs11.CKG_MGF1_SHA512
	}
	return pkcs11.CKG_MGF1_SHA1
}

// call is an error of miekg/pkcs11 with the name of the function.
func call(function string, err error) error {
	var rv pkcs11.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &rv):
		return &wire.Error{Kind: wire.Returned, Function: function, RV: cryptoki.RV(rv)}
	}
	return &wire.Error{Kind: wire.Invalid, Detail: err.Error()}
}
