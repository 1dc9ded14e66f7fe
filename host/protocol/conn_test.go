// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// browser is the other side of a connection.
type browser struct {
	t    *testing.T
	conn *protocol.Conn
	in   *io.PipeWriter
	out  *io.PipeReader
	err  error // of Serve
}

// connect runs test against a connection whose calls are handled so.
func connect(t *testing.T, handle func(*protocol.Request), test func(*browser)) {
	synctest.Test(t, func(t *testing.T) {
		b := &browser{t: t}
		var in *io.PipeReader
		var out *io.PipeWriter
		in, b.in = io.Pipe()
		b.out, out = io.Pipe()
		b.conn = protocol.NewConn(in, out, handle)
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.err = b.conn.Serve()
			out.Close()
		}()
		test(b)
		b.in.Close()
		io.Copy(io.Discard, b.out)
		<-done
	})
}

func (b *browser) say(frame string) {
	require.NoError(b.t, protocol.WriteFrame(b.in, []byte(frame)))
}

func (b *browser) hear() map[string]any {
	frame, err := protocol.ReadFrame(b.out)
	require.NoError(b.t, err)
	var message map[string]any
	require.NoError(b.t, json.Unmarshal(frame, &message))
	return message
}

func (b *browser) hears(frame string) {
	b.t.Helper()
	heard, err := json.Marshal(b.hear())
	require.NoError(b.t, err)
	require.JSONEq(b.t, frame, string(heard))
}

func echo(r *protocol.Request) {
	var params protocol.Cancel
	if err := r.Params(&params); err != nil {
		r.Fail(err)
		return
	}
	r.Reply(params)
}

func TestCallsAreAnswered(t *testing.T) {
	connect(t, echo, func(b *browser) {
		b.say(`{"id":"1","method":"cancel","params":{"id":"x"},"role":"page"}`)
		b.hears(`{"id":"1","result":{"id":"x"},"role":"page"}`)
		b.say(`{"id":"2","method":"cancel","params":{"id":"x","y":1},"role":"page"}`)
		b.hears(`{"id":"2","error":{"code":"invalid-params"},"role":"page"}`)
		b.say(`{"id":"3","method":"cancel","role":"page"}`)
		b.hears(`{"id":"3","error":{"code":"invalid-params"},"role":"page"}`)
		b.say(`{"id":"4","method":"grease-7","params":{},"role":"page"}`)
		b.hears(`{"id":"4","error":{"code":"unsupported"},"role":"page"}`)
	})
}

func TestEachRoleHasItsOwnRows(t *testing.T) {
	rows := map[protocol.Role][]string{
		protocol.Page:      {"sign", "login", "certificate", "verify"},
		protocol.Window:    {"operation", "keys", "preview"},
		protocol.Extension: {"hello"},
	}
	connect(t, func(r *protocol.Request) { r.Reply(protocol.Empty{}) }, func(b *browser) {
		for asking := range rows {
			for owner, methods := range rows {
				for _, method := range methods {
					b.say(fmt.Sprintf(`{"id":"1","method":%q,"params":{},"role":%q}`, method, asking))
					if asking == owner {
						b.hears(fmt.Sprintf(`{"id":"1","result":{},"role":%q}`, asking))
					} else {
						b.hears(fmt.Sprintf(`{"id":"1","error":{"code":"forbidden"},"role":%q}`, asking))
					}
				}
			}
			for _, method := range []string{"read", "ask", "show", "window", "fault", "close-window", "closed"} {
				b.say(fmt.Sprintf(`{"id":"1","method":%q,"params":{},"role":%q}`, method, asking))
				b.hears(fmt.Sprintf(`{"id":"1","error":{"code":"unsupported"},"role":%q}`, asking))
			}
		}
	})
}

