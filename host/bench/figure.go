// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"slices"
	"time"
)

// A figure is an operation that is repeated.
type figure struct {
	name    string
	unit    string
	scale   float64 // of the unit in one operation; with perOperation, of a second
	prepare func() (operation func())

	perOperation bool // time of one rather than number in a second
}

func figures() []figure {
	return slices.Concat(signatureFigures(), hashFigures(), cipherFigures(), loginFigures(), jobFigures())
}

// slice is how long operations are repeated between looks at the clock.
const slice = time.Millisecond

// measure repeats the operation for that much CPU time, after a warm-up of a tenth.
func (f figure) measure(budget time.Duration) result {
	operation := f.prepare()
	batch, start := 1, time.Now()
	for warm := cpuTime() + budget/10; cpuTime() < warm || batch == 1; batch++ {
		operation()
	}
	batch = max(1, int(float64(slice)*float64(batch-1)/float64(time.Since(start))))

	n := 0
	cpu, wall := cpuTime(), time.Now()
	spent := time.Duration(0)
	for spent < budget {
		for range batch {
			operation()
		}
		n += batch
		spent = cpuTime() - cpu
	}
	passed := time.Since(wall)
	r := result{Figure: f.name, Unit: f.unit, N: n}
	r.Value, r.Wall = f.scale*float64(n)/spent.Seconds(), f.scale*float64(n)/passed.Seconds()
	if f.perOperation {
		r.Value, r.Wall = f.scale*spent.Seconds()/float64(n), f.scale*passed.Seconds()/float64(n)
	}
	return r
}
