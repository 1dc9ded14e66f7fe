// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ownership_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/pidpys/pidpys/host/ownership"
)

// TestAccessList wants what an access list lets somebody write to be refused:
// its mask stands where the rights of the group do (acl(5)).
func TestAccessList(t *testing.T) {
	const read, write = 4, 2
	list := binary.LittleEndian.AppendUint32(nil, 2) // POSIX_ACL_XATTR_VERSION
	for _, entry := range []struct {
		tag, rights uint16
		id          uint32
	}{
		{0x01, read | write, ^uint32(0)}, // ACL_USER_OBJ
		{0x02, read | write, somebody},   // ACL_USER
		{0x04, read, ^uint32(0)},         // ACL_GROUP_OBJ
		{0x10, read | write, ^uint32(0)}, // ACL_MASK
		{0x20, read, ^uint32(0)},         // ACL_OTHER
	} {
		list = binary.LittleEndian.AppendUint16(list, entry.tag)
		list = binary.LittleEndian.AppendUint16(list, entry.rights)
		list = binary.LittleEndian.AppendUint32(list, entry.id)
	}
	_, _, file := module(t)
	if err := unix.Setxattr(file, "system.posix_acl_access", list, 0); err != nil {
		t.Skipf("this file system has no access lists: %v", err)
	}
	_, err := ownership.Open(file, ownership.Policy{})
	var refused *ownership.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, ownership.Writable, refused.Reason)
	_, err = ownership.Read(file, 100)
	assert.ErrorIs(t, err, ownership.ErrUntrusted)
}
