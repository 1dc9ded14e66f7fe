// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// validFiles reports whether all files keep the limits of PROTOCOL.md, section
// 11, alone and together.
func validFiles(files []protocol.File) bool {
	var total int64
	for _, f := range files {
		if f.Size < 0 || f.Size > protocol.MaxTotal || !validBlob(f.Blob) ||
			len(f.Name) > protocol.MaxName || len(f.Type) > protocol.MaxName {
			return false
		}
		total += f.Size
	}
	return total <= protocol.MaxTotal
}

func validBlob(blob string) bool {
	return blob != "" && utf8.RuneCountInString(blob) <= protocol.MaxBlob
}

// validDocuments is validFiles for what is signed together.
func validDocuments(files []protocol.File) bool {
	return len(files) > 0 && len(files) <= protocol.MaxDocuments && validFiles(files)
}

// validPlace reports whether a page's wish where to look for the key first can be one;
// empty is none.
func validPlace(place string) bool {
	return slices.Contains([]string{"", protocol.PlaceFile, protocol.PlaceToken, protocol.PlaceCloud}, place)
}

// validChallenge reports whether a challenge can be one.
func validChallenge(c *protocol.Challenge) bool {
	return c != nil && validBlob(c.Blob) &&
		(c.Size == 0 || c.Size >= protocol.MinChallenge && c.Size <= protocol.MaxChallenge)
}

// validHello reports whether an extension introduced itself, and the page if
// there is one.
func validHello(h *protocol.Hello) bool {
	for _, text := range []string{h.Version, h.Browser} {
		if len(text) > protocol.MaxName {
			return false
		}
	}
	ours := h.Origin == nil && h.TopOrigin == "" && h.Dialect == nil && !h.Again
	site := h.Origin != nil && !h.Own && isOrigin(*h.Origin) && (h.TopOrigin == "" || isOrigin(h.TopOrigin))
	return (h.Redirect == "" || isRedirect(h.Redirect)) && (ours || site) &&
		h.Protocol >= 0 && (h.Language == "uk" || h.Language == "en") && (h.Level == "" || slices.Contains(levels, cades.Level(h.Level)))
}

// isOrigin reports whether text is a scheme, a host and maybe a port, and
// nothing more: not an address, and not the "null" of an opaque origin.
func isOrigin(text string) bool {
	if len(text) > protocol.MaxName {
		return false
	}
	address, err := url.Parse(text)
	return err == nil && address.Scheme != "" && address.Host != "" && text == address.Scheme+"://"+address.Host
}

// isRedirect reports whether text is where a browser's own sign-in window may end:
// an https address that nothing hangs on.
func isRedirect(text string) bool {
	if len(text) > protocol.MaxRedirect {
		return false
	}
	address, err := url.Parse(text)
	return err == nil && address.Scheme == "https" && address.Host != "" && address.User == nil && !strings.ContainsAny(text, "?#")
}

// validAdded reports whether certificates that the person added keep the limits.
func validAdded(files []protocol.File) bool {
	return len(files) <= protocol.MaxCertificates && validFiles(files)
}

// validPlan reports whether a plan call says from where to where, in one way.
func validPlan(p protocol.MakePlan) bool {
	if p.Unfinished != "" {
		return p.Token == "" && p.Kind == "" && validAdded(p.Certificates)
	}
	return p.Token != "" && slices.Contains(key.Kinds(), key.Kind(p.Kind)) && p.Certificates == nil
}

// validKeys reports whether the window names a key file, a token, a provider or what the
// page wants as it may.
func validKeys(k protocol.OpenKeys) bool {
	files := k.Certificates
	if k.File != nil {
		files = append([]protocol.File{*k.File}, files...)
	}
	named := 0
	for _, is := range []bool{k.File != nil, k.Token != "", k.Provider != "", k.Wanted != nil && *k.Wanted} {
		if is {
			named++
		}
	}
	return named == 1 && (k.Wanted == nil || *k.Wanted) && (k.SKI == "" || k.Token != "" && ski.MatchString(k.SKI)) &&
		(k.User == "" || k.Provider != "" && len(k.User) <= protocol.MaxUser) &&
		len(k.Certificates) <= protocol.MaxCertificates && validFiles(files)
}

// ski is an identifier of a key in hexadecimal.
var ski = regexp.MustCompile(`^[0-9A-F]{2,128}$`)

// validFind reports whether a find call says where to look, in one way.
func validFind(f protocol.Find) bool {
	switch {
	case f.Authority != nil:
		return f.Everyone == nil && f.Certificates == nil
	case f.Everyone != nil:
		return *f.Everyone && f.Certificates == nil
	}
	return len(f.Certificates) > 0 && validAdded(f.Certificates)
}
