package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// noArguments refuses words that are no flags.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no arguments, and was given %q; see %s --help", c.Name(), args[0], c.CommandPath())
}

// flagError words what pflag says of a flag, and where to look.
func flagError(c *cobra.Command, err error) error {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Errorf("--%s %q is not a %s; see %s --help", invalid.GetFlag().Name, invalid.GetValue(), valueKind(invalid.GetFlag()), c.CommandPath())
	}
	return fmt.Errorf("%w; see %s --help", err, c.CommandPath())
}

func valueKind(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "int64", "uint64":
		return "whole number"
	case "float64":
		return "number"
	case "duration":
		return "duration like 10s"
	case "bytes":
		return "number of bytes like 64KiB"
	}
	return f.Value.Type()
}

// notEmpty refuses flags that were given without a value, as by a variable that is not set.
func notEmpty(flags *pflag.FlagSet, names ...string) error {
	for _, name := range names {
		if flags.Changed(name) && flags.Lookup(name).Value.String() == "" {
			return fmt.Errorf("--%s is empty: give a file, or leave the flag out", name)
		}
	}
	return nil
}

// oneOf refuses flags that exclude each other.
func oneOf(flags *pflag.FlagSet, names ...string) error {
	given := ""
	for _, name := range names {
		switch {
		case !flags.Changed(name):
		case given == "":
			given = name
		default:
			return fmt.Errorf("--%s and --%s exclude each other: leave one out", given, name)
		}
	}
	return nil
}

// positive refuses a number below 1 that was given.
func positive(flags *pflag.FlagSet, name string) error {
	if value := flags.Lookup(name).Value.String(); flags.Changed(name) && (value == "0" || value[0] == '-') {
		return fmt.Errorf("--%s %s is too few: give 1 or more, or leave the flag out", name, value)
	}
	return nil
}

// notNegative refuses a duration before now.
func notNegative(flag string, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("--%s %s is negative: use a duration like 500ms or 2s", flag, d)
	}
	return nil
}
