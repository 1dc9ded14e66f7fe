// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package subtree

import (
	"slices"
	"strings"
)

// A base is the root of a subtree, of one form.
type base struct {
	form  Form
	host  string // lower case; with a leading period the hosts below it; empty in a dNSName is all
	local string // of one mailbox; empty is all of the host
	cidr  []byte // an address, and a mask of the same length, as in RFC 4632
	rdns  []string
}

// newBase reads the base of a GeneralSubtree. Of a form that is not processed
// it keeps just that.
func newBase(form Form, value []byte, dn Decoder) (base, error) {
	b := base{form: form}
	valid := true
	switch form {
	case RFC822Name:
		if strings.Contains(string(value), "@") {
			b.local, b.host, valid = splitMailbox(string(value))
		} else {
			b.host, valid = fold(string(value)), validHost(strings.TrimPrefix(string(value), "."))
		}
	case DNSName:
		b.host, valid = fold(string(value)), len(value) == 0 || validHost(string(value)) && value[0] != '*'
	case DirectoryName:
		rdns, err := dn(value)
		b.rdns, valid = rdns, err == nil
	case URI:
		b.host, valid = fold(string(value)), validHost(strings.TrimPrefix(string(value), ".")) && !isAddress(string(value))
	case IPAddress:
		b.cidr, valid = value, len(value) == 8 || len(value) == 32
	}
	if !valid {
		return base{}, ErrConstraints
	}
	return b, nil
}

// holds reports whether a name of the same form lies in the subtree.
func (b base) holds(n Name) bool {
	switch b.form {
	case RFC822Name:
		return b.host == n.host && (b.local == "" || b.local == n.local) || b.local == "" && below(n.host, b.host)
	case DNSName:
		return b.host == "" || b.host == n.host || below(n.host, "."+b.host)
	case DirectoryName:
		return len(n.rdns) >= len(b.rdns) && slices.Equal(n.rdns[:len(b.rdns)], b.rdns)
	case URI:
		return b.host == n.host || below(n.host, b.host)
	case IPAddress:
		return b.covers(n.address)
	}
	return false
}

// touches reports whether a name, or one of those it stands for, lies in the
// subtree. A wildcard stands for any one label: *.example.ua may be an excluded
// www.example.ua.
func (b base) touches(n Name) bool {
	if b.holds(n) {
		return true
	}
	domain, wildcard := strings.CutPrefix(n.host, "*.")
	_, parent, deeper := strings.Cut(b.host, ".")
	return b.form == DNSName && wildcard && deeper && parent == domain
}

// below reports whether a host has more labels before a domain that begins
// with a period.
func below(host, domain string) bool {
	return strings.HasPrefix(domain, ".") && len(host) > len(domain) && strings.HasSuffix(host, domain)
}

func (b base) covers(address string) bool {
	network, mask := b.cidr[:len(b.cidr)/2], b.cidr[len(b.cidr)/2:]
	if len(address) != len(mask) {
		return false
	}
	for i := range mask {
		if (address[i]^network[i])&mask[i] != 0 {
			return false
		}
	}
	return true
}
