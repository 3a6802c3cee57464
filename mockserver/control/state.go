package control

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/goccy/go-yaml"

	"understudy/fixtures"
)

func getState(c *call) (answer, error) {
	var text bytes.Buffer
	if err := fixtures.Of(c.space.instance.State(), c.space.Roles()).WriteYAML(&text); err != nil {
		return answer{}, err
	}
	if strings.Contains(c.http.Header.Get("Accept"), yamlType) {
		return answer{status: http.StatusOK, raw: text.Bytes(), media: yamlType}, nil
	}
	body, err := yaml.YAMLToJSON(text.Bytes())
	return answer{status: http.StatusOK, raw: body, media: jsonType}, err
}

func replaceState(c *call) (answer, error) {
	dataset, err := fixtures.Read("dataset", c.body)
	if err == nil {
		err = c.space.Load(dataset)
	}
	if err != nil {
		return answer{}, refuse(http.StatusBadRequest, "%s", err)
	}
	return done, nil
}