func TestPagesLearnLess(t *testing.T) {
	detailed := &protocol.Error{Code: protocol.WrongAuthority, Params: &protocol.Params{Authority: "АЦСК"}}
	answer := map[string]error{"sign": detailed, "keys": detailed, "login": errors.New("other"), "operation": errors.New("other")}
	connect(t, func(r *protocol.Request) { r.Fail(answer[r.Method]) }, func(b *browser) {
		b.say(`{"id":"1","method":"sign","role":"page"}`)
		b.hears(`{"id":"1","error":{"code":"failed"},"role":"page"}`)
		b.say(`{"id":"1","method":"keys","role":"window"}`)
		b.hears(`{"id":"1","error":{"code":"wrong-authority","params":{"authority":"АЦСК"}},"role":"window"}`)
		b.say(`{"id":"1","method":"login","role":"page"}`)
		b.hears(`{"id":"1","error":{"code":"failed"},"role":"page"}`)
		b.say(`{"id":"1","method":"operation","role":"window"}`)
		b.hears(`{"id":"1","error":{"code":"internal"},"role":"window"}`)
	})
}

func TestOnlyTheAskedRoleAnswers(t *testing.T) {
	connect(t, nil, func(b *browser) {
		var answer protocol.ConsentAnswer
		var err error
		go func() {
			err = b.conn.Call(b.t.Context(), protocol.Window, "ask", protocol.Empty{}, &answer)
		}()
		id := b.hear()["id"].(string)
		assert.Len(t, id, 22, "128 bits in base64url")

		b.say(`{"id":"` + id + `","result":{"key":"stolen","approved":true},"role":"page"}`)
		b.say(`{"id":"` + id + `","result":{"key":"stolen","approved":true},"role":"extension"}`)
		b.say(`{"id":"another","result":{"key":"stolen","approved":true},"role":"window"}`)
		synctest.Wait()
		assert.Zero(t, answer, "still waiting")
		assert.Equal(t, 3, b.conn.Ignored())

		b.say(`{"id":"` + id + `","result":{"key":"mine","approved":true},"role":"window"}`)
		b.say(`{"id":"` + id + `","result":{"key":"again","approved":true},"role":"window"}`)
		synctest.Wait()
		require.NoError(t, err)
		assert.Equal(t, "mine", answer.Key)
		assert.Equal(t, 4, b.conn.Ignored())
	})
}

func TestCallsEnd(t *testing.T) {
	enough := errors.New("enough")
	connect(t, nil, func(b *browser) {
		ctx, end := context.WithCancelCause(b.t.Context())
		var byContext, byPeer, byReply, byClosing error
		go func() { byContext = b.conn.Call(ctx, protocol.Page, "read", protocol.Empty{}, nil) }()
		late := b.hear()["id"].(string)
		end(enough)
		synctest.Wait()
		assert.ErrorIs(t, byContext, enough)
		b.say(`{"id":"` + late + `","result":{},"role":"page"}`)
		synctest.Wait()
		assert.Equal(t, 1, b.conn.Ignored(), "a late reply answers nothing")

		go func() { byPeer = b.conn.Call(b.t.Context(), protocol.Page, "read", protocol.Empty{}, nil) }()
		b.say(`{"id":"` + b.hear()["id"].(string) + `","error":{"code":"read-failed"},"role":"page"}`)
		synctest.Wait()
		assert.ErrorIs(t, byPeer, protocol.Fail(protocol.ReadFailed))

		go func() {
			byReply = b.conn.Call(b.t.Context(), protocol.Page, "read", protocol.Empty{}, &protocol.Data{})
		}()
		b.say(`{"id":"` + b.hear()["id"].(string) + `","result":{"data":7},"role":"page"}`)
		synctest.Wait()
		assert.ErrorIs(t, byReply, protocol.ErrMalformed)

		go func() { byClosing = b.conn.Call(b.t.Context(), protocol.Page, "read", protocol.Empty{}, nil) }()
		b.hear()
		b.in.Close()
		synctest.Wait()
		assert.ErrorIs(t, byClosing, protocol.ErrClosed)
		assert.NoError(t, b.err, "an end between frames is no error")
	})
}

