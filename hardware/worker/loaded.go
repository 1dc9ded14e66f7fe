// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"unsafe"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/modulefile"
	"github.com/pidpys/pidpys/hardware/wire"
)

// loaded is a module in this process. Its functions are called by their addresses,
// without a C compiler having to know them.
type loaded struct{ functions }

// load loads and initialises a module.
func load(file *modulefile.File) (module, error) {
	entry, err := open(file)
	if err != nil {
		return nil, refused(err)
	}
	list, err := functionsAt(entry)
	if err != nil {
		return nil, err
	}
	m := &loaded{list}
	return m, m.initialize()
}

// initialize lets the module use the system's locks, and, if it does not know
// them, asks it to do without: there is one thread here that calls it.
func (m *loaded) initialize() error {
	const osLocking = 2 // CKF_OS_LOCKING_OK
	err := m.initializeWith(osLocking)
	switch returned(err) {
	case cryptoki.ArgumentsBad, cryptoki.NeedToCreateThreads, cryptoki.CantLock:
		err = m.initializeWith(0)
	}
	if returned(err) == cryptoki.CryptokiInitialized {
		return nil
	}
	return err
}

// initializeWith hands over a CK_C_INITIALIZE_ARGS without functions for locks.
func (m *loaded) initializeWith(flags uint64) error {
	args := record{}.pointer(0).pointer(0).pointer(0).pointer(0).number(flags).pointer(0)
	return m.call(cInitialize, uintptr(unsafe.Pointer(&args[0])))
}

func (m *loaded) Close() { _ = m.call(cFinalize, 0) }

// roomy is more than any structure takes that a module fills.
type roomy = [512]byte

// Info reads a CK_INFO.
func (m *loaded) Info() (wire.Loaded, error) {
	info := new(roomy)
	err := m.call(cGetInfo, uintptr(unsafe.Pointer(info)))
	const manufacturer, size = versionSize, 32
	library := aligned(manufacturer+size) + ulongSize
	version := info[library+size:]
	return wire.Loaded{
		Manufacturer: text(string(info[manufacturer:][:size])),
		Library:      text(string(info[library:][:size])),
		Version:      fmt.Sprintf("%d.%d", version[0], version[1]),
	}, err
}

func (m *loaded) Slots() ([]uint64, error) {
	const withToken = 1
	return list(func(values, count uintptr) error { return m.call(cGetSlotList, withToken, values, count) })
}

// Token reads a CK_TOKEN_INFO.
func (m *loaded) Token(slot uint64) (tokenInfo, error) {
	info := new(roomy)
	err := m.call(cGetTokenInfo, uintptr(slot), uintptr(unsafe.Pointer(info)))
	const label, manufacturer, model, serial, flags = 0, 32, 64, 80, 96
	numbers := info[flags:] // flags, four of sessions, the lengths of PINs
	return tokenInfo{
		label: string(info[label:manufacturer]), manufacturer: string(info[manufacturer:model]),
		model: string(info[model:serial]), serial: string(info[serial:flags]),
		flags:  uint32(ulongAt(numbers)),
		maxPIN: uint(ulongAt(numbers[5*ulongSize:])), minPIN: uint(ulongAt(numbers[6*ulongSize:])),
	}, err
}

// Reader reads a CK_SLOT_INFO.
func (m *loaded) Reader(slot uint64) (description string, flags uint32, err error) {
	info := new(roomy)
	err = m.call(cGetSlotInfo, uintptr(slot), uintptr(unsafe.Pointer(info)))
	const descriptionSize, flagsAt = 64, 96
	return string(info[:descriptionSize]), uint32(ulongAt(info[flagsAt:])), err
}

// Mechanisms reads a CK_MECHANISM_INFO of each.
func (m *loaded) Mechanisms(slot uint64) ([]wire.Mechanism, error) {
	kinds, err := list(func(values, count uintptr) error { return m.call(cGetMechanismList, uintptr(slot), values, count) })
	if err != nil {
		return nil, err
	}
	var mechanisms []wire.Mechanism
	for _, kind := range kinds[:min(len(kinds), maxMechanisms)] {
		info := new(roomy)
		if m.call(cGetMechanismInfo, uintptr(slot), uintptr(kind), uintptr(unsafe.Pointer(info))) == nil {
			flags := ulongAt(info[2*ulongSize:]) // after the sizes of keys
			mechanisms = append(mechanisms, wire.Mechanism{Type: cryptoki.Mechanism(kind), Flags: uint32(flags)})
		}
	}
	return mechanisms, nil
}

// list asks how many CK_ULONG there are, and for all of them; once more if there
// are more by then.
func list(ask func(values, count uintptr) error) ([]uint64, error) {
	values, err := listOnce(ask)
	if returned(err) == cryptoki.BufferTooSmall {
		values, err = listOnce(ask)
	}
	return values, err
}

func listOnce(ask func(values, count uintptr) error) ([]uint64, error) {
	const most = 1 << 16
	var room lent
	defer room.back()
	number := record{}.number(0)
	if err := ask(0, room.octets(number)); err != nil {
		return nil, err
	}
	count := ulongAt(number)
	if count > most {
		return nil, invalid(fmt.Sprintf("a list of %d", count))
	}
	values := make([]byte, int(count)*ulongSize)
	if err := ask(room.octets(values), room.octets(number)); err != nil {
		return nil, err
	}
	list := make([]uint64, min(count, ulongAt(number)))
	for i := range list {
		list[i] = ulongAt(values[i*ulongSize:])
	}
	return list, nil
}
