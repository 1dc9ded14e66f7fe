// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/sirupsen/logrus"
	"gopkg.in/natefinch/lumberjack.v2"
)

const (
	logMegabytes = 1
	logBackups   = 2
	logDays      = 30
)

// newLog writes to stderr, which browsers keep or drop, and to a file of the
// user's that stays small. Hosts of several pages append to the same file; a
// line is one write, so lines do not mix. What is logged names origins,
// actions and codes: no secret, no tax number, no name of a file or person.
func newLog(name string) *logrus.Logger {
	log := logrus.New()
	log.SetFormatter(&logrus.TextFormatter{DisableColors: true, TimestampFormat: time.RFC3339Nano, FullTimestamp: true})
	log.SetOutput(os.Stderr)
	if dir, err := logDir(); err == nil {
		file := &lumberjack.Logger{
			Filename: filepath.Join(dir, name, "host.log"),
			MaxSize:  logMegabytes, MaxBackups: logBackups, MaxAge: logDays,
		}
		log.SetOutput(io.MultiWriter(file, os.Stderr))
	}
	return log
}
