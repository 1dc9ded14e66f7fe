// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Limits of what is read and written.
const (
	MaxContainer = 64 << 20 // octets of a container, with all in it
	MaxParts     = 64       // parts of one container
	maxLabel     = 19       // octets; known readers look no further
)

// Errors of this package.
var (
	// ErrMalformed says that octets are no container or no header.
	ErrMalformed = errors.New("dps: malformed")
	// ErrTooLarge says that a limit is exceeded.
	ErrTooLarge = errors.New("dps: too large")
)

// A Part is one member of a container. Labels that this package has no name for
// are kept as they are.
type Part struct {
	Label string // capitals, digits and underscores
	Data  []byte // nil of a marker
}

// HeaderSize is how many octets of a container stand before the part's data.
func (p Part) HeaderSize() int {
	if isMarker(p.Label) {
		return len(p.Label) + 1
	}
	return len(p.Label) + 1 + 4
}

// isMarker reports whether a label stands alone, with no length and no data.
// They are met in older receipts; what they mark is the part behind them.
func isMarker(label string) bool { return label == "USC_SIGN" || label == "USC_CRYPT" }

// Append writes parts behind what b holds.
func Append(b []byte, parts ...Part) ([]byte, error) {
	for _, p := range parts {
		switch {
		case !isLabel(p.Label), isMarker(p.Label) && len(p.Data) > 0:
			return nil, fmt.Errorf("%w: a part labelled %q", ErrMalformed, p.Label)
		case len(p.Data) > MaxContainer-p.HeaderSize()-len(b):
			return nil, fmt.Errorf("%w: a part of %d octets", ErrTooLarge, len(p.Data))
		}
		b = append(append(b, p.Label...), 0)
		if !isMarker(p.Label) {
			b = append(binary.LittleEndian.AppendUint32(b, uint32(len(p.Data))), p.Data...)
		}
	}
	return b, nil
}

// Parse reads a container to its end. There is at least one part in it. The
// parts' data are slices of b.
func Parse(b []byte) ([]Part, error) {
	var parts []Part
	for first := true; first || len(b) > 0; first = false {
		if len(parts) == MaxParts {
			return nil, fmt.Errorf("%w: more than %d parts", ErrTooLarge, MaxParts)
		}
		part, rest, err := First(b)
		if err != nil {
			return nil, err
		}
		parts, b = append(parts, part), rest
	}
	return parts, nil
}

// First reads the first part of a container, and gives what follows it.
func First(b []byte) (part Part, rest []byte, err error) {
	if len(b) > MaxContainer {
		return Part{}, nil, fmt.Errorf("%w: %d octets", ErrTooLarge, len(b))
	}
	label, _, ended := bytes.Cut(b[:min(len(b), maxLabel+1)], []byte{0})
	if !ended || !isLabel(string(label)) {
		return Part{}, nil, fmt.Errorf("%w: no label", ErrMalformed)
	}
	part.Label, rest = string(label), b[len(label)+1:]
	if isMarker(part.Label) {
		return part, rest, nil
	}
	if len(rest) < 4 {
		return Part{}, nil, fmt.Errorf("%w: %s without a length", ErrMalformed, part.Label)
	}
	length := int64(binary.LittleEndian.Uint32(rest))
	if rest = rest[4:]; length > int64(len(rest)) {
		return Part{}, nil, fmt.Errorf("%w: %s is cut short", ErrMalformed, part.Label)
	}
	part.Data = rest[:length:length]
	return part, rest[length:], nil
}

func isLabel(s string) bool { return 0 < len(s) && len(s) <= maxLabel && isWord(s) }

// isWord reports whether there are only capitals, digits and underscores.
func isWord(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return !('A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_')
	})
}
