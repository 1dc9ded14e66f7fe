// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/internal/filename"
	"github.com/pidpys/pidpys/host/internal/media"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/validation"
)

// extraction hands our own page what was signed, document by document: PROTOCOL.md,
// section 16.
type extraction struct {
	*operation
	ctx      context.Context
	names    filename.Names
	begun    int // documents, those too that count for nothing in the end
	contents []protocol.Content
}

// take hands over one document, which copy writes. Its name and type are known only once
// all of it has passed.
func (e *extraction) take(name string, copy func(io.Writer) error) error {
	var seen media.Sniffer
	index := e.begun
	e.begun++
	_, err := e.write(e.ctx, index, func(w io.Writer) error { return copy(io.MultiWriter(&seen, w)) })
	if err != nil {
		return err
	}
	mediaType := seen.Type()
	name = e.names.Take(contentName(name, mediaType))
	e.contents = append(e.contents, protocol.Content{Name: name, Type: mediaType, Size: seen.Size})
	return nil
}

// takeAll hands over the documents of a container. One that cannot be read to its end
// shows that the container is damaged: then there are none.
func (e *extraction) takeAll(c *asic.Container) error {
	for _, object := range c.Objects {
		err := e.take(object.Name, func(w io.Writer) error { return object.Copy(e.ctx, w) })
		if _, damaged := errors.AsType[*asic.ArchiveError](err); damaged {
			e.contents = e.contents[:0]
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeMessage verifies a message by read and hands over what is inside, which passes before
// anything is known about it.
func (e *extraction) takeMessage(name string, read func(io.Writer) (*validation.Report, error)) (found *validation.Report, err error) {
	err = e.take(messageContent(name), func(w io.Writer) error {
		found, err = read(w)
		return err
	})
	if err == nil && (found.Detached || malformed(found)) {
		e.contents = e.contents[:0]
	}
	return found, err
}

// malformed reports whether a message could not be read to its end.
func malformed(found *validation.Report) bool {
	return slices.ContainsFunc(found.Signatures, func(v validation.Verdict) bool {
		return slices.ContainsFunc(v.Errors, func(f validation.Finding) bool { return f.Code == validation.MalformedMessage })
	})
}

// messageEndings are how people name messages around a document.
var messageEndings = []string{".p7s", ".p7m", ".p7b", ".p7", ".sig", ".sgn", ".cms"}

// messageContent is the name of the document in a message: that of the message without its
// ending.
func messageContent(name string) string {
	if ending := filename.Ending(name); slices.Contains(messageEndings, ending) {
		return strings.TrimRight(name[:len(name)-len(ending)], ". ")
	}
	return name
}

// endings are those of types that can be told, the usual one first.
var endings = map[string][]string{
	media.PNG:  {".png"},
	media.JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"},
	media.WebP: {".webp"},
	media.PDF:  {".pdf"},
}

// contentName is a name fit for a file that claims to be no picture and no PDF unless it
// is one.
func contentName(name, mediaType string) string {
	name = filename.Safe(name)
	if fit, told := endings[mediaType]; told {
		return filename.WithEnding(name, fit...)
	}
	ending := filename.Ending(name)
	for _, claimed := range endings {
		if !slices.Contains(claimed, ending) {
			continue
		}
		if mediaType == media.Octets {
			return filename.WithEnding(name, ".bin")
		}
		return filename.WithEnding(name, ".txt")
	}
	if ending == "" && mediaType != media.Octets {
		return filename.WithEnding(name, ".txt")
	}
	return name
}
