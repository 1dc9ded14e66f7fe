// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package wire_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// frame is one with any content, and with the true lengths unless others are
// given.
func frame(text, secret string, lengths ...int) []byte {
	if len(lengths) == 0 {
		lengths = []int{len(text), len(secret)}
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(lengths[0]))
	b = binary.LittleEndian.AppendUint32(b, uint32(lengths[1]))
	return append(append(b, text...), secret...)
}

func TestRequest(t *testing.T) {
	params, err := wire.Encode(wire.Login{At: wire.At{Slot: 1 << 40, Serial: "00000017"}, Last: true})
	require.NoError(t, err)
	pin := []byte("secret-pin")
	var pipe bytes.Buffer
	require.NoError(t, wire.WriteRequest(&pipe, &wire.Request{ID: 7, Call: wire.CallLogin, Params: params, Secret: pin}))
	assert.Equal(t, make([]byte, len(pin)), pin, "the writer wipes")
	assert.Equal(t, frame(`{"id":7,"call":"login","params":{"slot":1099511627776,"serial":"00000017","pad":false,"last":true}}`, "secret-pin"), pipe.Bytes())

	q, err := wire.ReadRequest(iotest.OneByteReader(&pipe))
	require.NoError(t, err)
	assert.Equal(t, wire.CallLogin, q.Call)
	assert.Equal(t, "secret-pin", string(q.Secret))
	var login wire.Login
	require.NoError(t, wire.Decode(q.Params, &login))
	assert.Equal(t, uint64(1<<40), login.Slot)
	_, err = wire.ReadRequest(&pipe)
	assert.Equal(t, io.EOF, err)
}

func TestResponse(t *testing.T) {
	var pipe bytes.Buffer
	sent := &wire.Response{ID: 9, Error: &wire.Error{Kind: wire.Returned, Function: "C_Login", RV: cryptoki.PINLocked}}
	require.NoError(t, wire.WriteResponse(&pipe, sent))
	got, err := wire.ReadResponse(&pipe)
	require.NoError(t, err)
	assert.Equal(t, sent, got)
}

func TestWriteWipesWhenItFails(t *testing.T) {
	for _, secret := range [][]byte{[]byte("secret"), bytes.Repeat([]byte("s"), wire.MaxSecret+1)} {
		closed, w := io.Pipe()
		require.NoError(t, closed.Close())
		assert.Error(t, wire.WriteRequest(w, &wire.Request{Call: wire.CallLogin, Secret: secret}))
		assert.Equal(t, make([]byte, len(secret)), secret)
	}
	assert.ErrorIs(t, wire.WriteRequest(io.Discard, &wire.Request{Call: wire.Call(strings.Repeat("c", wire.MaxJSON))}), wire.ErrFrame)
}

// TestWriteOnce wants a frame to be one write, and no copy of the secret to be
// left in what was written.
func TestWriteOnce(t *testing.T) {
	var w keeper
	require.NoError(t, wire.WriteRequest(&w, &wire.Request{Call: wire.CallLogin, Secret: []byte("secret-pin")}))
	require.Len(t, w.written, 1)
	assert.NotContains(t, string(w.written[0]), "secret-pin")
}

// keeper keeps what it is given, which a writer must not, to look at it later.
type keeper struct{ written [][]byte }

func (k *keeper) Write(p []byte) (int, error) {
	k.written = append(k.written, p)
	return len(p), nil
}

