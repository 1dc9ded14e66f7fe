// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func header(n uint32) string { return string(binary.LittleEndian.AppendUint32(nil, n)) }

func TestReadFrame(t *testing.T) {
	for _, tt := range []struct {
		name, in, frame string
		err             error
	}{
		{"one", header(2) + "{}", "{}", nil},
		{"empty", header(0), "", nil},
		{"what follows stays", header(2) + "{}" + header(9), "{}", nil},
		{"end between frames", "", "", io.EOF},
		{"end in the header", "\x02\x00", "", io.ErrUnexpectedEOF},
		{"end after the header", header(2), "", io.ErrUnexpectedEOF},
		{"end in the middle", header(3) + "{}", "", io.ErrUnexpectedEOF},
		{"one octet over the limit", header(protocol.MaxFrame + 1), "", protocol.ErrFrameTooLarge},
		{"a negative length", "\xff\xff\xff\xff", "", protocol.ErrFrameTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			frame, err := protocol.ReadFrame(iotest.OneByteReader(strings.NewReader(tt.in)))
			require.ErrorIs(t, err, tt.err)
			assert.Equal(t, tt.frame, string(frame))
		})
	}
}

func TestWriteFrame(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, protocol.WriteFrame(&out, make([]byte, protocol.MaxFrame)))
	frame, err := protocol.ReadFrame(&out)
	require.NoError(t, err)
	assert.Len(t, frame, protocol.MaxFrame)

	// Browsers cut the connection at a frame over the limit, so not an octet
	// of one may get out.
	assert.ErrorIs(t, protocol.WriteFrame(&out, make([]byte, protocol.MaxFrame+1)), protocol.ErrFrameTooLarge)
	assert.Zero(t, out.Len())
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte(header(2) + "{}"))
	f.Add([]byte(header(1<<20) + "{"))
	f.Add([]byte("\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bytes.NewReader(in)
		for {
			frame, err := protocol.ReadFrame(r)
			if err != nil {
				return
			}
			var out bytes.Buffer
			require.NoError(t, protocol.WriteFrame(&out, frame))
			again, err := protocol.ReadFrame(&out)
			require.NoError(t, err)
			require.Equal(t, frame, again)
		}
	})
}
