package main

import (
	"errors"
	"time"
)

// optionalDelay is a flag that may be left out, which is not the same as no delay.
type optionalDelay struct{ delay *time.Duration }

func (d *optionalDelay) String() string {
	if d.delay == nil {
		return ""
	}
	return d.delay.String()
}

func (d *optionalDelay) Set(text string) error {
	delay, err := time.ParseDuration(text)
	if err == nil && delay < 0 {
		err = errors.New("negative")
	}
	d.delay = &delay
	return err
}

func (d *optionalDelay) Type() string { return "duration" }
