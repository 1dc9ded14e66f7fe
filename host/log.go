// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/config"
)

// newLog writes to a file of the user's that stays small, and to what else is
// given: stderr, which browsers keep or drop. What is logged names origins, actions and codes: no
// secret, no tax number, no name of a file or person.
func newLog(name string, also io.Writer, level config.LogLevel) *logrus.Logger {
	log := logrus.New()
	log.SetLevel(levels[level])
	log.SetFormatter(&logrus.TextFormatter{DisableColors: true, TimestampFormat: time.RFC3339Nano, FullTimestamp: true})
	log.SetOutput(also)
	if dir, err := logDir(); err == nil {
		log.SetOutput(io.MultiWriter(logFile(logPath(dir, name)), also))
	}
	return log
}

func logPath(dir, name string) string { return filepath.Join(dir, name, "host.log") }

var levels = map[config.LogLevel]logrus.Level{
	config.Error: logrus.ErrorLevel, config.Warning: logrus.WarnLevel, config.Info: logrus.InfoLevel, config.Debug: logrus.DebugLevel,
}

// maxLog is how many octets a log has when it is put aside, as the only one
// that is kept besides.
const maxLog = 1 << 20

// A logFile is the path of a file that hosts of several pages write to at the
// same time. Each line is opened for by itself and appended by one write, so
// lines neither mix nor overwrite each other, and nobody goes on writing to a file
// that another host has put aside. Only its owner can read it. Of two hosts that
// put it aside in the same moment one may take the other's: an old log is lost
// then, which is no harm.
type logFile string

func (path logFile) Write(line []byte) (int, error) {
	name := string(path)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return 0, err
	}
	if info, err := os.Stat(name); err == nil && info.Size()+int64(len(line)) > maxLog {
		_ = os.Rename(name, name+".1") // not on Windows while another host writes; the next line tries again
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := file.Write(line)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return n, err
}
