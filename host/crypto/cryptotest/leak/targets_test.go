// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package leak_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
)

// A target is an operation with a secret.
type target struct {
	name string

	// packages, as they registered, are those whose implementations matter.
	packages []string

	// draw makes a random secret; those of particular are measured against it.
	draw       func() []byte
	particular map[string][]byte

	// prepare does with the secret what is not to be timed and returns what is.
	// The result of that is public, or was checked to be: it is what others see.
	prepare func(secret []byte) (operation func() (public []byte))
}

// octets is a draw of as many, all of them possible.
func octets(size int) func() []byte {
	return func() []byte {
		secret := make([]byte, size)
		for i := range secret {
			secret[i] = byte(rand.Uint32())
		}
		return secret
	}
}

// extremes are secrets of so many octets in which code that is not of constant
// time does the least and the most work.
func extremes(size int) map[string][]byte {
	return map[string][]byte{
		"zeros": make([]byte, size),
		"ones":  bytes.Repeat([]byte{0xff}, size),
	}
}

// ofOctets is a target whose secret is any octets.
func ofOctets(name string, size int, prepare func([]byte) func() []byte, packages ...string) target {
	return target{name, packages, octets(size), extremes(size), prepare}
}

func targets() []target {
	return slices.Concat(dstuTargets(), fieldTargets(), gostTargets(), kupynaTargets(), kalynaTargets())
}
