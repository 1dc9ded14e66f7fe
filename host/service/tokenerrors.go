// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// pinParams is what a carrier says of its PIN, for the codes that tell it. A
// length has both limits, so that words can name them.
func pinParams(code protocol.Code, err error) *protocol.Params {
	var pin key.PIN
	if e, ok := errors.AsType[*key.CarrierError](err); ok {
		pin = e.PIN
	}
	switch {
	case code == protocol.PINLength:
		return &protocol.Params{Min: max(pin.Min, 1), Max: cmp.Or(pin.Max, protocol.MaxSecret)}
	case code == protocol.TPMLockout:
		return &protocol.Params{Wait: max(seconds(pin.Wait), 1)}
	case code == protocol.WrongPIN && pin.Tries != key.TriesUnknown:
		return &protocol.Params{Tries: string(pin.Tries)}
	}
	return nil
}

// driverError finds the code for a driver that failed.
func driverError(e *key.DriverError) *protocol.Error {
	code, known := troubleCodes[e.Trouble.Kind]
	if !known {
		return &protocol.Error{Code: protocol.Internal}
	}
	failure := &protocol.Error{Code: code}
	switch code {
	case protocol.DriverRefused:
		failure.Params = &protocol.Params{What: string(e.Trouble.Reason), Path: pki.DisplayText(e.Trouble.Path)}
	case protocol.DriverMissing, protocol.DriverCrashed, protocol.DriverSilent:
		failure.Params = &protocol.Params{Device: e.Trouble.DisplayDevice()}
	case protocol.DriverFailed:
		failure.Params = &protocol.Params{Device: e.Trouble.DisplayDevice(), Value: fmt.Sprintf("%#x", e.Value)}
	}
	return failure
}

// troubleCodes: without the card service, and in a reader that is empty, there is
// no token; a device that nobody knows lacks a driver.
var troubleCodes = map[key.TroubleKind]protocol.Code{
	key.NoReaderService: protocol.NoToken,
	key.NoCard:          protocol.NoToken,
	key.NoWorker:        protocol.WorkerMissing,
	key.DriverMissing:   protocol.DriverMissing,
	key.DeviceUnknown:   protocol.DriverMissing,
	key.DriverRefused:   protocol.DriverRefused,
	key.DriverCrashed:   protocol.DriverCrashed,
	key.DriverSilent:    protocol.DriverSilent,
	key.DriverFailed:    protocol.DriverFailed,
	key.NoTPM:           protocol.NoTPM,
	key.TPMForbidden:    protocol.TPMForbidden,
	key.TPMFailed:       protocol.TPMFailed,
}