func TestReadRefuses(t *testing.T) {
	good := frame(`{"id":1,"call":"tokens"}`, "")
	for what, c := range map[string]struct {
		frame []byte
		err   error
	}{
		"no frame":               {nil, io.EOF},
		"half a length":          {good[:5], io.ErrUnexpectedEOF},
		"no JSON":                {good[:8], io.ErrUnexpectedEOF},
		"half of the JSON":       {good[:20], io.ErrUnexpectedEOF},
		"no secret":              {frame(`{"id":1}`, "", 8, 4), io.ErrUnexpectedEOF},
		"half of the secret":     {frame(`{"id":1}`, "12", 8, 4), io.ErrUnexpectedEOF},
		"much JSON":              {frame("", "", wire.MaxJSON+1, 0), wire.ErrFrame},
		"all the JSON":           {frame("", "", 1<<32-1, 0), wire.ErrFrame},
		"a long secret":          {frame(`{}`, "", 2, wire.MaxSecret+1), wire.ErrFrame},
		"an empty JSON":          {frame("", ""), wire.ErrFrame},
		"a list":                 {frame("[]", ""), wire.ErrFrame},
		"an unknown member":      {frame(`{"id":1,"pin":"1"}`, ""), wire.ErrFrame},
		"a secret in the JSON":   {frame(`{"id":1,"Secret":"MTIz"}`, ""), wire.ErrFrame},
		"a negative number":      {frame(`{"id":-1}`, ""), wire.ErrFrame},
		"something that follows": {frame(`{"id":1} {}`, ""), wire.ErrFrame},
	} {
		_, err := wire.ReadRequest(bytes.NewReader(c.frame))
		assert.ErrorIs(t, err, c.err, what)
		_, err = wire.ReadResponse(bytes.NewReader(c.frame))
		assert.Error(t, err, what)
	}
	broken := errors.New("broken")
	_, err := wire.ReadRequest(iotest.ErrReader(broken))
	assert.ErrorIs(t, err, broken)
}

func TestErrorsHoldNoSecret(t *testing.T) {
	_, err := wire.ReadRequest(bytes.NewReader(frame(`{"id":"x"}`, "secret-pin")))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret-pin")
}

// FuzzRead wants whatever is read to be written and read again as it was.
func FuzzRead(f *testing.F) {
	f.Add(frame(`{"id":1,"call":"load","params":{"path":"/m.so"}}`, ""))
	f.Add(frame(`{"id":2,"call":"login","params":{"slot":0,"serial":"1","pad":false,"last":false}}`, "1234"))
	f.Add(frame(`{"id":3,"result":[{"value":"AQI="},{"error":{"kind":"returned","function":"C_Sign","rv":48}}]}`, ""))
	f.Add(frame(`{"id":4,"call":"generate","params":{"slot":0,"serial":"1","mechanism":4160,"type":3,"id":"AQI=","label":"","params":"BgA="}}`, ""))
	f.Add(frame(`{"id":5,"call":"put","params":{"slot":0,"serial":"1","id":"AQI=","label":"","der":"MAA=","subject":"MAA=","issuer":"MAA=","number":"AgEB"}}`, ""))
	f.Add(frame(`{"id":6,"call":"destroy","params":{"slot":0,"serial":"1","id":"AQI="}}`, ""))
	f.Add(frame(`{"id":6,"error":{"kind":"exposed","detail":"it remains"}}`, ""))
	f.Add(frame(`{}`, "", 2, 1025))
	f.Fuzz(func(t *testing.T, data []byte) {
		if q, err := wire.ReadRequest(bytes.NewReader(data)); err == nil {
			var pipe bytes.Buffer
			require.NoError(t, wire.WriteRequest(&pipe, &wire.Request{ID: q.ID, Call: q.Call, Params: q.Params, Secret: slices.Clone(q.Secret)}))
			again, err := wire.ReadRequest(&pipe)
			require.NoError(t, err)
			require.Equal(t, q.ID, again.ID)
			require.Equal(t, q.Call, again.Call)
			require.Equal(t, q.Secret, again.Secret)
		}
		if p, err := wire.ReadResponse(bytes.NewReader(data)); err == nil {
			var pipe bytes.Buffer
			require.NoError(t, wire.WriteResponse(&pipe, &wire.Response{ID: p.ID, Result: p.Result, Error: p.Error, Secret: slices.Clone(p.Secret)}))
			again, err := wire.ReadResponse(&pipe)
			require.NoError(t, err)
			require.Equal(t, p.Error, again.Error)
			require.Equal(t, p.Secret, again.Secret)
		}
	})
}
