// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// checkLength checks that a stream ends where it says, before an end of the file.
func (f *File) checkLength(s *Stream, length, end int64) error {
	if length < 0 || s.At+length > end {
		return malformed("a stream of %d octets at %d", length, s.At)
	}
	return f.lexer(s.At+length, end).word("endstream")
}

// decode unpacks a stream of a length in the file: ISO 32000-1 section 7.4.
// Only Flate is known, which is what structure and evidence are packed with.
func (f *File) decode(s *Stream, length, end int64) ([]byte, error) {
	if err := f.checkLength(s, length, end); err != nil {
		return nil, err
	}
	filter, parms := s.Dict["Filter"], s.Dict["DecodeParms"]
	if array, ok := filter.(Array); ok && len(array) <= 1 {
		filter, parms = single(array), single(parms)
	}
	from := io.NewSectionReader(f.r, s.At, length)
	switch filter {
	case nil:
		return f.fill(from)
	case Name("FlateDecode"):
	default:
		return nil, ErrFilter
	}
	inflated, err := zlib.NewReader(from)
	if err != nil {
		return nil, inflateError(err)
	}
	defer inflated.Close()
	data, err := f.fill(inflated)
	if err != nil {
		return nil, err
	}
	if parms == nil {
		return data, nil
	}
	dict, ok := parms.(Dict)
	if !ok {
		return nil, malformed("a filter with unknown parameters")
	}
	return unpredict(data, dict)
}

// single is the one element of an array that has no more, null when it is
// empty.
func single(o Object) Object {
	if array, ok := o.(Array); ok {
		if len(array) == 0 {
			return nil
		}
		return array[0]
	}
	return o
}

// fill reads to the end, as much as may still be.
func (f *File) fill(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, f.toFill+1))
	if err != nil {
		return nil, inflateError(err)
	}
	if f.toFill -= int64(len(data)); f.toFill < 0 {
		return nil, tooLarge("streams together")
	}
	return data, nil
}

func inflateError(err error) error {
	if errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zlib.ErrDictionary) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.As(err, new(flate.CorruptInputError)) {
		return malformed("a stream: %v", err)
	}
	return fmt.Errorf("pdf: %w", err)
}

// unpredict undoes the prediction of PNG: ISO 32000-1 section 7.4.4.4.
func unpredict(data []byte, parms Dict) ([]byte, error) {
	number := func(key Name, absent int64) int64 {
		if n, ok := parms[key].(int64); ok {
			return n
		}
		return absent
	}
	predictor := number("Predictor", 1)
	colours, bits, columns := number("Colors", 1), number("BitsPerComponent", 8), number("Columns", 1)
	if predictor == 1 {
		return data, nil
	}
	if predictor < 10 || colours < 1 || colours > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<16 {
		return nil, ErrFilter
	}
	back := int((colours*bits + 7) / 8)
	width := int((colours*bits*columns + 7) / 8)
	out := make([]byte, 0, len(data))
	above := make([]byte, width)
	for len(data) > 0 {
		if len(data) < width+1 {
			return nil, malformed("a row of a stream cut short")
		}
		row := bytes.Clone(data[1 : width+1])
		if err := unpredictRow(data[0], row, above, back); err != nil {
			return nil, err
		}
		out = append(out, row...)
		data, above = data[width+1:], row
	}
	return out, nil
}

func unpredictRow(how byte, row, above []byte, back int) error {
	for i := range row {
		var left, corner byte
		if i >= back {
			left, corner = row[i-back], above[i-back]
		}
		switch how {
		case 0:
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(left, above[i], corner)
		default:
			return malformed("a row of a stream predicted in no known way")
		}
	}
	return nil
}

// paeth is the neighbour nearest to left + up − corner.
func paeth(left, up, corner byte) byte {
	l, u, c := int(left), int(up), int(corner)
	toLeft, toUp, toCorner := abs(u-c), abs(l-c), abs(l+u-2*c)
	switch {
	case toLeft <= toUp && toLeft <= toCorner:
		return left
	case toUp <= toCorner:
		return up
	}
	return corner
}

func abs(n int) int { return max(n, -n) }
