package exchange

import (
	"net/http"
	"sync"

	"understudy/mockserver/entity"
	"understudy/mockserver/gitlab"
)

// Show answers with an entity that is encoded, and checked, for this response.
func (x *Exchange) Show(status int, entity any) Response {
	c := x.Compose()
	c.Value(entity)
	return x.Composed(status, c)
}

// List answers with a page of rows that are all at hand.
func List[R, E any](x *Exchange, rows []R, show func(*entity.View, R) E) Response {
	page := x.Page()
	return ListPage(x, PageOf(page, rows), page, len(rows), show)
}

// ListPage answers with rows that are a page of total ones.
func ListPage[R, E any](x *Exchange, rows []R, page gitlab.Page, total int, show func(*entity.View, R) E) Response {
	entities := make([]E, len(rows))
	for i, row := range rows {
		entities[i] = show(&x.View, row)
	}
	return x.Paged(x.Show(http.StatusOK, entities), page, total)
}

// Paged tells in headers which page of a list the response is.
func (x *Exchange) Paged(response Response, page gitlab.Page, total int) Response {
	response.List = &pagination{page: page, total: total, link: x.linkURL(page)}
	return response
}

// Uncounted leaves out how many rows there are.
func (response Response) Uncounted() Response {
	response.List.uncounted = true
	return response
}

// Write runs a verb of the domain that changes things, and shows the row it returns. Errors are the verb's.
func Write[R, E any](x *Exchange, status int, show func(*entity.View, R) E, verb func(*gitlab.Tx) (R, error)) (Response, error) {
	var row R
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		row, err = verb(tx)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.Show(status, show(&x.View, row)), nil
}

// Remove runs a verb of the domain after which there is nothing to show. Errors are the verb's.
func (x *Exchange) Remove(verb func(*gitlab.Tx) error) (Response, error) {
	return Response{Status: http.StatusNoContent}, x.Change(verb)
}

// Compose starts a body. Its bytes belong to the exchange and are used again after it.
func (x *Exchange) Compose() *entity.Composer {
	x.buffer = buffers.Get().(*[]byte)
	return entity.Compose(&x.View, x, *x.buffer)
}

// Composed answers with what has been composed.
func (x *Exchange) Composed(status int, c *entity.Composer) Response {
	return Response{Status: status, Body: c.Body(), Tag: c.Tag(), Checked: c.Checked()}
}

// buffers saves lists from growing a body of their own each time.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Release gives the bytes of the response back once they have been sent.
func (x *Exchange) Release(body []byte) {
	if x.buffer != nil {
		*x.buffer = body[:0]
		buffers.Put(x.buffer)
	}
}
