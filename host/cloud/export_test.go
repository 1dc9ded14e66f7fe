// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

// CheckLink is what a link must pass before a person sees it.
func (d Description) CheckLink(link string) error { return d.checkLink(link) }

// ParseNote reads a note of the journal, and reports whose operation it is of.
func ParseNote(data []byte) (provider, operation string, err error) {
	r, err := parseRecord(data)
	return r.Provider, r.Operation, err
}
