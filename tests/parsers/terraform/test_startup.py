"""Scripts that a new computer runs when it starts: what reaches out is read, what stays on it is not."""

from __future__ import annotations

import pytest

from riskscan.model.artifact import Artifact, Language
from riskscan.model.surroundings import Nothing
from riskscan.parsers.queue import read

HEAD = 'resource "aws_instance" "a" {\n  ami = "x"\n'


def told(text: str) -> list[tuple[int, str, str]]:
    found = read(Artifact("main.tf", Language.TERRAFORM, text), Nothing()).effects
    return [(e.location.start_line, str(e.operation), e.asset.name) for e in found if e.operation not in ("create", "read")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            HEAD + "  user_data = <<-EOF\n    #!/bin/bash\n    aws s3 rm s3://acme-lake --recursive\n  EOF\n}\n",
            [(5, "delete", "acme-lake")],
        ),
        (HEAD + "  user_data = base64encode(<<-EOF\n    #!/bin/bash\n    dropdb -h db1 shop\n  EOF\n  )\n}\n", [(5, "delete", "shop")]),
        (
            'resource "google_compute_instance" "b" {\n  name = "b"\n  metadata = {\n    startup-script = "gsutil rm -r gs://acme-lake"\n  }\n}\n',
            [(4, "delete", "acme-lake")],
        ),
        (
            HEAD
            + '  user_data = <<-EOF\n    B="acme-${var.env}"\n    for p in a b; do\n      aws s3 rm "s3://$B/$p" --recursive\n    done\n  EOF\n}\n',
            [(6, "delete", "acme-{env}/a"), (6, "delete", "acme-{env}/b")],
        ),
    ],
)
def test_what_reaches_out(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "script",
    [
        "#!/bin/bash\n    rm -rf /var/www/html\n    systemctl stop nginx\n    chown -R www:www /srv",
        "#!/bin/bash\n    aws s3 cp s3://acme-config/app.conf /etc/app.conf\n    gsutil cp gs://a/b /opt/b",
        "#cloud-config\n    runcmd:\n      - rm -rf /srv",
        '#!/bin/bash\n    curl -X PUT "http://169.254.169.254/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 60"',
    ],
)
def test_what_stays_on_the_computer(script: str) -> None:
    assert told(f"{HEAD}  user_data = <<-EOF\n    {script}\n  EOF\n}}\n") == []
