// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/google/go-tpm/tpm2"
)

// A Status is what the TPM says of itself, for who wants to know why.
type Status struct {
	Manufacturer string        // four letters of the maker, then its own words; not fit to show unseen
	Firmware     string        // four numbers
	Counter, Max int           // wrong PINs counted, and how many lock
	Interval     time.Duration // after which one less is counted; 0: see Guarded
	Recovery     time.Duration // how long the administrator's own wrong PIN locks
	InLockout    bool
	// Wait is how long, at most, until PINs are asked for again; 0: they are.
	Wait time.Duration
	// Parent is the handle of what new keys are wrapped under: 0x81000001, the
	// storage root key that the system keeps, or 0x40000001, one made each time in
	// the owner's hierarchy.
	Parent uint32
}

// Guarded reports whether the TPM limits how often PINs are guessed. Where its
// owner set an Interval of 0 it counts none, and whoever may use it and has an
// entry's files tries one PIN after another: about that, who makes a key or seals
// one should hear.
func (s Status) Guarded() bool { return s.Interval > 0 }

// Status asks the TPM. No PIN is used and nothing is changed.
func (s *Source) Status(ctx context.Context) (Status, error) {
	var status Status
	err := s.glance(ctx, func(d *device) error {
		count, err := d.lockout()
		if err != nil {
			return err
		}
		said, err := d.properties(tpm2.TPMPTManufacturer, tpm2.TPMPTFirmwareVersion2)
		if err != nil {
			return err
		}
		kept, err := d.keptParent()
		if err != nil {
			return err
		}
		status = Status{
			Manufacturer: manufacturer(said),
			Firmware:     firmware(said[tpm2.TPMPTFirmwareVersion1], said[tpm2.TPMPTFirmwareVersion2]),
			Counter:      int(count.counter), Max: int(count.max),
			Interval: count.interval, Recovery: count.recovery,
			InLockout: count.locked, Wait: count.wait(),
			Parent: uint32(tpm2.TPMRHOwner),
		}
		if kept != nil {
			status.Parent = uint32(persistentSRK)
		}
		return nil
	})
	return status, err
}

// manufacturer is TPM_PT_MANUFACTURER and the vendor strings, four octets of text
// each (Part 2, 6.13).
func manufacturer(said map[tpm2.TPMPT]uint32) string {
	text := func(of ...tpm2.TPMPT) string {
		var octets []byte
		for _, p := range of {
			octets = binary.BigEndian.AppendUint32(octets, said[p])
		}
		return strings.TrimSpace(strings.ReplaceAll(string(octets), "\x00", ""))
	}
	maker := text(tpm2.TPMPTManufacturer)
	model := text(tpm2.TPMPTVendorString1, tpm2.TPMPTVendorString2, tpm2.TPMPTVendorString3, tpm2.TPMPTVendorString4)
	return strings.TrimSpace(maker + " " + model)
}

// firmware writes the two halves of a version as vendors do.
func firmware(first, second uint32) string {
	return fmt.Sprintf("%d.%d.%d.%d", first>>16, first&0xFFFF, second>>16, second&0xFFFF)
}
