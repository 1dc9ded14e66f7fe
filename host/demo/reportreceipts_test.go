// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/relying/dps"
)

func enclosed(number int, content string) dps.Enclosed {
	return dps.Enclosed{Number: number, Content: []byte(content)}
}

// contents are those of what is kept under a number.
func (r *receipts) contents(number int) (all []string) {
	for _, k := range r.list {
		if k.Number == number {
			all = append(all, string(k.Content))
		}
	}
	return all
}

// TestNoReceiptBarsAnother that comes under the same number, unless it is believed.
func TestNoReceiptBarsAnother(t *testing.T) {
	var r receipts
	assert.True(t, r.keep([]dps.Enclosed{enclosed(2, "forged")}))
	assert.False(t, r.keep([]dps.Enclosed{enclosed(2, "forged")}), "the same")
	assert.False(t, r.keep([]dps.Enclosed{enclosed(2, "true")}), "there is one to be read, but this one is kept too")
	r.judge(1, "receipt-forged", 0)
	assert.Equal(t, []string{"forged", "true"}, r.contents(2))
	r.judge(2, "", 2)
	assert.Equal(t, []string{"forged", "true"}, r.contents(2), "of the bad one it is still told")
	assert.False(t, r.keep([]dps.Enclosed{enclosed(2, "true, encrypted anew")}))
	assert.Equal(t, []string{"forged", "true"}, r.contents(2))
}

// TestAReceiptComesAfterABadOne, in a later answer.
func TestAReceiptComesAfterABadOne(t *testing.T) {
	var r receipts
	r.keep([]dps.Enclosed{enclosed(1, "unsigned")})
	r.judge(1, "receipt-unsigned", 0)
	assert.True(t, r.keep([]dps.Enclosed{enclosed(1, "unsigned"), enclosed(1, "true")}), "there is one to be read again")
	assert.Equal(t, []string{"unsigned", "true"}, r.contents(1))
}

// TestABelievedReceiptIsOfItsOwnNumber, whatever it came under: the first one sent once more is not the
// second.
func TestABelievedReceiptIsOfItsOwnNumber(t *testing.T) {
	var r receipts
	r.keep([]dps.Enclosed{enclosed(1, "first"), enclosed(2, "first, once more")})
	r.judge(2, "", 1)
	assert.Equal(t, []string{"first, once more"}, r.contents(1))
	assert.True(t, r.keep([]dps.Enclosed{enclosed(2, "second")}))
}

// TestManyBadReceipts leave room for what comes next, and never take that of one which
// is believed.
func TestManyBadReceipts(t *testing.T) {
	var r receipts
	for i := range 10 {
		r.keep([]dps.Enclosed{enclosed(2, "to nobody "+strconv.Itoa(i))})
	}
	r.keep([]dps.Enclosed{enclosed(2, "true")})
	assert.Equal(t, []string{"to nobody 8", "to nobody 9", "true"}, r.contents(2))
	r.judge(r.count, "", 2)
	for i := range 10 {
		r.keep([]dps.Enclosed{enclosed(2, "forged "+strconv.Itoa(i))})
	}
	assert.Equal(t, []string{"true"}, r.contents(2))
	assert.False(t, r.keep([]dps.Enclosed{enclosed(0, "x"), enclosed(3, "x")}), "there are no such numbers")
}
