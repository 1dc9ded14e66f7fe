// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/host/key"
)

// A breakage breaks a good install in one way, and says what is to be found then.
type breakage struct {
	name     string
	how      func(*world)
	check    string
	severity doctor.Severity
	subject  string // empty: whatever
}

// breakages are all, by what they break.
var breakages = slices.Concat(manifestBreakages, policyBreakages, extensionBreakages, readerBreakages, driverBreakages, machineBreakages)

// TestHealthy wants nothing wrong with a good install.
func TestHealthy(t *testing.T) {
	findings := newWorld(t).examine()
	for _, f := range findings {
		assert.Equal(t, doctor.OK, f.Severity, "%+v", f)
	}
	for _, check := range []string{"core", "manifest-there", "extension-there", "worker-there", "reader-there", "module-there", "carriers-seen", "tpm-there", "registry-age", "clock-right"} {
		assert.NotNil(t, find(findings, check, ""), check)
	}
	assert.Equal(t, string(doctor.OK), doctor.Tell(findings, "uk", "linux").Worst)
}

// TestBreakages breaks a good install in each way.
func TestBreakages(t *testing.T) {
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			b.how(w)
			findings := w.examine()
			f := find(findings, b.check, b.subject)
			require.NotNil(t, f, "%+v", findings)
			assert.Equal(t, b.severity, f.Severity)
		})
	}
}

// TestSilence gives up a look that hangs, and does the others.
func TestSilence(t *testing.T) {
	w := newWorld(t)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		hang := make(chan struct{})
		b := w.Bench
		b.Plugged = func(context.Context) (key.Plugged, error) { <-hang; return key.Plugged{}, nil }
		findings := doctor.Examine(t.Context(), b)
		f := find(findings, "unfinished", "")
		require.NotNil(t, f)
		assert.Equal(t, doctor.Warning, f.Severity)
		assert.Equal(t, "carriers", f.Topic)
		assert.NotNil(t, find(findings, "tpm-there", ""))
		assert.LessOrEqual(t, time.Since(began), 15*time.Second)
		close(hang)
	})
}

// TestNothingToLookAt finds nothing wrong where there is nothing to look by.
func TestNothingToLookAt(t *testing.T) {
	w := newWorldOf(t, "plan9")
	for _, f := range doctor.Examine(t.Context(), doctor.Bench{Surroundings: w.Surroundings, Now: w.Now, Registry: w.Registry}) {
		assert.NotEqual(t, doctor.Error, f.Severity, "%+v", f)
	}
}
