// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
)

// longestMessage bounds a reply of Marionette: a screenshot in base64.
const longestMessage = 64 << 20

// marionette is Firefox's remote control: WebDriver's commands over TCP, each
// message a length in ASCII, a colon and JSON. A command is [0, id, name,
// parameters], its reply [1, id, error, result]
// (Firefox source, testing/marionette, protocol version 3).
type marionette struct {
	conn net.Conn

	mu      sync.Mutex
	last    int
	waiting map[int]chan reply
	gone    error // set once, when the connection ended
}

type reply struct {
	result json.RawMessage
	err    error
}

// MarionetteError is what Firefox answers instead of a result; Code is one of
// the error codes of WebDriver, section 6.6.
type MarionetteError struct {
	Code    string `json:"error"`
	Message string `json:"message"`
}

func (e *MarionetteError) Error() string { return e.Code + ": " + e.Message }

func dialMarionette(ctx context.Context, port int) (*marionette, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	r := bufio.NewReader(conn)
	hello, err := readMessage(r)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("marionette: no greeting: %w", err)
	}
	var greeting struct {
		Protocol int `json:"marionetteProtocol"`
	}
	if err := json.Unmarshal(hello, &greeting); err != nil || greeting.Protocol != 3 {
		conn.Close()
		return nil, fmt.Errorf("marionette: greeting %q is not protocol 3", hello)
	}
	m := &marionette{conn: conn, waiting: map[int]chan reply{}}
	go m.receive(r)
	return m, nil
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	length, err := r.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(length[:len(length)-1])
	if err != nil || n < 0 || n > longestMessage {
		return nil, fmt.Errorf("marionette: message length %q", length)
	}
	message := make([]byte, n)
	_, err = io.ReadFull(r, message)
	return message, err
}

// receive hands each reply to the call that waits for it, until the
// connection ends; then it ends all of them.
func (m *marionette) receive(r *bufio.Reader) {
	for {
		message, err := readMessage(r)
		if err == nil {
			err = m.deliver(message)
		}
		if err != nil {
			m.end(err)
			return
		}
	}
}

func (m *marionette) deliver(message []byte) error {
	var (
		kind, id int
		failure  *MarionetteError
		answer   reply
	)
	fields := []any{&kind, &id, &failure, &answer.result}
	if err := json.Unmarshal(message, &fields); err != nil {
		return fmt.Errorf("marionette: malformed reply: %w", err)
	}
	if kind != 1 {
		return fmt.Errorf("marionette: malformed reply: of kind %d", kind)
	}
	if failure != nil {
		answer.err = failure
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if waiter, ok := m.waiting[id]; ok {
		delete(m.waiting, id)
		waiter <- answer
	}
	return nil
}

func (m *marionette) end(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gone == nil {
		m.gone = errors.Join(errors.New("marionette: the connection ended"), err)
	}
	for id, waiter := range m.waiting {
		delete(m.waiting, id)
		waiter <- reply{err: m.gone}
	}
}

// call sends a command and decodes its result into result unless that is nil.
func (m *marionette) call(ctx context.Context, command string, parameters map[string]any, result any) error {
	waiter, id, err := m.send(command, parameters)
	if err != nil {
		return err
	}
	select {
	case answer := <-waiter:
		if answer.err != nil || result == nil {
			return answer.err
		}
		return json.Unmarshal(answer.result, result)
	case <-ctx.Done():
		m.mu.Lock()
		delete(m.waiting, id)
		m.mu.Unlock()
		return context.Cause(ctx)
	}
}

func (m *marionette) send(command string, parameters map[string]any) (<-chan reply, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gone != nil {
		return nil, 0, m.gone
	}
	m.last++
	if parameters == nil {
		parameters = map[string]any{}
	}
	message, err := json.Marshal([]any{0, m.last, command, parameters})
	if err != nil {
		return nil, 0, err
	}
	waiter := make(chan reply, 1)
	m.waiting[m.last] = waiter
	if _, err := fmt.Fprintf(m.conn, "%d:%s", len(message), message); err != nil {
		delete(m.waiting, m.last)
		return nil, 0, err
	}
	return waiter, m.last, nil
}

// value is the shape in which WebDriver returns a single result.
type value[T any] struct {
	Value T `json:"value"`
}
