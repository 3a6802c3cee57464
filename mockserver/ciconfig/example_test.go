package ciconfig_test

import (
	"fmt"

	"understudy/mockserver/ciconfig"
)

func ExampleRead() {
	config, err := ciconfig.Read(`
.deploy:
  stage: deploy
  script: ./deploy.sh

staging:
  extends: .deploy
  environment: staging

production:
  extends: .deploy
  environment: production
  when: manual
  needs: [staging]
`)
	fmt.Println(config.Stages, err)
	for _, job := range config.Jobs {
		fmt.Println(job.Name, job.Script, job.Environment.Name, job.When, job.Needs)
	}
	_, err = ciconfig.Read("deploy: {image: alpine}")
	fmt.Println(err)
	// Output:
	// [.pre build test deploy .post] <nil>
	// staging [./deploy.sh] staging on_success []
	// production [./deploy.sh] production manual [{staging false}]
	// jobs deploy config should implement the script:, run:, or trigger: keyword
}
