// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package policy

import "crypto/x509"

// An id is a policy identifier: the contents octets of its OID.
type id string

// anyPolicy is 2.5.29.32.0, RFC 5280 section 4.2.1.4.
const anyPolicy id = "\x55\x1d\x20\x00"

func idOf(oid x509.OID) id {
	der, err := oid.MarshalBinary()
	if err != nil {
		return "" // of no policy
	}
	return id(der)
}

func idsOf(oids []x509.OID) []id {
	var ids []id
	for _, oid := range oids {
		ids = append(ids, idOf(oid))
	}
	return ids
}

func oidsOf(ids []id) []x509.OID {
	var oids []x509.OID
	for _, i := range ids {
		var oid x509.OID
		if oid.UnmarshalBinary([]byte(i)) == nil {
			oids = append(oids, oid)
		}
	}
	return oids
}

// A node of the valid_policy_graph of RFC 9618. Qualifiers, which only
// inform, are left out.
type node struct {
	policy   id
	expected []id
	parents  []*node
}

// A level is the nodes of one depth, by policy. Nodes of a level are reached
// from the next one only, so those without children need no pruning: nothing
// leads to them.
type level map[id]*node

// next is the level under l for a certificate with these policies: RFC 5280
// section 6.1.3 (d) and (e). withAny says whether its anyPolicy counts.
func (l level) next(policies []id, withAny bool) level {
	expecting := map[id][]*node{}
	for _, n := range l {
		for _, p := range n.expected {
			expecting[p] = append(expecting[p], n)
		}
	}
	next := level{}
	add := func(p id, parents []*node) { next[p] = &node{policy: p, expected: []id{p}, parents: parents} }
	said := false
	for _, p := range policies {
		switch wildcard := l[anyPolicy]; {
		case p == anyPolicy:
			said = true
		case len(expecting[p]) > 0:
			add(p, expecting[p])
		case wildcard != nil:
			add(p, []*node{wildcard})
		}
	}
	if !said || !withAny {
		return next
	}
	for p, parents := range expecting {
		if next[p] == nil {
			add(p, parents)
		}
	}
	return next
}

// translate applies mappings: section 6.1.4 (b) (1).
func (l level) translate(mappings []x509.PolicyMapping) {
	mapped := map[id]map[id]bool{}
	for _, m := range mappings {
		from, to := idOf(m.IssuerDomainPolicy), idOf(m.SubjectDomainPolicy)
		n := l[from]
		if wildcard := l[anyPolicy]; n == nil && wildcard != nil {
			n = &node{policy: from, parents: wildcard.parents}
			l[from] = n
		}
		if n == nil {
			continue
		}
		if mapped[from] == nil {
			mapped[from], n.expected = map[id]bool{}, nil
		}
		if !mapped[from][to] {
			mapped[from][to], n.expected = true, append(n.expected, to)
		}
	}
}

// drop removes what is mapped where mapping is inhibited: section 6.1.4 (b) (2).
func (l level) drop(mappings []x509.PolicyMapping) {
	for _, m := range mappings {
		delete(l, idOf(m.IssuerDomainPolicy))
	}
}

// authorityConstrained is the policies, in terms of the anchor's domain, that
// the authorities of the path allow: section 6.1.5 (g) (1) to (4). These are the nodes
// right under an anyPolicy from which a certificate's policy descends.
func (l level) authorityConstrained() []id {
	var set []id
	seen := map[*node]bool{}
	listed := map[id]bool{}
	var visit func(*node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, parent := range n.parents {
			if parent.policy == anyPolicy && n.policy != anyPolicy && !listed[n.policy] {
				listed[n.policy], set = true, append(set, n.policy)
			}
			visit(parent)
		}
	}
	for _, n := range l {
		visit(n)
	}
	if l[anyPolicy] != nil {
		set = append(set, anyPolicy)
	}
	return set
}
