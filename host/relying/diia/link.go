// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/host/qr"
)

// linkHost is where links into Diia's app lead, or a name below it.
const linkHost = "diia.app"

// checkLink refuses a link that a page should not show: one to elsewhere, or too
// long for a code. A simulator's links lead to itself, the host that answered.
func (a *Acquirer) checkLink(link string) error {
	to, err := url.Parse(link)
	if err != nil || link == "" || len(link) > qr.MaxText {
		return fmt.Errorf("%w: no link", ErrAnswer)
	}
	apps := to.Scheme == "https" && (to.Host == linkHost || strings.HasSuffix(to.Host, "."+linkHost))
	asked, err := url.Parse(a.Host)
	own := err == nil && to.Scheme == asked.Scheme && to.Host == asked.Host
	if to.User != nil || !apps && !own {
		return fmt.Errorf("%w: a link to elsewhere", ErrAnswer)
	}
	return nil
}
