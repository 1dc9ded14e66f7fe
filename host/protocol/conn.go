// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"sync"
)

// ErrClosed says that the connection ended before the reply came.
var ErrClosed = errors.New("protocol: connection closed")

// Conn is the host's side of one connection.
type Conn struct {
	in     io.Reader
	out    *outbox
	handle func(*Request)

	pageIsOurs bool // set before anything but hello is done

	mu      sync.Mutex
	asked   map[string]*Question
	running map[Role]map[string]bool
	ignored int
}

// A Question is a call of the host's that is under way.
type Question struct {
	conn  *Conn
	id    string
	role  Role
	reply chan reply
}

type reply struct {
	*message
	frame []byte
}

// NewConn makes a connection of the two ends of a pipe. Calls and notices
// that a role may send are given to handle one by one in the order they
// came; it must not wait for anything, and answers each call once, now or
// later, from any goroutine.
func NewConn(in io.Reader, out io.Writer, handle func(*Request)) *Conn {
	return &Conn{
		in: in, out: newOutbox(out), handle: handle,
		asked:   make(map[string]*Question),
		running: make(map[Role]map[string]bool),
	}
}

// Serve reads frames until the input ends, which is no error between frames.
// A frame that cannot be understood ends the connection, after the
// extension was told. Calls still under way end with [ErrClosed], as do all
// once the other side takes no frames; the next frame from it then ends the
// connection.
func (c *Conn) Serve() error {
	go c.out.run()
	defer c.out.finish()
	for {
		frame, err := ReadFrame(c.in)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = c.dispatch(frame)
		}
		if err != nil {
			code := Malformed
			if errors.Is(err, ErrFrameTooLarge) {
				code = FrameTooLarge
			}
			_ = c.Notify(Extension, MethodFault, Fault{Code: code})
			return err
		}
	}
}

// TrustPage says that the page is the extension's own, which learns of errors what our
// window does. It is called by what NewConn was given, before other work is begun.
func (c *Conn) TrustPage() { c.pageIsOurs = true }

// Learns is what a role may learn of err, in an answer or elsewhere.
func (c *Conn) Learns(role Role, err error) *Error {
	if c.pageIsOurs {
		return AsError(err)
	}
	return AsError(err).For(role)
}

// Ignored counts the replies that came from nobody who was asked.
func (c *Conn) Ignored() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ignored
}

// Call asks role and waits for its reply, which it decodes into result. The
// error is the role's own [Error], what [Unmarshal] says of a reply that is not
// as it should be, the cause that ended ctx, or [ErrClosed].
func (c *Conn) Call(ctx context.Context, role Role, method string, params, result any) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	q, err := c.Ask(role, method, params)
	if err != nil {
		return err
	}
	return q.Wait(ctx, result)
}

// Ask is the first half of [Conn.Call]: questions reach the role in the order in
// which they are asked. Each is waited for once, or forgotten.
func (c *Conn) Ask(role Role, method string, params any) (*Question, error) {
	q := &Question{conn: c, id: newID(), role: role, reply: make(chan reply, 1)}
	c.mu.Lock()
	c.asked[q.id] = q
	c.mu.Unlock()
	if err := c.send(role, &message{ID: &q.id, Method: &method}, params); err != nil {
		q.Forget()
		return nil, err
	}
	return q, nil
}

// Wait is the second half of [Conn.Call].
func (q *Question) Wait(ctx context.Context, result any) error {
	defer q.Forget()
	select {
	case r := <-q.reply:
		defer clear(r.frame)
		if r.Error != nil {
			return r.Error
		}
		return Unmarshal(r.Result, result)
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-q.conn.out.closed:
		return ErrClosed
	}
}

// Forget takes a question back, and wipes the reply if one came that nobody
// looked at.
func (q *Question) Forget() {
	q.conn.mu.Lock()
	delete(q.conn.asked, q.id)
	q.conn.mu.Unlock()
	select {
	case r := <-q.reply:
		clear(r.frame)
	default:
	}
}

// Notify tells role something.
func (c *Conn) Notify(role Role, method string, params any) error {
	return c.send(role, &message{Method: &method}, params)
}

func (c *Conn) send(role Role, m *message, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if m.Method != nil {
		m.Params = raw
	} else if m.Error == nil {
		m.Result = raw
	}
	m.Role = role
	frame, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return c.out.put(frame)
}

func (c *Conn) dispatch(frame []byte) error {
	select {
	case <-c.out.closed:
		clear(frame)
		return ErrClosed
	default:
	}
	m, err := parse(frame)
	if err != nil {
		clear(frame)
		return err
	}
	if m.Method == nil {
		c.deliver(reply{m, frame})
		return nil
	}
	r := &Request{Role: m.Role, Method: *m.Method, conn: c, params: m.Params, frame: frame}
	if m.ID == nil {
		if slices.Contains(notices[r.Role], r.Method) {
			c.handle(r)
		}
		r.wipe()
		return nil
	}
	r.ID = *m.ID
	if err := c.begin(r); err != nil {
		r.wipe()
		return err
	}
	return nil
}

// begin counts a call, and hands it over or answers it.
func (c *Conn) begin(r *Request) error {
	c.mu.Lock()
	running := c.running[r.Role]
	if running == nil {
		running = make(map[string]bool)
		c.running[r.Role] = running
	}
	twice, full := running[r.ID], len(running) == MaxCalls
	if !twice {
		running[r.ID] = true
	}
	c.mu.Unlock()

	if twice {
		return ErrMalformed
	}
	if err := admit(r.Role, r.Method); err != nil {
		r.Fail(err)
		return nil
	}
	if full {
		r.Fail(Fail(Busy))
		return nil
	}
	c.handle(r)
	return nil
}

// deliver hands a reply to who waits for it. One that comes from another role
// than was asked counts for nothing.
func (c *Conn) deliver(r reply) {
	c.mu.Lock()
	defer c.mu.Unlock()
	q := c.asked[*r.ID]
	if q == nil || q.role != r.Role {
		c.ignored++
		clear(r.frame)
		return
	}
	delete(c.asked, *r.ID)
	q.reply <- r
}

// newID returns 128 random bits in base64url.
func newID() string {
	var id [16]byte
	rand.Read(id[:])
	return base64.RawURLEncoding.EncodeToString(id[:])
}
