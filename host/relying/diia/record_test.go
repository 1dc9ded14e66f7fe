// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRecordOfARequest: documents are read only by whoever needs them.
func TestRecordOfARequest(t *testing.T) {
	r := begun{
		Action: HashedFilesSigning, Trace: "trace", Deeplink: "https://diia.app/1", Expires: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC),
		Documents: []Document{{"Заява.txt", []byte("Прошу")}, {"b", nil}},
	}
	record, err := r.marshal()
	require.NoError(t, err)
	var head, whole begun
	require.NoError(t, whole.parse(record))
	assert.Equal(t, r, whole)

	cut := record[:len(record)-20]
	_, err = head.parseHead(cut)
	require.NoError(t, err)
	assert.Equal(t, r.Trace, head.Trace)
	assert.Empty(t, head.Documents)
	assert.ErrorIs(t, head.parse(cut), errRecord)
	assert.ErrorIs(t, head.parse(nil), errRecord)
}

func TestRecordOfAnOutcome(t *testing.T) {
	r := begun{Action: Auth}
	request, err := r.marshal()
	require.NoError(t, err)
	for _, outcome := range []string{
		"", "[]", `{}`, `{"chain": ["AQI="]}`, `{"failure": 1}`,
	} {
		_, err := result(request, []byte(outcome))
		assert.ErrorIs(t, err, errRecord, "%s", outcome)
	}
	_, err = result(nil, []byte(`{"failure": "declined"}`))
	assert.Equal(t, &FailureError{Declined}, err)
}
