// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// decrypt: pidpys decrypt MESSAGE --key FILE|REF [--password-file F]
// [--key-password-file F] [--cert FILE]… [-o OUT] [--force] [--json]
//
// --cert may also name the sender's certificate, where the message lacks it.
// What is decrypted is as good as the signature inside: the name of the sender
// says whose key the message was made with, or for.
func (c *call) decrypt(ctx context.Context, args []string) int {
	f := c.flags("decrypt")
	var flags keyFlags
	flags.register(f)
	keyName, out, force := f.String("key", "", ""), f.String("o", "", ""), f.Bool("force", false, "")
	name, code, ok := c.operand(f, args, "cli_lacks_message")
	switch {
	case !ok:
		return code
	case *keyName == "":
		return c.misuse(f, c.words.text("cli_lacks_decryption_key"))
	case inCloud(*keyName):
		return c.usage(c.words.text("cli_cloud_only_signs"))
	}
	if *out == "" {
		if *out = withoutSuffix(name, ".p7e", ".p7m", ".env"); *out == "" {
			return c.misuse(f, c.words.text("cli_lacks_output"))
		}
	}
	if code, ok := c.mayWrite(*out, *force, append(flags.read(*keyName), name)); !ok {
		return code
	}
	o, err := c.open(ctx, *keyName, flags)
	if err != nil {
		return c.fail(err)
	}
	defer o.Close()
	message, err := o.decrypt(ctx, name, *out)
	if err != nil {
		return c.fail(err)
	}
	result := decrypted{Message: name, Document: *out, Recipient: key.DescribeCertificate(message.Recipient())}
	originator := message.Originator()
	if originator != nil {
		sender := key.DescribeCertificate(originator)
		result.Sender, result.SenderTrusted = &sender, o.proven(originator)
	}
	if c.json {
		return c.writeJSON(result)
	}
	fmt.Fprintln(c.out, c.words.text("cli_decrypted", name, *out))
	if originator != nil {
		word := "cli_sender_unverified"
		if result.SenderTrusted {
			word = "cli_sender"
		}
		fmt.Fprintln(c.out, c.words.text(word, c.owner(originator), pki.Issuer(originator).DisplayName()))
	}
	return exitDone
}

// decrypted is what became of a message.
type decrypted struct {
	Message   string           `json:"message"`
	Document  string           `json:"document"`
	Recipient key.Description  `json:"recipient"`
	Sender    *key.Description `json:"sender"` // null: the message names none
	// SenderTrusted says that the sender's certificate leads to a trusted root.
	SenderTrusted bool `json:"sender_trusted"`
}

// withoutSuffix is a name without one of the suffixes, or empty without any.
func withoutSuffix(name string, suffixes ...string) string {
	extension := filepath.Ext(name)
	if slices.Contains(suffixes, strings.ToLower(extension)) && len(filepath.Base(name)) > len(extension) {
		return strings.TrimSuffix(name, extension)
	}
	return ""
}

// decrypt writes what a message holds, for its reader alone: who may read the
// message may not read this. Nothing of the target is left when it fails.
func (o *opened) decrypt(ctx context.Context, name, target string) (*envelope.Reader, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var keys []key.Key
	for _, candidate := range o.candidates {
		o.beside(candidate.Key)
		o.remembered(candidate.Key)
		keys = append(keys, candidate.Key)
	}
	octets, _ := cms.Binary(until{ctx, in})
	message, err := envelope.Open(octets, key.Recipients(ctx, keys, o.pool), o.pool)
	if err != nil {
		return nil, broken(err)
	}
	content := io.Reader(message)
	if message.ContentType().Equal(cms.SignedDataType) {
		content = wholeMessage(message)
	}
	return message, o.replace(target, 0o600, func(out io.Writer) error {
		_, err := io.Copy(out, content)
		return broken(err)
	})
}

// broken is the error of a message that is not in order, be it the encryption
// or what stands around it: the words for a broken signature would mislead.
func broken(err error) error {
	if errors.Is(err, cms.ErrMalformed) {
		return envelope.ErrDamaged
	}
	return err
}

// What stands around a SignedData in a ContentInfo, in the form of BER that needs
// no length beforehand.
var (
	contentInfoHead = []byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02, 0xa0, 0x80}
	contentInfoTail = make([]byte, 4)
)

// wholeMessage makes a ContentInfo, as every program reads it, of the bare
// SignedData that IIT's software encrypts. What is no bare one stays as it is.
func wholeMessage(content io.Reader) io.Reader {
	in := bufio.NewReader(content)
	if head, _ := in.Peek(8); !bare(head) {
		return in
	}
	return io.MultiReader(bytes.NewReader(contentInfoHead), in, bytes.NewReader(contentInfoTail))
}

// bare reports whether a SEQUENCE begins with an INTEGER, the version of a
// SignedData (RFC 5652 section 5.1), and not with the type of a ContentInfo.
func bare(head []byte) bool {
	if len(head) < 8 || head[0] != 0x30 {
		return false
	}
	length := 0
	if head[1] > 0x80 {
		length = int(head[1] & 0x7f)
	}
	return length <= 4 && head[2+length] == 0x02
}
