"""One address in two root folders is two things; one folder under two paths, a module's block and its uses, are one."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskscan import Assessment, scan

DATABASE = 'resource "aws_db_instance" "main" {{\n  engine = "{engine}"\n  {more}\n}}\n'
USER = 'resource "aws_lambda_function" "{name}" {{\n  function_name = "{name}"\n  environment {{ variables = {{ DB = aws_db_instance.main.address }} }}\n}}\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two environments with a database under the same address and a user each, and a module that both could use."""
    for place in ("dev", "prod"):
        folder = tmp_path / "environments" / place
        folder.mkdir(parents=True)
        (folder / "main.tf").write_text(DATABASE.format(engine="postgres", more=""))
        (folder / "users.tf").write_text(USER.format(name=f"billing-{place}"))
    return tmp_path


def harmed(assessment: Assessment) -> set[str]:
    return {impact.asset.partition(":")[2] for impact in assessment.impacts}


def past(place: Path) -> str:
    """The folder before the change, beside everything."""
    place.mkdir(parents=True)
    (place / "main.tf").write_text(DATABASE.format(engine="postgres", more=""))
    return str(place)


def test_the_other_environment_is_not_harmed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = past(tmp_path_factory.mktemp("past") / "environments" / "dev")
    (repository / "environments" / "dev" / "main.tf").write_text(DATABASE.format(engine="mysql", more=""))
    found = scan([repository / "environments" / "dev" / "main.tf"], against=[repository], baseline=before, policies=False)
    assert "billing-dev" in harmed(found)
    assert "billing-prod" not in harmed(found)


def test_a_file_from_elsewhere_may_mean_either(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    handed = tmp_path_factory.mktemp("handed") / "main.tf"
    handed.write_text(DATABASE.format(engine="mysql", more=""))
    found = scan([handed], against=[repository], baseline=past(tmp_path_factory.mktemp("past") / "main"), policies=False)
    assert {"billing-dev", "billing-prod"} <= harmed(found)


def test_a_file_from_elsewhere_joins_the_only_folder_that_has_its_addresses(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (repository / "environments" / "prod" / "main.tf").unlink()
    (repository / "environments" / "prod" / "users.tf").unlink()
    handed = tmp_path_factory.mktemp("handed") / "main.tf"
    handed.write_text(DATABASE.format(engine="mysql", more=""))
    found = scan([handed], against=[repository], baseline=past(tmp_path_factory.mktemp("past") / "main"), policies=False)
    assert "billing-dev" in harmed(found)
    assert sum(node.kind == "database" for node in found.graph.nodes) == 1


def test_a_real_name_joins_across_folders(repository: Path) -> None:
    (repository / "environments" / "prod" / "main.tf").write_text(DATABASE.format(engine="postgres", more='identifier = "ledger"'))
    script = repository / "drop.sh"
    script.write_text("aws rds delete-db-instance --db-instance-identifier ledger --skip-final-snapshot\n")
    found = scan([script], against=[repository], policies=False)
    assert "billing-prod" in harmed(found)
    assert "billing-dev" not in harmed(found)


def test_an_apply_in_a_script_means_its_own_folder(repository: Path) -> None:
    script = repository / "drop.sh"
    script.write_text("terraform -chdir=environments/prod destroy -auto-approve\n")
    found = scan([script], against=[repository], policies=False)
    assert "billing-prod" in harmed(found)
    assert "billing-dev" not in harmed(found)


def test_a_block_of_a_module_is_every_use_of_it(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    module = tmp_path / "modules" / "store"
    module.mkdir(parents=True)
    (module / "main.tf").write_text(
        'resource "aws_db_instance" "main" {\n  engine = "postgres"\n}\noutput "host" { value = aws_db_instance.main.address }\n'
    )
    for place in ("dev", "prod"):
        folder = tmp_path / "environments" / place
        folder.mkdir(parents=True)
        use = USER.format(name=f"billing-{place}").replace("aws_db_instance.main.address", "module.store.host")
        (folder / "main.tf").write_text('module "store" {\n  source = "../../modules/store"\n}\n' + use)
    (module / "main.tf").write_text((module / "main.tf").read_text().replace("postgres", "mysql"))
    found = scan([module / "main.tf"], against=[tmp_path], baseline=past(tmp_path_factory.mktemp("past") / "store"), policies=False)
    assert {"billing-dev", "billing-prod"} <= harmed(found)


def test_a_state_beside_its_configuration_is_the_same_thing(repository: Path) -> None:
    (repository / "environments" / "dev" / "terraform.tfstate").write_text(
        '{"version": 4, "resources": [{"mode": "managed", "type": "aws_db_instance", "name": "main", "instances": '
        '[{"attributes": {"identifier": "tf-2024"}}]}]}'
    )
    script = repository / "drop.sh"
    script.write_text("aws rds delete-db-instance --db-instance-identifier tf-2024 --skip-final-snapshot\n")
    found = scan([script], against=[repository], policies=False)
    assert "billing-dev" in harmed(found)
    assert "billing-prod" not in harmed(found)
