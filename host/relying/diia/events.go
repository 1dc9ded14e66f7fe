// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// glance is how long the first look at a request takes, before a stream begins.
const glance = 50 * time.Millisecond

// An event is what a stream tells: HTML, "Server-sent events".
type event struct {
	name string
	data any
}

// silence is no event, but keeps open what stands between and closes what is
// silent.
var silence = event{}

// events tells how a request ends.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	ctx, key := r.Context(), keyOf(p.Session(w, r), r.PathValue("id"))
	confirmed, _, err := p.Desk.look(ctx, key, glance)
	if errors.Is(err, ErrUnknown) {
		fail(w, http.StatusNotFound, Unconfirmed)
		return
	}
	stream := http.NewResponseController(w)
	_ = stream.SetWriteDeadline(time.Time{}) // what a server allows its other answers is too little
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy before the cabinet, as nginx, would hold events back
	for ctx.Err() == nil {
		said := eventOf(confirmed, err)
		if said.write(w) != nil || stream.Flush() != nil || said != silence {
			return
		}
		confirmed, err = p.Desk.step(ctx, key)
	}
}

func eventOf(confirmed bool, err error) event {
	failure, failed := errors.AsType[*FailureError](err)
	switch {
	case confirmed:
		return event{"confirmed", struct{}{}}
	case failed && failure.Failure == Unconfirmed:
		return event{"expired", struct{}{}}
	case failed:
		return event{"failed", coded{failure.Failure}}
	case err != nil:
		return event{"failed", coded{Failed}}
	}
	return silence
}

func (e event) write(w http.ResponseWriter) error {
	if e == silence {
		_, err := fmt.Fprint(w, ":\n\n")
		return err
	}
	data, err := json.Marshal(e.data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.name, data)
	return err
}

// coded is the answer to what failed.
type coded struct {
	Code Failure `json:"code"`
}

func fail(w http.ResponseWriter, status int, why Failure) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(coded{why})
}
