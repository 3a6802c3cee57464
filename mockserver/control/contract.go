package control

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"understudy/openapi"
)

// contracts are the documents in both languages. Each is made when somebody first asks for it: that takes a second.
type contracts struct{ made sync.Map } // func() ([]byte, error) by rendering

// rendering is which document somebody wants, and in which language.
type rendering struct {
	document string
	yaml     bool
}

// getContract shows the contract in force, with the address at which it is kept to.
func getContract(c *call) (answer, error) {
	a := rendering{c.values.String("document"), strings.Contains(c.http.Header.Get("Accept"), yamlType)}
	text, err := c.contracts.text(a, c.About.Profile)
	if err != nil {
		return answer{}, err
	}
	root, media, url := "/api/v4", jsonType, `"url": "%s`
	if a.document == "control" {
		root = Root
	}
	if a.yaml {
		media, url = yamlType, "url: %s"
	}
	from, to := fmt.Sprintf(url, root), fmt.Sprintf(url, c.url+root)
	return answer{status: http.StatusOK, raw: bytes.Replace(text, []byte(from), []byte(to), 1), media: media}, nil
}

func (c *contracts) text(a rendering, p openapi.Profile) ([]byte, error) {
	made, _ := c.made.LoadOrStore(a, sync.OnceValues(func() ([]byte, error) { return c.make(a, p) }))
	return made.(func() ([]byte, error))()
}

func (c *contracts) make(a rendering, p openapi.Profile) ([]byte, error) {
	if !a.yaml {
		text, err := c.text(rendering{a.document, true}, p)
		if err != nil {
			return nil, err
		}
		return yaml.YAMLToJSON(text)
	}
	if a.document == "control" {
		return openapi.PrintedControl(), nil
	}
	return openapi.Printed(p, a.document != "deployments")
}
