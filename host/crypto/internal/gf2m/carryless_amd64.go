// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package gf2m

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// useCarryless asks for AVX2 because of its shifts by different counts.
var useCarryless = cpu.X86.HasPCLMULQDQ && cpu.X86.HasAVX2

func init() { impl.Register("gf2m", "PCLMULQDQ", &useCarryless) }
