// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/binary"
	"runtime"
	"strings"
	"time"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/pidpys/pidpys/hardware/wire"
)

// pcsc is PC/SC as in winscard.h, the same functions in three libraries, which
// are opened at run time: a machine without readers may have none of them.
// Numbers are handed over as words of the machine, whatever their width there.
type pcsc struct {
	establishContext func(scope, none, none2 uintptr, context *uintptr) uintptr
	releaseContext   func(context uintptr) uintptr
	listReaders      func(context, groups uintptr, names *byte, length *uintptr) uintptr
	getStatusChange  func(context, timeout uintptr, states *byte, count uintptr) uintptr

	context uintptr
	open    bool // context is one
	seen    []readerState
}

const (
	scopeSystem = 2 // SCARD_SCOPE_SYSTEM

	success   = 0          // SCARD_S_SUCCESS
	timedOut  = 0x8010000A // SCARD_E_TIMEOUT
	noReaders = 0x8010002E // SCARD_E_NO_READERS_AVAILABLE

	stateChanged = 0x02 // SCARD_STATE_CHANGED
	statePresent = 0x20 // SCARD_STATE_PRESENT

	maxNames = 1 << 16 // octets
	maxATR   = 33      // octets: ISO/IEC 7816-3, 8.2.1
)

// A readerState is SCARD_READERSTATE.
type readerState struct {
	name  string
	state uint32 // as it was seen; 0, SCARD_STATE_UNAWARE, at first
	atr   []byte
}

// openCardService binds the functions; without a library there is no service.
func openCardService() cardService {
	p := new(pcsc)
	find, err := openPCSC()
	if err != nil {
		return p
	}
	for name, function := range map[string]any{
		"SCardEstablishContext":       &p.establishContext,
		"SCardReleaseContext":         &p.releaseContext,
		"SCardListReaders" + ansi:     &p.listReaders,
		"SCardGetStatusChange" + ansi: &p.getStatusChange,
	} {
		address, err := find(name)
		if err != nil {
			return new(pcsc)
		}
		purego.RegisterFunc(function, address)
	}
	return p
}

// Readers asks anew. After an error the next call begins from nothing: services
// are started again, or stop with their last reader.
func (p *pcsc) Readers() wire.Readers {
	none := wire.Readers{Readers: []wire.Reader{}}
	p.seen = nil
	if p.establishContext == nil {
		return none
	}
	if !p.open {
		if uint32(p.establishContext(scopeSystem, 0, 0, &p.context)) != success {
			return none
		}
		p.open = true
	}
	seen, ok := p.look()
	if !ok {
		p.releaseContext(p.context)
		p.open, p.context = false, 0
		return none
	}
	p.seen = seen
	list := wire.Readers{Service: true, Readers: []wire.Reader{}}
	for _, one := range seen {
		r := wire.Reader{Name: text(one.name), Card: one.state&statePresent != 0}
		if r.Card {
			r.ATR = one.atr
		}
		list.Readers = append(list.Readers, r)
	}
	return list
}

// look reads all readers and their states.
func (p *pcsc) look() ([]readerState, bool) {
	buffer := make([]byte, maxNames)
	length := uintptr(len(buffer))
	switch uint32(p.listReaders(p.context, 0, &buffer[0], &length)) {
	case success:
	case noReaders:
		return nil, true
	default:
		return nil, false
	}
	var seen []readerState
	for name := range strings.SplitSeq(string(buffer[:min(length, maxNames)]), "\x00") {
		if name != "" && len(seen) < wire.MaxReaders {
			seen = append(seen, readerState{name: name})
		}
	}
	if len(seen) == 0 {
		return nil, true
	}
	switch uint32(p.change(0, seen)) {
	case success, timedOut:
		return seen, true
	}
	return nil, false
}

// Wait lets the service wait, if it has readers to look at.
func (p *pcsc) Wait(limit time.Duration) {
	began := time.Now()
	if len(p.seen) > 0 && uint32(p.change(limit, p.seen)) == success {
		return
	}
	time.Sleep(limit - time.Since(began))
}

// change is SCardGetStatusChange: it returns once a state is another than it was
// seen, and writes the new ones down.
func (p *pcsc) change(limit time.Duration, seen []readerState) uintptr {
	var pins runtime.Pinner
	defer pins.Unpin()
	states := make([]byte, len(seen)*stateSize)
	for i, one := range seen {
		name := append([]byte(one.name), 0)
		pins.Pin(&name[0])
		at := states[i*stateSize:]
		*(*uintptr)(unsafe.Pointer(&at[0])) = uintptr(unsafe.Pointer(&name[0]))
		putWord(at[stateCurrent:], one.state)
	}
	rv := p.getStatusChange(p.context, uintptr(limit.Milliseconds()), &states[0], uintptr(len(seen)))
	for i := range seen {
		at := states[i*stateSize:]
		seen[i].state = word(at[stateEvent:]) &^ stateChanged
		atr := at[stateATR:stateSize]
		seen[i].atr = append([]byte(nil), atr[:min(word(at[stateLength:]), maxATR)]...)
	}
	return rv
}

// word reads a DWORD.
func word(b []byte) uint32 {
	if stateWord == 8 {
		return uint32(binary.NativeEndian.Uint64(b))
	}
	return binary.NativeEndian.Uint32(b)
}

func putWord(b []byte, value uint32) {
	if stateWord == 8 {
		binary.NativeEndian.PutUint64(b, uint64(value))
		return
	}
	binary.NativeEndian.PutUint32(b, value)
}
