// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"errors"
	"math"
	"os"
	"strconv"

	"github.com/pidpys/pidpys/host/key"
)

// tpmDevice is the TPM behind Linux's resource manager.
const tpmDevice = "/dev/tpmrm0"

// chip tells of this computer's TPM: whether the person may use it, and what it
// does about wrong PINs. Whoever keeps no keys in it misses nothing without.
func chip(ctx context.Context, b *Bench) []Finding {
	if b.TPM == nil {
		return nil
	}
	finding := func(check string, severity Severity, with ...string) []Finding {
		return []Finding{{Check: check, Severity: severity, Subject: "TPM", With: with}}
	}
	status, err := b.TPM(ctx)
	switch {
	case errors.Is(err, key.ErrNoTPM):
		return finding("tpm-none", Note)
	case errors.Is(err, key.ErrTPMForbidden):
		return []Finding{{Check: "tpm-forbidden", Severity: Warning, Subject: "TPM", Message: "error_tpm_forbidden"}}
	case err != nil:
		return []Finding{{Check: "tpm-failed", Severity: Warning, Subject: "TPM", Message: "error_tpm_failed", Remedy: "hint_tpm_failed"}}
	}
	var findings []Finding
	if b.OS == "linux" && worldWritable(b.Path(tpmDevice)) {
		findings = finding("tpm-world-writable", Warning, tpmDevice)
	}
	switch {
	case status.InLockout || status.Wait > 0:
		minutes := strconv.Itoa(int(math.Ceil(status.Wait.Minutes())))
		return append(findings, finding("tpm-lockout", Warning, minutes)...)
	case !status.Guarded():
		return append(findings, finding("tpm-unguarded", Warning)...)
	}
	return append(findings, finding("tpm-there", OK, strconv.Itoa(status.Counter), strconv.Itoa(status.Max))...)
}

func worldWritable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o002 != 0
}
