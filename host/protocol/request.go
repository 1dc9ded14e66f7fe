// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Request is a call, or a notice, that came to the host.
type Request struct {
	ID     string // empty for a notice
	Role   Role
	Method string

	conn   *Conn
	params Raw
	frame  []byte
}

// Params decodes the params into v, and wipes the frame: it is called once.
// The error is invalid-params.
func (r *Request) Params(v any) error {
	defer r.wipe()
	params := r.params
	if params == nil {
		params = Raw("{}")
	}
	if err := Unmarshal(params, v); err != nil {
		return Fail(InvalidParams)
	}
	return nil
}

// Reply answers with a result. One that no frame can hold is answered as an
// internal error.
func (r *Request) Reply(result any) {
	r.end()
	if err := r.conn.send(r.Role, &message{ID: &r.ID}, result); err != nil {
		r.answer(Fail(Internal))
	}
}

// Fail answers with what the caller's role may learn of err.
func (r *Request) Fail(err error) {
	r.end()
	r.answer(err)
}

func (r *Request) answer(err error) {
	// A connection that cannot be written to is about to end by itself.
	_ = r.conn.send(r.Role, &message{ID: &r.ID, Error: r.conn.Learns(r.Role, err)}, nil)
}

// end makes the id free again before the answer can reach the caller.
func (r *Request) end() {
	r.wipe()
	r.conn.mu.Lock()
	delete(r.conn.running[r.Role], r.ID)
	r.conn.mu.Unlock()
}

func (r *Request) wipe() {
	clear(r.frame)
	r.frame, r.params = nil, nil
}
