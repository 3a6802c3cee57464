package entity

import (
	"html"
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

// MergeRequestSimple is a merge request as view=simple shows it (lib/api/entities/merge_request_simple.rb).
type MergeRequestSimple struct {
	ID          int64   `json:"id"`
	IID         int64   `json:"iid"`
	ProjectID   int64   `json:"project_id"`
	Title       string  `json:"title"`
	Description *string `json:"description"`
	State       string  `json:"state"`
	CreatedAt   string  `json:"created_at"`
	UpdatedAt   string  `json:"updated_at"`
	WebURL      string  `json:"web_url"`
}

// NewMergeRequestSimple shows a merge request in short.
func NewMergeRequestSimple(s *gitlab.State, mr *gitlab.MergeRequest) MergeRequestSimple {
	return MergeRequestSimple{
		ID: mr.ID, IID: mr.IID, ProjectID: mr.ProjectID, Title: mr.Title, Description: textOrNull(mr.Description), State: string(mr.State),
		CreatedAt: timestamp(mr.CreatedAt), UpdatedAt: timestamp(mr.UpdatedAt),
		WebURL: projectURL(s.ProjectByID(mr.ProjectID), "merge_requests", mr.IID),
	}
}

// label is a label with what is known of it, which is its name: the rest is what GitLab gives a label that is merely named.
type label struct {
	Name            string  `json:"name"`
	Description     *string `json:"description"`
	DescriptionHTML *string `json:"description_html"`
	TextColor       string  `json:"text_color"`
	Color           string  `json:"color"`
}

// NewMergeRequestDetailed shows a merge request with its labels as objects, as with_labels_details asks for, and with its texts as
// HTML, as render_html does.
func NewMergeRequestDetailed(v *View, mr *gitlab.MergeRequest, labels, asHTML bool) MergeRequestInList {
	entity := NewMergeRequestInList(v, mr)
	if labels {
		detailed := make([]label, 0, len(mr.Labels))
		for _, name := range sortedLabels(mr) {
			detailed = append(detailed, label{Name: name, TextColor: "#FFFFFF", Color: "#6699cc"}) // app/models/concerns/base_label.rb:6
		}
		entity.Labels = detailed
	}
	if asHTML {
		entity.TitleHTML, entity.DescriptionHTML = new(html.EscapeString(mr.Title)), new(paragraphs(mr.Description))
	}
	return entity
}

// paragraphs is a text as HTML. Of Markdown it knows the paragraph only.
func paragraphs(text string) string {
	parts := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	parts = slices.DeleteFunc(parts, func(part string) bool { return strings.TrimSpace(part) == "" })
	for i, part := range parts {
		parts[i] = `<p dir="auto">` + html.EscapeString(strings.TrimSpace(part)) + "</p>"
	}
	return strings.Join(parts, "\n")
}
