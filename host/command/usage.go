// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/pidpys/pidpys/extension"
)

// flags returns the flag set of a command, with the flags that all share.
func (c *call) flags(name string) *flag.FlagSet {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&c.json, "json", c.json, "")
	return f
}

// parse reads flags and operands in any order, and behind "--" operands only;
// ok is false when the usage was wrong, or help was asked for, and code is what
// to exit with.
func (c *call) parse(f *flag.FlagSet, args []string) (operands []string, code int, ok bool) {
	for {
		if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(c.out, c.words.text("cli_usage"))
			return nil, exitDone, false
		} else if err != nil {
			return nil, c.misuse(f, c.flagTrouble(err)), false
		}
		if read := args[:len(args)-f.NArg()]; len(read) > 0 && read[len(read)-1] == "--" {
			return append(operands, f.Args()...), exitDone, true
		}
		if f.NArg() == 0 {
			return operands, exitDone, true
		}
		operands = append(operands, f.Arg(0))
		args = f.Args()[1:]
	}
}

// verb runs a command that begins with two words.
func (c *call) verb(ctx context.Context, name string, args []string, verbs map[string]func(context.Context, []string) int) int {
	if len(args) > 0 {
		if run, known := verbs[args[0]]; known {
			return run(ctx, args[1:])
		}
	}
	f := c.flags(name)
	operands, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return code
	case len(operands) == 0:
		return c.misuse(f, c.words.text("cli_lacks_verb"))
	}
	return c.misuse(f, c.words.text("cli_unknown_command", name+" "+operands[0]))
}

// operand is parse for a command about one file. lacking is the word for what
// is missing without it.
func (c *call) operand(f *flag.FlagSet, args []string, lacking string) (operand string, code int, ok bool) {
	operands, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return "", code, false
	case len(operands) == 0:
		return "", c.misuse(f, c.words.text(lacking)), false
	case len(operands) > 1:
		return "", c.superfluous(f, operands[1]), false
	}
	return operands[0], exitDone, true
}

// usage says what is wrong with the command line.
func (c *call) usage(what string) int {
	c.tell(fault{Code: "usage", Message: what, Hint: c.words.text("cli_see_help")})
	return exitUsage
}

// parseAlone reads the flags of a command that takes no operand.
func (c *call) parseAlone(f *flag.FlagSet, args []string) (code int, ok bool) {
	operands, code, ok := c.parse(f, args)
	if ok && len(operands) > 0 {
		return c.superfluous(f, operands[0]), false
	}
	return code, ok
}

// misuse is usage where it helps to see how the command is written.
func (c *call) misuse(f *flag.FlagSet, what string) int {
	c.tell(fault{Code: "usage", Message: what, Hint: extension.Fill(c.words["cli_write_so"], c.words["cli_line_"+f.Name()])})
	return exitUsage
}

// superfluous says that an operand is one too many.
func (c *call) superfluous(f *flag.FlagSet, operand string) int {
	return c.misuse(f, c.words.text("cli_superfluous", operand))
}

// flagTroubles are what package flag says of the command line, in its English,
// and the words for it.
var flagTroubles = []struct{ prefix, word string }{
	{"flag provided but not defined: ", "cli_unknown_flag"},
	{"flag needs an argument: ", "cli_flag_without_value"},
}

func (c *call) flagTrouble(err error) string {
	for _, trouble := range flagTroubles {
		if name, ok := strings.CutPrefix(err.Error(), trouble.prefix); ok {
			if len(name) > len("-o") {
				name = "-" + name // as people write it
			}
			return c.words.text(trouble.word, name)
		}
	}
	return c.words.text("cli_bad_flag", err.Error())
}
