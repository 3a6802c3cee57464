package control

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/goccy/go-yaml"

	"understudy/openapi"
)

// getContract shows the contract in force, with the address at which it is kept to.
func getContract(c *call) (answer, error) {
	var text []byte
	var err error
	root, here := "/api/v4", c.url+"/api/v4"
	switch c.values.String("document") {
	case "control":
		text = openapi.PrintedControl()
		root, here = Root, c.url+Root
	case "deployments":
		text, err = openapi.Printed(c.About.Profile, false)
	default:
		text, err = openapi.Printed(c.About.Profile, true)
	}
	if err != nil {
		return answer{}, err
	}
	text = bytes.Replace(text, []byte("url: "+root), []byte("url: "+here), 1)
	if strings.Contains(c.http.Header.Get("Accept"), yamlType) {
		return answer{status: http.StatusOK, raw: text, media: yamlType}, nil
	}
	body, err := yaml.YAMLToJSON(text)
	return answer{status: http.StatusOK, raw: body, media: jsonType}, err
}
