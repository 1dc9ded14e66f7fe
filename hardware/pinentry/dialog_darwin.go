// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/ownership"
)

const osascript = "/usr/bin/osascript"

// The scripts; what the window says comes as arguments, so that none of it is
// read as a script.
const (
	asking = `on run argv
	set {caption, message, agree, decline} to argv
	set answer to display dialog message with title caption default answer "" with hidden answer buttons {decline, agree} default button agree cancel button decline
	return text returned of answer
end run`
	confirming = `on run argv
	set {caption, message, agree, decline} to argv
	display dialog message with title caption buttons {decline, agree} default button decline cancel button decline with icon caution
	return ""
end run`
)

// patience is for the person.
const patience = 10 * time.Minute

func ask(ctx context.Context, d Dialog) ([]byte, error) { return run(ctx, asking, d) }

func confirm(ctx context.Context, d Dialog) error {
	_, err := run(ctx, confirming, d)
	return err
}

func available() error {
	file, err := ownership.Open(osascript, ownership.Policy{})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return file.Close()
}

func run(ctx context.Context, script string, d Dialog) ([]byte, error) {
	if err := available(); err != nil {
		return nil, err
	}
	patient, end := context.WithTimeout(ctx, patience)
	defer end()
	var lines []string
	for _, line := range []string{d.Error, d.Text, d.Prompt} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	command := exec.CommandContext(patient, osascript, "-", d.Title, strings.Join(lines, "\n\n"), cmp.Or(d.OK, "OK"), cmp.Or(d.Cancel, "Cancel"))
	command.Stdin = strings.NewReader(script)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	buffer := make([]byte, maxSecret+1)
	n, readErr := io.ReadFull(out, buffer)
	err = command.Wait()
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case patient.Err() != nil, err != nil && strings.Contains(complaint.String(), "(-128)"): // userCanceledErr
		err = ErrCancelled
	case err != nil:
		err = fmt.Errorf("%w: osascript: %w", ErrUnavailable, err)
	case readErr == nil:
		err = fmt.Errorf("%w: more than %d octets", ErrUnavailable, maxSecret)
	}
	if err != nil {
		clear(buffer)
		return nil, err
	}
	return bytes.TrimSuffix(buffer[:n], []byte("\n")), nil
}