func TestMalformedMessagesEndTheConnection(t *testing.T) {
	for reason, frame := range map[string]string{
		"no JSON":                    `cancel`,
		"empty":                      ``,
		"not an object":              `["sign"]`,
		"no role":                    `{"id":"1","method":"sign"}`,
		"unknown role":               `{"id":"1","method":"sign","role":"host"}`,
		"role twice":                 `{"id":"1","method":"sign","role":"page","role":"window"}`,
		"role in another case":       `{"id":"1","method":"sign","role":"page","Role":"window"}`,
		"unknown member":             `{"id":"1","method":"sign","role":"page","origin":"https://x"}`,
		"neither call nor reply":     `{"id":"1","role":"page"}`,
		"call and reply":             `{"id":"1","method":"sign","result":{},"role":"page"}`,
		"result and error":           `{"id":"1","result":{},"error":{"code":"failed"},"role":"page"}`,
		"reply without id":           `{"result":{},"role":"page"}`,
		"reply with params":          `{"id":"1","result":{},"params":{},"role":"page"}`,
		"empty id":                   `{"id":"","method":"sign","role":"page"}`,
		"null id":                    `{"id":null,"method":"sign","role":"page"}`,
		"number for an id":           `{"id":1,"method":"sign","role":"page"}`,
		"id too long":                `{"id":"` + strings.Repeat("a", protocol.MaxID+1) + `","method":"sign","role":"page"}`,
		"error without a code":       `{"id":"1","error":{},"role":"page"}`,
		"error with a message":       `{"id":"1","error":{"code":"failed","message":"x"},"role":"page"}`,
		"nested too deep":            `{"id":"1","method":"sign","params":` + strings.Repeat("[", 8) + strings.Repeat("]", 8) + `,"role":"page"}`,
		"two messages":               `{"method":"closed","role":"extension"} {"method":"closed","role":"extension"}`,
		"octets that are not UTF-8":  "{\"id\":\"\xff\",\"method\":\"sign\",\"role\":\"page\"}",
		"an id that is still in use": `{"id":"busy","method":"sign","params":{},"role":"page"}`,
	} {
		t.Run(reason, func(t *testing.T) {
			connect(t, func(*protocol.Request) {}, func(b *browser) {
				b.say(`{"id":"busy","method":"sign","params":{},"role":"page"}`)
				b.say(frame)
				b.hears(`{"method":"fault","params":{"code":"malformed"},"role":"extension"}`)
				synctest.Wait()
				assert.ErrorIs(t, b.err, protocol.ErrMalformed)
			})
		})
	}
}

// TestIDsAreCountedInCharacters: 64 of them, whatever octets they take.
func TestIDsAreCountedInCharacters(t *testing.T) {
	id := strings.Repeat("ї", protocol.MaxID)
	connect(t, nil, func(b *browser) {
		b.say(`{"id":"` + id + `","method":"grease-1","role":"page"}`)
		b.hears(`{"id":"` + id + `","error":{"code":"unsupported"},"role":"page"}`)
	})
}

func TestBrokenFramesEndTheConnection(t *testing.T) {
	for _, tt := range []struct {
		name, octets, code string
		err                error
	}{
		{"too large", header(protocol.MaxFrame + 1), "frame-too-large", protocol.ErrFrameTooLarge},
		{"end in mid-frame", header(10) + "{", "malformed", io.ErrUnexpectedEOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			connect(t, nil, func(b *browser) {
				go func() {
					b.in.Write([]byte(tt.octets))
					b.in.Close()
				}()
				b.hears(`{"method":"fault","params":{"code":"` + tt.code + `"},"role":"extension"}`)
				synctest.Wait()
				assert.ErrorIs(t, b.err, tt.err)
			})
		})
	}
}

func TestTooManyCalls(t *testing.T) {
	var waiting []*protocol.Request
	connect(t, func(r *protocol.Request) { waiting = append(waiting, r) }, func(b *browser) {
		for i := range protocol.MaxCalls {
			b.say(fmt.Sprintf(`{"id":"%d","method":"cancel","params":{"id":"x"},"role":"page"}`, i))
		}
		b.say(`{"id":"one more","method":"cancel","params":{"id":"x"},"role":"page"}`)
		b.hears(`{"id":"one more","error":{"code":"busy"},"role":"page"}`)
		go waiting[0].Reply(protocol.Empty{})
		b.hears(`{"id":"0","result":{},"role":"page"}`)
		b.say(`{"id":"0","method":"cancel","params":{"id":"x"},"role":"page"}`)
		synctest.Wait()
		assert.Len(t, waiting, protocol.MaxCalls+1, "the id and its place are free again")
	})
}

func TestNotices(t *testing.T) {
	var heard []string
	connect(t, func(r *protocol.Request) { heard = append(heard, r.Method) }, func(b *browser) {
		b.say(`{"method":"closed","params":{},"role":"extension"}`)
		b.say(`{"method":"closed","params":{},"role":"page"}`)
		b.say(`{"method":"sign","params":{},"role":"page"}`)
		b.say(`{"method":"grease-1","params":{},"role":"extension"}`)
		synctest.Wait()
		assert.Equal(t, []string{"closed"}, heard)
	})
}

