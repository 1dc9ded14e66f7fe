// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package gf2m

import (
	"golang.org/x/sys/cpu"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

var useCarryless = cpu.ARM64.HasPMULL

func init() { impl.Register("gf2m", "PMULL", &useCarryless) }
