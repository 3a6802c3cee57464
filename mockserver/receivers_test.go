package mockserver_test

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

func TestHooksReachThisMachineOnly(t *testing.T) {
	log := newLogbook()
	v := visit(t, small(), log.set)
	for i, host := range append([]string{"192.0.2.1", "0.0.0.0", "[::ffff:192.0.2.1]", "[2001:db8::1]", "nowhere.invalid"}, outward(t)...) {
		v.as("maintainer").made(hooks, "url="+url.QueryEscape("http://user:secret@"+host+":9/secret?secret=1")+"&token=secret")
		refusal := strings.Trim(host, "[]") + " is not this machine: name it in --allow-hook-hosts to let hooks reach it"
		v.as("maintainer").post(fmt.Sprintf("%s/%d/test/deployment_events", hooks, i+1), "").is(422, messageOf(refusal))
		lines := strings.Split(strings.TrimSpace(log.next(t)), "\n")
		require.Len(t, lines, i+1)
		assert.Contains(t, lines[i], fmt.Sprintf(`level=WARN msg="hook not delivered" hook=%d project=1 why="%s"`, i+1, refusal))
	}
	assert.NotContains(t, log.String(), "secret")
	v.as("maintainer").put(hooks+"/1", "deployment_events=true")
	v.as("developer").create("next", "running")
	assert.Contains(t, log.next(t), "hook=1 project=1 why=\"192.0.2.1 is not this machine", "events are refused alike")
}

// outward is a name that leads to this machine from outside, if it has one.
func outward(t *testing.T) []string {
	t.Helper()
	name, err := os.Hostname()
	require.NoError(t, err)
	addresses, err := net.DefaultResolver.LookupNetIP(t.Context(), "ip", name)
	if err != nil {
		return nil
	}
	for _, address := range addresses {
		if address.IsLoopback() {
			return nil
		}
	}
	return []string{name}
}

func TestNamesThatLeadHereAndHostsThatAreAllowed(t *testing.T) {
	log := newLogbook()
	v := visit(t, small(), log.set, func(c *mockserver.Config) { c.HookHosts = []string{"example.com", "0.0.0.0"} })
	r := receive(t, nil)
	for i, host := range []string{"LocalHost", "0.0.0.0"} { // the second is refused to those who do not name it
		v.as("maintainer").made(hooks, "url="+url.QueryEscape(strings.Replace(r.URL, "127.0.0.1", host, 1)))
		v.as("maintainer").made(fmt.Sprintf("%s/%d/test/deployment_events", hooks, i+1), "")
		r.next()
	}
	assert.Empty(t, log.String())
}

func TestCertificatesAreVerifiedUnlessTheHookSaysOtherwise(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	r := &receiver{t: t, received: make(chan notice, 1)}
	secure := httptest.NewUnstartedServer(r.handler(nil))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	v.made(hooks, "url="+url.QueryEscape(secure.URL))
	refused := v.post(hooks+"/1/test/deployment_events", "")
	assert.Equal(t, 422, refused.status)
	assert.Contains(t, refused.body, "certificate")
	r.nothingElse()
	v.put(hooks+"/1", "enable_ssl_verification=false")
	v.made(hooks+"/1/test/deployment_events", "")
	r.next()
}
