// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"cmp"
	"crypto/rsa"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// meanings are the values of CK_RV (PKCS #11 3.1, section 5.1) that mean
// something to a person; all others are failures of the driver.
var meanings = map[cryptoki.RV]error{
	cryptoki.PINIncorrect:          key.ErrWrongPIN,
	cryptoki.PINInvalid:            key.ErrWrongPIN,
	cryptoki.PINLenRange:           key.ErrPINLength,
	cryptoki.PINExpired:            key.ErrPINExpired,
	cryptoki.PINLocked:             key.ErrPINLocked,
	cryptoki.UserPINNotInitialized: key.ErrPINUnset,

	// After a logout elsewhere in the process some modules lose the objects and
	// not the session.
	cryptoki.UserNotLoggedIn:      key.ErrSessionLost,
	cryptoki.ObjectHandleInvalid:  key.ErrSessionLost,
	cryptoki.KeyHandleInvalid:     key.ErrSessionLost,
	cryptoki.SessionHandleInvalid: key.ErrSessionLost,
	cryptoki.SessionClosed:        key.ErrSessionLost,

	cryptoki.DeviceRemoved:      key.ErrTokenRemoved,
	cryptoki.TokenNotPresent:    key.ErrTokenRemoved,
	cryptoki.TokenNotRecognized: key.ErrTokenRemoved,
	cryptoki.DeviceMemory:       key.ErrTokenFull,
	cryptoki.FunctionCanceled:   key.ErrCancelled,

	cryptoki.FunctionNotSupported:    key.ErrMechanism,
	cryptoki.MechanismInvalid:        key.ErrMechanism,
	cryptoki.MechanismParamInvalid:   key.ErrMechanism,
	cryptoki.KeyTypeInconsistent:     key.ErrMechanism,
	cryptoki.KeyFunctionNotPermitted: key.ErrMechanism,
}

// unmade are the values by which C_GenerateKeyPair says that it makes no such
// key, though the token lists the mechanism. CKR_FUNCTION_NOT_SUPPORTED is
// reported of an Алмаз-1К.
var unmade = []cryptoki.RV{
	cryptoki.FunctionNotSupported, cryptoki.MechanismInvalid, cryptoki.MechanismParamInvalid, cryptoki.KeyFunctionNotPermitted,
	cryptoki.SessionReadOnly, cryptoki.WriteProtected,
	cryptoki.AttributeReadOnly, cryptoki.AttributeTypeInvalid, cryptoki.AttributeValueInvalid,
	cryptoki.TemplateIncomplete, cryptoki.TemplateInconsistent,
	cryptoki.KeySizeRange, cryptoki.DomainParamsInvalid, cryptoki.CurveNotSupported, cryptoki.ECParamsNotFound,
}

// refusals are what a worker says before it asks the module anything, or, of a key
// that it destroyed, after.
var refusals = map[wire.ErrorKind]error{
	wire.Gone:    key.ErrTokenRemoved,
	wire.Ended:   key.ErrSessionLost,
	wire.Locked:  key.ErrPINLocked,
	wire.LastTry: key.ErrLastTry,
	wire.Length:  key.ErrPINLength,
	wire.Unset:   key.ErrPINUnset,
	wire.Exists:  key.ErrKeyExists,
	wire.Exposed: key.ErrNoGenerator,
}

// explain says in the words of package key why a worker's answer failed to come
// or was an error. Other errors, as the context's, stay as they are.
func (d *driver) explain(err error) error {
	var answer *wire.Error
	switch {
	case errors.As(err, &answer):
		return d.explainAnswer(answer)
	case errors.Is(err, errCrashed), errors.Is(err, wire.ErrFrame):
		return d.trouble(key.DriverCrashed)
	case errors.Is(err, errSilent):
		return d.trouble(key.DriverSilent)
	case errors.Is(err, errUntyped):
		return key.ErrPINEntry
	case errors.Is(err, errDismissed):
		return key.ErrSessionLost
	}
	return err
}

func (d *driver) explainAnswer(answer *wire.Error) error {
	switch answer.Kind {
	case wire.Returned:
		d.log().WithField("rv", answer.RV).Info("token: " + answer.Function + " failed")
		return d.explainValue(answer)
	case wire.Refused:
		d.log().WithField("reason", answer.Reason).Info("token: module refused: " + answer.Detail)
		refused := d.trouble(key.DriverRefused)
		refused.Trouble.Reason = key.Refusal(answer.Reason)
		return refused
	case wire.Exposed:
		d.log().Warn("token: the module made a key that can be read out or not be found; " + cmp.Or(answer.Detail, "it was destroyed"))
	}
	if meaning, ok := refusals[answer.Kind]; ok {
		return meaning
	}
	return answer
}

// explainValue says what a function of the module returned.
func (d *driver) explainValue(answer *wire.Error) error {
	meaning, known := meanings[answer.RV]
	switch answer.Function {
	case "C_GenerateKeyPair":
		if slices.Contains(unmade, answer.RV) {
			return key.ErrNoGenerator
		}
	case "C_CreateObject", "C_DestroyObject":
		known = known && meaning != key.ErrMechanism // it is not signing that failed
	case "C_OpenSession":
		// What is busy is tried again, so a PIN must not have gone with it.
		switch answer.RV {
		case cryptoki.SessionCount:
			return key.ErrTokenBusy
		case cryptoki.SessionReadOnly, cryptoki.WriteProtected:
			return key.ErrNoGenerator
		}
	case "C_Decrypt":
		if answer.RV == cryptoki.EncryptedDataInvalid || answer.RV == cryptoki.EncryptedDataLenRange {
			return rsa.ErrDecryption // whatever else a vendor means by it
		}
	}
	switch {
	case known:
		return meaning
	case slices.Contains(d.module.Quirks.Full, answer.RV):
		return key.ErrTokenFull
	}
	failed := d.trouble(key.DriverFailed)
	failed.Call, failed.Value = answer.Function, uint32(answer.RV)
	return failed
}
