package conformance

// documentationPage is the page that the rules are read from.
const documentationPage = "https://docs.gitlab.com/api/deployments/"

// Documentation is the address of a section of GitLab's documentation, as requirements.yaml names sections.
func Documentation(section string) string {
	if section == "deployments-api" {
		return documentationPage
	}
	return documentationPage + "#" + section
}
