package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// listen opens the address. An address without a host is loopback: to be reached from outside, name it.
func listen(f serveFlags) (net.Listener, error) {
	host, port, err := net.SplitHostPort(f.addr)
	if err != nil {
		return nil, fmt.Errorf("--addr %q is not an address: use HOST:PORT, like 127.0.0.1:8080", f.addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, fmt.Errorf("--addr %q has no port between 0 and 65535", f.addr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	certificates, err := certificatesOf(f)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--addr %s is in use: choose another, or port 0 for any free one", f.addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on --addr %s: %w", f.addr, err)
	case certificates == nil:
		return listener, nil
	}
	return tls.NewListener(listener, &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}), nil
}

// certificatesOf reads the certificate of --tls-cert; none without it.
func certificatesOf(f serveFlags) ([]tls.Certificate, error) {
	if f.tlsCert == "" && f.tlsKey == "" {
		return nil, nil
	}
	if f.tlsCert == "" || f.tlsKey == "" {
		return nil, errors.New("HTTPS needs both --tls-cert and --tls-key")
	}
	certificate, err := tls.LoadX509KeyPair(f.tlsCert, f.tlsKey)
	if err != nil {
		return nil, fmt.Errorf("cannot use --tls-cert %s with --tls-key %s: %w", f.tlsCert, f.tlsKey, err)
	}
	return []tls.Certificate{certificate}, nil
}

// exposed tells whether other machines can reach the listener.
func exposed(listener net.Listener) bool {
	address, ok := listener.Addr().(*net.TCPAddr)
	return ok && !address.IP.IsLoopback()
}

// baseURL is where clients on this machine reach the listener.
func baseURL(listener net.Listener, secure bool) string {
	host := listener.Addr().String()
	if address := listener.Addr().(*net.TCPAddr); address.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(address.Port))
	}
	if secure {
		return "https://" + host
	}
	return "http://" + host
}
