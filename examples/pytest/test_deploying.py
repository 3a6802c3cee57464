import pytest
from conftest import call


def deploy(space, environment):
    return call(
        "POST", space["url"] + "/api/v4/projects/1/deployments", space["tokens"]["developer"],
        environment=environment, sha="main", ref="main", tag=False, status="success",
    )


@pytest.mark.parametrize("n", range(100))
def test_each_has_a_gitlab_of_its_own(space, n):
    first = deploy(space, f"review/{n}")
    assert first["created_at"] == "2030-01-01T00:00:00.000Z"
    call("POST", space["url"] + "/-/understudy/clock/advance", by="1h")
    second = deploy(space, f"review/{n}-again")
    assert second["iid"] == first["iid"] + 1
    assert second["created_at"] == "2030-01-01T01:00:00.000Z"
    seen = call("GET", space["url"] + "/-/understudy/requests?operation=createProjectDeployment")
    assert [request["status"] for request in seen] == [201, 201]
