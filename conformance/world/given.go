package world

// Given is what somebody arranged beforehand for a run that may not arrange it itself.
type Given struct {
	Shipped int64 `json:"shipped,omitempty" yaml:"shipped"` // a deployment that lists a merge request
}
