// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/doctor"
)

const serviceSocket = "/run/pcscd/pcscd.comm"

// plug plugs in a USB device: what Linux shows of it and of its one interface.
func (w *world) plug(vendor, product, class string) {
	device := w.Path("/sys/bus/usb/devices/1-1")
	w.write(filepath.Join(device, "idVendor"), vendor+"\n")
	w.write(filepath.Join(device, "idProduct"), product+"\n")
	w.write(filepath.Join(device, "serial"), serial+"\n")
	w.write(w.Path("/sys/bus/usb/devices/1-1:1.0/bInterfaceClass"), class+"\n")
}

// listen has somebody listen where pcscd does, in a folder whose name is short
// enough for a socket's.
func (w *world) listen() net.Listener {
	root, err := os.MkdirTemp("", "d")
	require.NoError(w, err)
	w.Cleanup(func() { os.RemoveAll(root) })
	path := w.Path(serviceSocket)
	require.NoError(w, os.MkdirAll(filepath.Dir(filepath.Dir(path)), 0o755))
	require.NoError(w, os.Symlink(root, filepath.Dir(path)))
	listener, err := net.Listen("unix", filepath.Join(root, filepath.Base(path)))
	require.NoError(w, err)
	w.Cleanup(func() { listener.Close() })
	return listener
}

// deaf has the card service not answer.
func deaf(w *world) { w.seen = wire.Readers{} }

var readerBreakages = []breakage{
	{"no card service, and nobody needs one", deaf, "reader-service-missing", doctor.Note, "pcscd"},
	{"no card service for a reader", func(w *world) { deaf(w); w.plug("15cf", "0019", "0b") }, "reader-service-missing", doctor.Error, "pcscd"},
	{"a card service that has ended", func(w *world) {
		deaf(w)
		w.plug("15cf", "0019", "0b")
		listener := w.listen().(*net.UnixListener)
		listener.SetUnlinkOnClose(false)
		listener.Close()
	}, "reader-service-stopped", doctor.Error, "pcscd"},
	{"a card service that refuses", func(w *world) { deaf(w); w.listen() }, "reader-service-refuses", doctor.Error, "pcscd"},
	{"a card service that is not for everybody", func(w *world) {
		if os.Getuid() == 0 {
			w.Skip("whoever is root may go everywhere")
		}
		deaf(w)
		w.listen()
		require.NoError(w, os.Chmod(w.Path(serviceSocket), 0))
	}, "reader-service-closed", doctor.Error, "pcscd"},
	{"a reader without a driver", func(w *world) {
		w.seen = wire.Readers{Service: true}
		w.plug("15cf", "0019", "0b")
	}, "reader-undriven", doctor.Error, ""},
	{"no reader", func(w *world) { w.seen = wire.Readers{Service: true} }, "readers-none", doctor.Note, ""},
	{"an empty reader", func(w *world) { w.seen.Readers[0].Card = false }, "reader-empty", doctor.Note, ""},
	{"a carrier that is no reader", func(w *world) { w.plug("03eb", "9301", "ff") }, "reader-raw", doctor.Warning, "Кристал-1"},
}

// TestNamesOfReaders have no numbers by which one is known from another.
func TestNamesOfReaders(t *testing.T) {
	w := newWorld(t)
	for name, shown := range map[string]string{
		"Avtor SecureToken [CCID Interface] (" + serial + ") 00 00": "Avtor SecureToken",
		"IIT E.Key Almaz-1C 00 00":                                  "IIT E.Key Almaz-1C",
		"SafeNet eToken 5110 [Main Interface] 01 00":                "SafeNet eToken 5110",
		"Reader " + serial:                                          "Reader",
		"Reader A1B2C3D4E5F60718 00 00":                             "Reader",
		"Alcor Micro AU9560 00 00":                                  "Alcor Micro AU9560",
	} {
		w.seen.Readers[0].Name = name
		f := find(w.examine(), "reader-there", "")
		require.NotNil(t, f)
		assert.Equal(t, shown, f.Subject)
	}
}

// TestOtherSystems: where there is no pcscd, its socket is not looked for.
func TestOtherSystems(t *testing.T) {
	w := newWorldOf(t, "darwin")
	deaf(w)
	f := find(w.examine(), "reader-service-missing", "readers")
	require.NotNil(t, f)
	told := doctor.Tell([]doctor.Finding{*f}, "uk", "darwin").Findings[0]
	assert.Contains(t, told.Remedy, "macOS")
}
