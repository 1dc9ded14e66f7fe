// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build purego || !amd64

package curve

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

func (kernel) doubleTimes(*projective, int) bool { return false }

func (kernel) addAll(*projective, []Point) bool { return false }

func (kernel) ladder(_, _ *ladderPoint, _, _ *gf2m.Element, _ *modn.Scalar, _ int) bool { return false }

func (*table) pickFast(*[spacing]column, int, *[spacing]uint64, int) bool { return false }
