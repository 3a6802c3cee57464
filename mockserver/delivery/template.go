package delivery

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

var templateField = regexp.MustCompile(`\{\{(.+?)\}\}`)

// rendered is the body of an event by a hook's own template, with the event's values in the places of {{names}}: text as it
// stands between quotes in JSON, everything else as JSON. Without a template it is the event's own.
func rendered(template string, event []byte) ([]byte, error) {
	if template == "" {
		return event, nil
	}
	var values map[string]any
	decoder := json.NewDecoder(bytes.NewReader(event))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, err
	}
	text := templateField.ReplaceAllFunc([]byte(template), func(field []byte) []byte {
		value, _ := json.Marshal(dig(values, strings.Split(string(field[2:len(field)-2]), "."))) // it was JSON before
		return bytes.TrimSuffix(bytes.TrimPrefix(value, []byte(`"`)), []byte(`"`))
	})
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, undeliverableError("Error while parsing rendered custom webhook template: " + err.Error())
	}
	return compact.Bytes(), nil
}

func dig(value any, path []string) any {
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}
