package control

import (
	"bytes"
	"net/http"
	"strings"

	"understudy/fixtures"
)

func getState(c *call) (answer, error) {
	dataset, media, write := fixtures.Of(c.space.instance.State(), c.space.Roles()), jsonType, fixtures.Dataset.WriteJSON
	if strings.Contains(c.http.Header.Get("Accept"), yamlType) {
		media, write = yamlType, fixtures.Dataset.WriteYAML
	}
	var text bytes.Buffer
	err := write(dataset, &text)
	return answer{status: http.StatusOK, raw: text.Bytes(), media: media}, err
}

func replaceState(c *call) (answer, error) {
	name := "dataset"
	if c.media == jsonType {
		name += ".json" // no YAML then
	}
	dataset, err := fixtures.Read(name, c.body)
	if err == nil {
		err = c.space.Load(dataset)
	}
	if err != nil {
		return answer{}, refuse(http.StatusBadRequest, "%s", err)
	}
	return done, nil
}
