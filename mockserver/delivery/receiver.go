package delivery

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"understudy/mockserver/gitlab"
)

const (
	deliveryTimeout  = 10 * time.Second // GitLab's
	maxAnswer        = 8 << 10          // bytes of an answer that are read
	maxAnswerHeaders = 64 << 10
)

// Delivery is what one hook is to be sent.
type Delivery struct {
	Hook   *gitlab.Hook
	Header http.Header
	Body   []byte
	Event  string // the id of the event, or of the one that it follows from
	Caused bool   // it follows from one that a hook was told of
}

// receivers is the way to whoever hooks tell of events.
type receivers struct{ verifying, trusting *http.Client } // of certificates

func newReceivers(hosts []string) *receivers {
	return &receivers{verifying: receiverClient(hosts, false), trusting: receiverClient(hosts, true)}
}

// receiverClient reaches loopback addresses, whatever name leads there, and the hosts named. It follows no redirect, which
// might lead elsewhere, and uses no proxy, which would resolve names itself.
func receiverClient(hosts []string, trusting bool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialReceiver(hosts),
			TLSClientConfig:        &tls.Config{InsecureSkipVerify: trusting, MinVersion: tls.VersionTLS12},
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: maxAnswerHeaders,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func dialReceiver(hosts []string) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		var dialer net.Dialer
		if slices.ContainsFunc(hosts, func(named string) bool { return strings.EqualFold(named, host) }) {
			return dialer.DialContext(ctx, network, address)
		}
		dialer.Control = onlyLoopback(host)
		connection, err := dialer.DialContext(ctx, network, address)
		if _, unresolved := errors.AsType[*net.DNSError](err); unresolved {
			return nil, notAllowed(host)
		}
		return connection, err
	}
}

func notAllowed(host string) error {
	return undeliverableError(host + " is not this machine: name it in --allow-hook-hosts to let hooks reach it")
}

// onlyLoopback looks at the address that is about to be connected to, after the name has been resolved.
func onlyLoopback(host string) func(network, address string, c syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		resolved, err := netip.ParseAddrPort(address)
		if err != nil || !resolved.Addr().Unmap().IsLoopback() {
			return notAllowed(host)
		}
		return nil
	}
}

// undeliverableError is why something cannot be delivered, however often it is tried.
type undeliverableError string

func (e undeliverableError) Error() string { return string(e) }

// Answer is what a receiver says to a delivery.
type Answer struct {
	Status int
	Header http.Header
	Text   string
}

// Successful tells whether the receiver took the delivery.
func (a Answer) Successful() bool { return a.Status >= 200 && a.Status < 300 }

// Failure is why a delivery was not taken, in words that name no URL.
func (a Answer) Failure(err error) string {
	if final, ok := errors.AsType[undeliverableError](err); ok {
		return final.Error()
	}
	if err != nil {
		return err.Error()
	}
	return "the receiver answered " + strconv.Itoa(a.Status)
}

// send makes one attempt. Its errors name no URL, which may hold secrets.
func (r *receivers) send(ctx context.Context, next Delivery, body []byte) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	request, err := next.request(ctx, body)
	if err != nil {
		return Answer{}, err
	}
	client := r.verifying
	if next.Hook.SkipTLS {
		client = r.trusting
	}
	response, err := client.Do(request)
	if err != nil {
		return Answer{}, withoutURL(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return Answer{Status: response.StatusCode, Header: response.Header, Text: strings.ToValidUTF8(string(text), "\uFFFD")}, err
}

func (d Delivery) request(ctx context.Context, body []byte) (*http.Request, error) {
	target, _ := d.Hook.Target()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, withoutURL(err)
	}
	request.Header = d.Header.Clone()
	return request, nil
}

func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
