// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/pidpys/pidpys/host/ownership"
)

// usbDevices is where Linux shows what is plugged in (sysfs-bus-usb).
const usbDevices = "/sys/bus/usb/devices"

// chipCard is the USB class of readers of chip cards (CCID 1.1, 4.2.1).
const chipCard = "0b"

// maxUSB bounds how many devices and interfaces are looked at.
const maxUSB = 512

// rawDevices are carriers that are no readers of chip cards and need their maker's
// own driver, by vendor and product.
var rawDevices = map[string]string{
	"03eb:9301": "Кристал-1",
}

// A usbDevice is what matters of a device, or of an interface of one.
type usbDevice struct {
	card bool
	raw  string // what people call it
}

// usb is what is plugged in, as far as the system tells; on Linux alone.
func (b *Bench) usb() []usbDevice {
	if b.OS != "linux" {
		return nil
	}
	folder := b.Path(usbDevices)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var found []usbDevice
	for _, entry := range entries[:min(len(entries), maxUSB)] {
		attribute := func(name string) string {
			data, err := ownership.ReadAnybodys(filepath.Join(folder, entry.Name(), name), 64)
			if err != nil {
				return ""
			}
			return strings.TrimSpace(string(data))
		}
		device := usbDevice{
			card: attribute("bInterfaceClass") == chipCard,
			raw:  rawDevices[attribute("idVendor")+":"+attribute("idProduct")],
		}
		if device != (usbDevice{}) {
			found = append(found, device)
		}
	}
	return found
}
