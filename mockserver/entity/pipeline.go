package entity

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/gitlab"
)

// PipelineBasic is what all that shows a pipeline shows.
type PipelineBasic struct {
	ID        int64  `json:"id"`
	IID       int64  `json:"iid"`
	ProjectID int64  `json:"project_id"`
	SHA       string `json:"sha"`
	Ref       string `json:"ref"`
	Status    string `json:"status"`
	Source    string `json:"source"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
	WebURL    string `json:"web_url"`
}

func newPipelineBasic(p *gitlab.Project, pl *gitlab.Pipeline) *PipelineBasic {
	if pl == nil {
		return nil
	}
	return &PipelineBasic{
		ID: pl.ID, IID: pl.IID, ProjectID: pl.ProjectID, SHA: pl.SHA, Ref: pl.Ref, Status: string(pl.Status), Source: pl.Source,
		CreatedAt: timestamp(pl.CreatedAt), UpdatedAt: timestamp(pl.UpdatedAt), WebURL: projectURL(p, "pipelines", pl.ID),
	}
}

// PipelineInList is a pipeline among others.
type PipelineInList struct {
	*PipelineBasic
	pipelineName
}

// pipelineName is what only the reading operations tell.
type pipelineName struct {
	Name *string `json:"name"`
}

// NewPipelineInList is a pipeline among others.
func NewPipelineInList(v *View, pl *gitlab.Pipeline) PipelineInList {
	return PipelineInList{PipelineBasic: newPipelineBasic(v.State.ProjectByID(pl.ProjectID), pl)}
}

// Pipeline is a pipeline by itself.
type Pipeline struct {
	*PipelineBasic
	BeforeSHA      string         `json:"before_sha"`
	Tag            bool           `json:"tag"`
	YAMLErrors     *string        `json:"yaml_errors"`
	User           *UserBasic     `json:"user"`
	StartedAt      *string        `json:"started_at"`
	FinishedAt     *string        `json:"finished_at"`
	CommittedAt    *string        `json:"committed_at"`
	Duration       *int64         `json:"duration"`
	QueuedDuration *int64         `json:"queued_duration"`
	Coverage       *string        `json:"coverage"`
	DetailedStatus detailedStatus `json:"detailed_status"`
	Archived       bool           `json:"archived"`
	*pipelineName
}

// NewPipelineWithName adds the name, which only reading tells.
func NewPipelineWithName(v *View, pl *gitlab.Pipeline) Pipeline {
	entity := NewPipeline(v, pl)
	entity.pipelineName = &pipelineName{}
	return entity
}

// NewPipeline is what writing answers.
func NewPipeline(v *View, pl *gitlab.Pipeline) Pipeline {
	p := v.State.ProjectByID(pl.ProjectID)
	seldom := pl.Seldom()
	entity := Pipeline{
		PipelineBasic: newPipelineBasic(p, pl), BeforeSHA: cmp.Or(seldom.BeforeSHA, noSHA), Tag: pl.Tag, YAMLErrors: textOrNull(seldom.YAMLErrors),
		StartedAt: timestampOrNull(seldom.StartedAt), FinishedAt: timestampOrNull(seldom.FinishedAt),
		Duration: secondsBetween(seldom.StartedAt, seldom.FinishedAt), QueuedDuration: secondsBetween(pl.CreatedAt, seldom.StartedAt),
		DetailedStatus: newDetailedStatus(pl.Status, "/"+p.Path+"/-/pipelines/"+strconv.FormatInt(pl.ID, 10)),
	}
	if u := v.State.User(pl.UserID); u != nil {
		entity.User = new(newUserBasic(u, v.mayNameBot(u)))
	}
	if entity.QueuedDuration != nil && *entity.QueuedDuration == 0 {
		entity.QueuedDuration = nil
	}
	return entity
}

// noSHA stands where there is no commit.
const noSHA = "0000000000000000000000000000000000000000"

// secondsBetween are the whole seconds between two times, null if one of them is yet to come.
func secondsBetween(from, to time.Time) *int64 {
	if from.IsZero() || to.IsZero() {
		return nil
	}
	return new(int64(to.Sub(from).Seconds()))
}

type detailedStatus struct {
	Icon         string    `json:"icon"`
	Text         string    `json:"text"`
	Label        string    `json:"label"`
	Group        string    `json:"group"`
	Tooltip      string    `json:"tooltip"`
	HasDetails   bool      `json:"has_details"`
	DetailsPath  string    `json:"details_path"`
	Illustration *struct{} `json:"illustration"`
	Favicon      string    `json:"favicon"`
}

// statusWords are text and label of the statuses that are not shown by their own names.
var statusWords = map[gitlab.JobStatus][2]string{
	gitlab.JobSuccess:      {"Passed", "passed"},
	gitlab.JobManual:       {"Blocked", "waiting for manual action"},
	"scheduled":            {"Delayed", "waiting for delayed job"},
	"waiting_for_resource": {"Waiting", "waiting for resource"},
	"waiting_for_callback": {"Waiting", "waiting for callback"},
}

func newDetailedStatus(status gitlab.JobStatus, path string) detailedStatus {
	name := string(status)
	words, special := statusWords[status]
	if !special {
		words = [2]string{strings.ToUpper(name[:1]) + name[1:], name}
	}
	return detailedStatus{
		Icon: "status_" + name, Text: words[0], Label: words[1], Group: strings.ReplaceAll(name, "_", "-"), Tooltip: words[1],
		HasDetails: true, DetailsPath: path, Favicon: "/assets/ci_favicons/favicon_status_" + name + ".png",
	}
}
