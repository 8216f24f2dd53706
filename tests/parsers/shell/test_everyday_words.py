"""Chosen systems, programs that nobody knows, forced pushes, links, folders that may not be there, passwords in options."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Operation, Safety, Scope, Trait, Undo
from tests.support import effects, findings


def read(text):
    return findings(text, Language.SHELL, "x.sh").effects


def rules(text):
    return {e.rule.removeprefix("shell/") for e in read(text)}


def one(text, rule):
    return next(e for e in read(text) if e.rule == "shell/" + rule)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("kubectl config use-context prod-eu\nkubectl delete ns shop", "kubectl-delete"),
        ("kubectl config use-context prod-eu\nkubectl delete ns shop -n web", "kubectl-delete"),
        ("export KUBECONFIG=~/.kube/prod.yaml\nhelm uninstall shop", "helm-uninstall"),
        ("gcloud config set project acme-prod\ngcloud sql instances delete orders", "gcloud-delete"),
        ("gcloud config set project acme-prod\ngsutil rm -r gs://lake", "gsutil-remove"),
        ("export AWS_PROFILE=prod\naws s3 rb s3://lake", "aws-s3-remove-bucket"),
        ("AWS_PROFILE=prod aws s3 rb s3://lake", "aws-s3-remove-bucket"),
        ("aws --profile prod s3 rb s3://lake", "aws-s3-remove-bucket"),
        ("az account set -s acme-prod\naz group delete --name data", "az-delete"),
        ("terraform destroy -var-file=prod.tfvars", "terraform-destroy"),
        ("export TF_WORKSPACE=prod\nterraform destroy", "terraform-destroy"),
    ],
)
def test_a_live_system_chosen_before_counts(text, rule):
    assert one(text, rule).has(Trait.PRODUCTION)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("kubectl config use-context prod-eu\nkubectl --context dev delete ns shop", "kubectl-delete"),
        ("kubectl config get-contexts prod\nkubectl delete ns shop", "kubectl-delete"),
        ("AWS_PROFILE=prod aws s3 ls\naws s3 rb s3://lake", "aws-s3-remove-bucket"),
        ("(export AWS_PROFILE=prod; aws s3 ls)\naws s3 rb s3://lake", "aws-s3-remove-bucket"),
        ("gcloud config set project acme-prod\naws s3 rb s3://lake", "aws-s3-remove-bucket"),
        ("terraform destroy -var-file=product.tfvars", "terraform-destroy"),
        ("export AWS_PROFILE=$1\naws s3 rb s3://lake", "aws-s3-remove-bucket"),
    ],
)
def test_another_choice_does_not(text, rule):
    assert not one(text, rule).has(Trait.PRODUCTION)


def test_a_local_database_of_the_environment_counts():
    text = "export DATABASE_URL=postgres://postgres@{}/test\nalembic upgrade head"
    assert one(text.format("localhost"), "alembic-upgrade").safe(Safety.LOCAL)
    assert not one(text.format("db1"), "alembic-upgrade").safe(Safety.LOCAL)


@pytest.mark.parametrize(
    "text",
    [
        "twine check dist/*",
        "mvn -q clean verify",
        "./gradlew :app:build",
        "make clean && make -j4 && make test",
        "vagrant up",
        "golangci-lint run",
        "ruby -e 'puts 1 + 1'",
        "perl -ne 'print if /x/' a.txt",
        "./configure --prefix=/usr",
        "kill $!",
        "ln -sfn releases/7 current",
    ],
)
def test_everyday_work_stays_silent(text):
    assert not rules(text) & {"program", "run-job", "unseen-code", "unseen-script", "kill"}


@pytest.mark.parametrize(
    ("text", "rule", "wide"),
    [
        ("acmectl accounts purge --all --yes", "program", True),
        ("acmectl accounts list", "program", False),
        ("vagrant destroy -f", "program", True),
        ("./tools/api.sh /sites/7 -X DELETE", "unseen-script", True),
        ("./tools/api.sh /sites/7", "unseen-script", False),
        ("bash tools/api.sh --delete /sites/7", "unseen-script", True),
        ("make deploy", "run-job", False),
        ("ruby -e 'File.delete(ARGV[0])'", "run-job", False),
    ],
)
def test_what_nobody_knows_is_said(text, rule, wide):
    effect = one(text, rule)
    assert effect.has(Trait.FORCED) is wide
    assert (effect.scope is Scope.ALL) is wide
    assert effect.undo is Undo.UNKNOWN


@pytest.mark.parametrize(
    ("text", "rule", "undo"),
    [
        ("git push --force origin main", "git-force-push", Undo.NO),
        ("git push origin +release-2", "git-force-push", Undo.NO),
        ("git push -f origin HEAD:master", "git-force-push", Undo.NO),
        ("git checkout main\ngit push -f", "git-force-push", Undo.NO),
        ("git push --force-with-lease origin main", "git-force-push", Undo.WITH_WORK),
        ("git push -f origin feature/maintain", "git-force-push-branch", Undo.WITH_WORK),
        ("git push -f", "git-force-push-branch", Undo.WITH_WORK),
    ],
)
def test_a_forced_push_by_its_branch(text, rule, undo):
    assert one(text, rule).undo is undo


@pytest.mark.parametrize("text", ["ps aux | grep java | awk '{print $2}' | xargs kill -9", "kill -9 $(pgrep java)", "pkill java"])
def test_stopped_programs(text):
    effect = one(text, "kill")
    assert (effect.operation, effect.scope) == (Operation.ALTER, Scope.SOME)
    assert effect.has(Trait.OUTAGE)


@pytest.mark.parametrize("text", ["cd build\nrm -rf *", "cd build; rm -rf ./*", "cd build || echo no\nrm -rf *"])
def test_a_folder_that_may_not_be_there(text):
    effect = one(text, "rm-recursive")
    assert any("If build is not there" in note.text for note in effect.also)
    assert not effect.safe_evidence


@pytest.mark.parametrize(
    "text",
    [
        "cd build && rm -rf *",
        "set -e\ncd build\nrm -rf *",
        "set -euo pipefail\ncd build\nrm -rf *",
        "cd build || exit 1\nrm -rf *",
        "mkdir -p build && cd build\nrm -rf *",
        "if cd build; then rm -rf *; fi",
        "cd /tmp\nrm -rf *",
        'd=$(mktemp -d)\ncd "$d"\nrm -rf *',
        "cd build\nrm -rf dist",
        "(cd src; ls)\nrm -rf dist",
    ],
)
def test_a_folder_that_is_there(text):
    assert not any("is not there" in note.text for note in one(text, "rm-recursive").also)


def test_a_link_leads_where_it_leads():
    assert one("ln -s /srv/live current\nrm -rf current/", "rm-recursive").asset.name.startswith("/srv/live")
    assert one("ln -s /srv/live current\nrm -rf current", "rm-recursive").safe(Safety.OWN_OUTPUT)
    assert one("rm -rf current/", "rm-recursive").asset.name == "current/"


@pytest.mark.parametrize(
    "text",
    [
        "mysql -h db1 -u root -pTr0ub4dor shop -e 'SELECT 1'",
        "curl -u anna:Tr0ub4dor https://api.example.com/x",
        "curl -H 'Authorization: Bearer Tr0ub4dor' https://api.example.com/x",
        "PGPASSWORD=Tr0ub4dor psql -c 'SELECT 1'",
        "redis-cli -a Tr0ub4dor ping",
        "sshpass -p Tr0ub4dor ssh web1 ls",
    ],
)
def test_a_password_in_an_option_is_said_and_never_shown(text):
    found = findings(text, Language.SHELL, "x.sh")
    assert "shell/plain-secret" in {e.rule for e in found.effects}
    assert "Tr0ub" not in repr([e for e in found.effects if e.rule == "shell/plain-secret"])


@pytest.mark.parametrize(
    "text",
    [
        'mysql -u root -p"$DB_PASS" shop',
        "mysql -u root -p shop",
        "curl -u anna https://x.io",
        'curl -u "$U:$P" https://x.io',
        'curl -H "Authorization: Bearer $T" https://x.io',
        "mkdir -pdeep/folder",
    ],
)
def test_no_password_no_word(text):
    assert "plain-secret" not in rules(text)


@pytest.mark.parametrize(
    ("what", "rule", "undo"),
    [
        ("namespace shop", "kubectl-delete", Undo.NO),
        ("pvc data", "kubectl-delete", Undo.NO),
        ("deployment web", "kubectl-delete", Undo.WITH_WORK),
        ("pod web-1", "kubectl-delete-pod", Undo.YES),
    ],
)
def test_what_kubernetes_brings_back(what, rule, undo):
    assert one(f"kubectl delete {what}", rule).undo is undo


def test_open_and_closed_buckets():
    text = "aws s3api put-public-access-block --bucket lake --public-access-block-configuration BlockPublicAcls={}"
    assert rules(text.format("true")) == {"aws-close-public"}
    assert rules(text.format("false")) == {"aws-open-public"}


def test_other_servers_are_named():
    effect = one("for h in $(cat hosts.txt); do ssh root@$h reboot; done", "power-off")
    assert effect.asset.name == "{h}"
    assert effect.has(Trait.REPEATED)
    assert one("reboot", "power-off").asset.name == "this computer"


def test_words_name_what_is_written():
    assert any(note.text.startswith("If TMPDIR is empty") for note in one("rm -rf $TMPDIR/*", "rm-recursive").also)
    assert one("find / -name '*.log' -delete", "find-delete").text == "It deletes all files below / that are named *.log."


def test_a_result_file_without_a_name_is_saved():
    effect = one('date > "$OUT"', "write-file")
    assert (effect.verb, effect.undo) == ("save", Undo.WITH_WORK)
    assert one("date > /etc/motd", "overwrite-file").undo is Undo.NO


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("$KUBECTL delete ns shop", "shell/kubectl-delete"),
        ("${PSQL_BIN} -c 'DROP TABLE orders'", "sql/drop-table"),
        ('"$MYSQL_CMD" -e "DROP TABLE orders"', "sql/drop-table"),
        ('"$TERRAFORM" destroy -auto-approve', "shell/terraform-destroy"),
    ],
)
def test_a_variable_called_after_a_program_is_that_program(text, rule):
    assert rule in {e.rule for e in effects(text, Language.SHELL, "x.sh")}


@pytest.mark.parametrize(
    "text", ["$PYTHON -m pip list", "$CC -o a a.c", "$KUBECTL get pods", "${CROSS_COMPILE}gcc -o a a.c", "$PSQL -c 'SELECT 1'"]
)
def test_a_variable_called_after_a_program_that_changes_nothing(text):
    assert not [e for e in effects(text, Language.SHELL, "x.sh") if e.operation is not Operation.READ]


def test_a_variable_called_after_echo_may_be_empty():
    assert "shell/rm-recursive" in {e.rule for e in effects("$ECHO rm -rf /srv/share", Language.SHELL, "x.sh")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("find /var/backups -name '*.gz' -mtime +30 -delete", "that are named *.gz and are older than 30 days."),
        ("find /var/backups -mmin -5 -delete", "that are newer than 5 minutes."),
        ("find /var/backups -name '*.gz' -delete", "that are named *.gz."),
    ],
)
def test_what_find_deletes_is_said_by_name_and_age(text, words):
    assert one(text, "find-delete").text.endswith(words)


@pytest.mark.parametrize(
    ("batch", "seen"),
    [
        ('{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"www.acme.com."}}]}', [("alter", "www.acme.com")]),
        ('{"Changes":[{"Action":"DELETE","ResourceRecordSet":{"Name":"a.acme.com"}},{"Action":"CREATE","ResourceRecordSet":{"Name":"b.acme.com"}}]}', [("delete", "a.acme.com"), ("create", "b.acme.com")]),
    ],
)  # fmt: skip
def test_each_change_of_a_batch_of_web_addresses_is_told(batch, seen):
    text = f"ZONE=$(aws route53 list-hosted-zones)\naws route53 change-resource-record-sets --hosted-zone-id $ZONE --change-batch '{batch}'"
    found = [e for e in read(text) if e.operation is not Operation.READ]
    assert [(e.operation.value, e.asset.name) for e in found] == seen
    assert not any(e.has(Trait.REPEATED) for e in found)  # one zone, not a list


def test_a_batch_that_we_do_not_see_is_still_a_change():
    found = read("aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch file://gone.json")
    assert [e.operation for e in found] == [Operation.ALTER]
    assert any(e.has(Trait.REPEATED) for e in read("aws ec2 terminate-instances --instance-ids $(aws ec2 describe-instances --query x)"))


@pytest.mark.parametrize("listing", ["--scan --pattern 'session:*'", "keys 'session:*'"])
def test_keys_that_redis_lists_are_named_to_what_deletes_them(listing):
    effect = one(f"redis-cli {listing} | xargs redis-cli del", "redis-delete")
    assert (effect.asset.name, effect.scope) == ("session:*", Scope.SOME)
    assert one("redis-cli del session:7", "redis-delete").scope is Scope.ONE
