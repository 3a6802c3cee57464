package main

import "runtime/debug"

// version is the module's version as the Go toolchain recorded it: a tag when installed from one, else "devel".
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