func TestResultsThatNoFrameHolds(t *testing.T) {
	connect(t, func(r *protocol.Request) { r.Reply(strings.Repeat("a", protocol.MaxFrame)) }, func(b *browser) {
		b.say(`{"id":"1","method":"keys","role":"window"}`)
		b.hears(`{"id":"1","error":{"code":"internal"},"role":"window"}`)
	})
}

// TestNobodyReads: a browser that takes no frames keeps the host neither from
// seeing that it went away, nor for ever from anything else.
func TestNobodyReads(t *testing.T) {
	const call = `{"id":"1","method":"grease-1","role":"page"}`
	for reason, tt := range map[string]struct {
		said  int // calls that get an answer
		waits time.Duration
		err   error
	}{
		"one answer is being written":   {1, time.Second, nil},
		"a second one waits":            {2, time.Minute + time.Second, nil},
		"the browser goes on as before": {3, time.Minute + time.Second, protocol.ErrClosed},
	} {
		t.Run(reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, w := io.Pipe()
				unread, out := io.Pipe()
				defer unread.Close()
				conn := protocol.NewConn(in, out, nil)
				var waiting error
				served := make(chan error)
				started := time.Now()
				go func() { waiting = conn.Call(t.Context(), protocol.Page, "read", protocol.Empty{}, nil) }()
				go func() { served <- conn.Serve() }()
				synctest.Wait()
				for range tt.said - 1 {
					require.NoError(t, protocol.WriteFrame(w, []byte(call)))
				}
				w.Close()
				assert.ErrorIs(t, <-served, tt.err)
				assert.Equal(t, tt.waits, time.Since(started))
				synctest.Wait()
				assert.ErrorIs(t, waiting, protocol.ErrClosed)
			})
		})
	}
}

func FuzzConn(f *testing.F) {
	for _, seed := range []string{
		`{"id":"1","method":"sign","params":{"documents":[{"name":"a","size":1,"blob":"b"}]},"role":"page"}`,
		`{"id":"1","method":"cancel","params":{"id":"2"},"role":"page"}`,
		`{"id":"1","error":{"code":"cancelled"},"role":"window"}`,
		`{"method":"closed","role":"extension"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		if len(frame) > protocol.MaxFrame {
			return
		}
		in, w := io.Pipe()
		go func() {
			protocol.WriteFrame(w, frame)
			w.Close()
		}()
		conn := protocol.NewConn(in, io.Discard, func(r *protocol.Request) {
			var params protocol.Sign
			if err := r.Params(&params); r.ID != "" {
				r.Fail(err)
			}
		})
		if err := conn.Serve(); err != nil {
			require.ErrorIs(t, err, protocol.ErrMalformed)
		}
	})
}

// TestQuestionsInOrder: what is asked before the last answer came is heard in
// the order in which it was asked.
func TestQuestionsInOrder(t *testing.T) {
	connect(t, echo, func(b *browser) {
		var asked [3]*protocol.Question
		ids := make(chan string, len(asked))
		go func() {
			for i := range asked {
				message := b.hear()
				assert.EqualValues(t, i, message["params"].(map[string]any)["offset"])
				ids <- message["id"].(string)
			}
		}()
		for i := range asked {
			q, err := b.conn.Ask(protocol.Page, protocol.MethodWrite, protocol.Write{Call: "p", Offset: int64(i)})
			require.NoError(t, err)
			asked[i] = q
		}
		first, second, third := <-ids, <-ids, <-ids
		asked[0].Forget()
		b.say(`{"id":"` + first + `","result":{},"role":"page"}`)
		b.say(`{"id":"` + third + `","result":{},"role":"page"}`)
		b.say(`{"id":"` + second + `","error":{"code":"failed"},"role":"page"}`)
		assert.ErrorIs(t, asked[1].Wait(b.t.Context(), &protocol.Empty{}), protocol.Fail(protocol.Failed))
		assert.NoError(t, asked[2].Wait(b.t.Context(), &protocol.Empty{}))
		assert.Equal(t, 1, b.conn.Ignored())
	})
}
