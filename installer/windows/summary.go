// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"time"
)

// summaryFormat is how the summary information of a package names itself, FMTID_SummaryInformation
// ([MS-OLEPS], section 2.21).
var summaryFormat = []byte{0xe0, 0x85, 0x9f, 0xf2, 0xf9, 0x4f, 0x68, 0x10, 0xab, 0x91, 0x08, 0x00, 0x2b, 0x27, 0xb3, 0xd9}

var errSummary = errors.New("the package's summary information is not where it should be")

// setTimes sets when a package says it was made and saved, which the tools do not
// let one choose.
func setTimes(path string, date time.Time) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := overwriteTimes(text, date); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// overwriteTimes changes both times in a package whose tool wrote the summary in one
// piece, as it does a stream that small. The property set ([MS-OLEPS], section 2.21)
// names the format and the place of its section, which is a size, a count and
// for each property its number and its place in the section.
func overwriteTimes(text []byte, date time.Time) error {
	const (
		created, saved = 12, 13 // PIDSI_CREATE_DTM, PIDSI_LASTSAVE_DTM
		timeType       = 64     // VT_FILETIME
		header         = 28     // what of the set stands before the format
	)
	at := bytes.Index(text, summaryFormat)
	if at < header || len(text) < at+20 {
		return errSummary
	}
	section := text[at-header:]
	if section = from(section, word(section[header+16:])); len(section) < 8 {
		return errSummary
	}
	written := 0
	for property := section[8:]; written < 2 && len(property) >= 8 && len(property) > len(section)-8-8*int(word(section[4:])); property = property[8:] {
		if id := word(property); id != created && id != saved {
			continue
		}
		value := from(section, word(property[4:]))
		if len(value) < 12 || word(value) != timeType {
			return errSummary
		}
		binary.LittleEndian.PutUint64(value[4:], filetime(date))
		written++
	}
	if written != 2 {
		return errSummary
	}
	return nil
}

func word(text []byte) uint32 { return binary.LittleEndian.Uint32(text) }

// from is the text from an offset on; none if it is not so long.
func from(text []byte, offset uint32) []byte {
	if uint64(offset) > uint64(len(text)) {
		return nil
	}
	return text[offset:]
}

// filetime is a time as Windows counts it: in 100 ns since 1601.
func filetime(t time.Time) uint64 {
	const unixEpoch = 11644473600 // seconds since 1601
	return uint64(t.Unix()+unixEpoch) * 10_000_000
}
