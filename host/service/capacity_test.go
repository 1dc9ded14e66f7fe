// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// heap is how much lives.
func heap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// grown is by how much more lives than before.
func grown(before uint64) uint64 {
	now := heap()
	return now - min(now, before)
}

// TestTenThousandDocuments: a host keeps some hundred octets of each, whatever is in
// them. How fast it is by itself stands in the log: go test -v.
func TestTenThousandDocuments(t *testing.T) {
	count, size := protocol.MaxListed, 1<<10
	if raceDetector {
		count = 1_000
	}
	began := time.Now()
	serve(t, func(b *browser) {
		f := b.capacious(count, int64(size))
		before := heap()
		f.list()
		f.open("sign", frame{"documents": []frame{}, "listed": count, "each": true})
		f.choose()
		f.agreeAfter(func() {
			each := (int64(heap()) - int64(before)) / int64(count)
			t.Logf("%d octets of a document are kept", each)
			if !raceDetector {
				assert.Less(b.t, each, int64(1_000))
			}
		})
		f.took = func(outcome map[string]any) {
			if i, _ := outcome["document"].(fmt.Stringer); i.String() == fmt.Sprint(count-1) && !raceDetector {
				each := (int64(heap()) - int64(before)) / int64(count)
				assert.Less(b.t, each, int64(1_200), "nothing more while they are signed")
			}
		}
		assert.Equal(b.t, map[string]any{"signed": number(count), "failed": number(0)}, result(b.t, f.answerOf("p")))
	})
	took := time.Since(began)
	t.Logf("%d documents of %d octets in %v: %.0f a second", count, size, took, float64(count)/took.Seconds())
}

// TestLongDocumentsOfOneList: memory does not grow with their size.
func TestLongDocumentsOfOneList(t *testing.T) {
	const count = 3
	size := int64(40 << 20)
	if raceDetector {
		size = 8 << 20
	}
	serve(t, func(b *browser) {
		f := b.capacious(count, size)
		before, peak, reads := heap(), uint64(0), 0
		read := b.read
		b.read = func(role string, p readParams) []byte {
			if reads++; reads%64 == 0 {
				peak = max(peak, grown(before))
			}
			return read(role, p)
		}
		f.begin(nil)
		f.choose()
		f.agree()
		assert.Equal(b.t, map[string]any{"signed": number(count), "failed": number(0)}, result(b.t, f.answerOf("p")))
		assert.Less(b.t, peak, uint64(32<<20), "octets of live heap, the test's own included")
		pieces := int(size / protocol.PieceSize)
		assert.LessOrEqual(b.t, reads, count*(pieces+8)+1, "once, and eight pieces again after the consent")
	})
}

// capacious is a page with documents that are made up when they are read.
func (b *browser) capacious(count int, size int64) *stack {
	f := b.stack("ecdsa-person.p12", 0)
	f.documents = make([][]byte, count)
	f.sizes = size
	others := f.visit.read
	piece := make([]byte, min(size, protocol.PieceSize))
	b.read = func(role string, p readParams) []byte {
		if !strings.HasPrefix(p.Blob, "d") {
			return others(role, p)
		}
		copy(piece, fmt.Sprintf("%-10s%-20d", p.Blob, p.Offset))
		return piece[:p.Length]
	}
	f.took = func(map[string]any) {}
	return f
}

// TestHostileNames: whatever a page calls its documents, every frame to the window is
// one that browsers take.
func TestHostileNames(t *testing.T) {
	worst := map[string]string{
		"what JSON writes long":  strings.Repeat("<", protocol.MaxName),
		"what UTF-8 writes long": strings.Repeat("𝕏", protocol.MaxName/4),
		"nothing but marks":      strings.Repeat("\u0301", protocol.MaxName/2),
		"nothing that shows":     strings.Repeat("\u202E", protocol.MaxName/3),
	}
	for name, long := range worst {
		for _, count := range []int{protocol.MaxDocuments, protocol.MaxDocuments + 44} {
			t.Run(fmt.Sprint(name, " ", count), func(t *testing.T) {
				serve(t, func(b *browser) {
					f := b.capacious(count, 1)
					const some = 64 // so that the page's own frames are not too long
					for from := 0; from < count; from += some {
						files := f.files(from, min(from+some, count))
						for _, file := range files {
							file["name"], file["type"] = long+".<<<<<<<<<<<", long
						}
						f.say(frame{"id": "l", "method": "list", "params": frame{"documents": files}, "role": "page"})
						if answer := f.next("page"); len(long)+12 > protocol.MaxName {
							require.Equal(b.t, map[string]any{"code": "invalid-params"}, answer["error"])
							for _, file := range files {
								file["name"] = long
							}
							f.say(frame{"id": "l", "method": "list", "params": frame{"documents": files}, "role": "page"})
							require.Contains(b.t, f.next("page"), "result")
						}
					}
					f.open("sign", frame{"documents": []frame{}, "listed": count, "each": true})
					f.say(frame{"id": "o", "method": "operation", "role": "window"})
					require.Contains(b.t, f.next("window"), "result")
					f.choose()
					f.agreeAfter(func() {
						for from := 0; from < count; from += protocol.MaxDocuments {
							assert.Len(b.t, f.leaf(from), min(protocol.MaxDocuments, count-from))
						}
					})
					assert.Contains(b.t, f.answerOf("p"), "result")
				})
			})
		}
	}
}
