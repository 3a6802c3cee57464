package mockserver

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/gitlab"
)

type pipelineInList struct {
	*pipelineBasic
	pipelineMetadata
}

// pipelineMetadata is what only the reading operations tell.
type pipelineMetadata struct {
	Name *string `json:"name"`
}

func (x *exchange) pipelineInListEntity(pl *gitlab.Pipeline) pipelineInList {
	return pipelineInList{pipelineBasic: pipelineEntity(x.state.ProjectByID(pl.ProjectID), pl)}
}

type pipelineFull struct {
	*pipelineBasic
	BeforeSHA      string         `json:"before_sha"`
	Tag            bool           `json:"tag"`
	YAMLErrors     *string        `json:"yaml_errors"`
	User           *userBasic     `json:"user"`
	StartedAt      *string        `json:"started_at"`
	FinishedAt     *string        `json:"finished_at"`
	CommittedAt    *string        `json:"committed_at"`
	Duration       *int64         `json:"duration"`
	QueuedDuration *int64         `json:"queued_duration"`
	Coverage       *string        `json:"coverage"`
	DetailedStatus detailedStatus `json:"detailed_status"`
	Archived       bool           `json:"archived"`
	*pipelineMetadata
}

func (x *exchange) pipelineFullEntity(pl *gitlab.Pipeline) pipelineFull {
	p := x.state.ProjectByID(pl.ProjectID)
	entity := pipelineFull{
		pipelineBasic: pipelineEntity(p, pl), BeforeSHA: cmp.Or(pl.BeforeSHA, noSHA), Tag: pl.Tag, YAMLErrors: textOrNull(pl.YAMLErrors),
		StartedAt: timestampOrNull(pl.StartedAt), FinishedAt: timestampOrNull(pl.FinishedAt),
		Duration: secondsBetween(pl.StartedAt, pl.FinishedAt), QueuedDuration: secondsBetween(pl.CreatedAt, pl.StartedAt),
		DetailedStatus: detailedStatusEntity(pl.Status, "/"+p.Path+"/-/pipelines/"+strconv.FormatInt(pl.ID, 10)),
	}
	if u := x.state.User(pl.UserID); u != nil {
		entity.User = new(userBasicEntity(u, x.mayNameBot(u)))
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

func detailedStatusEntity(status gitlab.JobStatus, path string) detailedStatus {
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
