"""What a task of Ansible does, as the command line that does the same.

A row holds for its modules where the parameter ``state`` (or the one that ``by`` names) has one of its values; an empty tuple holds for
every value that no row before it names. In the command ``{a|b}`` is the first of these parameters that is given; a command in which a
parameter is missing says nothing. Source: docs.ansible.com, collection index.
"""

from __future__ import annotations

from dataclasses import dataclass

from riskscan.model.artifact import Language

GONE = ("absent", "deleted", "removed", "terminated", "destroyed")


@dataclass(frozen=True, slots=True)
class Step:
    """``modules``: their names without the collection. ``needs``: parameters that must be true. ``example``: one task; ``expect``: its effect."""

    modules: tuple[str, ...]
    command: str
    example: str
    expect: str
    state: tuple[str, ...] = ()
    by: str = "state"
    needs: tuple[str, ...] = ()
    language: Language = Language.SHELL
    elsewhere: bool = False  # it changes something that all the computers of a play share: a cluster, a cloud, a service


# fmt: off
_SQL, _PS = Language.SQL, Language.POWERSHELL
STEPS: tuple[Step, ...] = (
    # Files
    Step(("file",), "rm -rf {path|dest|name}", "file: {path: /srv/data, state: absent}", "delete file:/srv/data", GONE),
    Step(("file",), "chmod -R {mode} {path|dest|name}", "file: {path: /srv/data, mode: '0777', recurse: true}", "grant file:/srv/data", ("", "directory", "file"), needs=("recurse", "mode")),
    Step(("file",), "chown -R {owner} {path|dest|name}", "file: {path: /srv/data, owner: app, recurse: true}", "grant file:/srv/data", ("", "directory", "file"), needs=("recurse", "owner")),
    Step(("win_file",), "Remove-Item -Recurse -Force {path|dest}", "win_file: {path: 'D:\\data', state: absent}", "delete file:D:\\data", GONE, language=_PS),
    Step(("copy", "template", "win_copy", "win_template"), "cp source {dest}", "copy: {src: a.conf, dest: /etc/app/a.conf}", "write file:/etc/app/a.conf"),
    Step(("lineinfile", "blockinfile", "replace", "ini_file", "assemble", "xml"), "sed -i s/a/b/ {path|dest|name}", "lineinfile: {path: /etc/app/a.conf, line: 'x=1'}", "write file:/etc/app/a.conf"),
    Step(("get_url", "win_get_url"), "curl -o {dest} {url}", "get_url: {url: 'https://example.com/a.tgz', dest: /opt/a.tgz}", "write file:/opt/a.tgz"),
    Step(("synchronize",), "rsync -a --delete {src} {dest}", "synchronize: {src: /srv/new/, dest: /srv/data/, delete: true}", "delete file:/srv/data/", needs=("delete",)),
    Step(("synchronize",), "rsync -a {src} {dest}", "synchronize: {src: out/, dest: /srv/data/}", "write file:/srv/data/"),
    Step(("unarchive",), "tar -xf {src} -C {dest}", "unarchive: {src: a.tgz, dest: /opt/app}", "write file:/opt/app"),
    # Services and machines
    Step(("service", "systemd", "systemd_service", "sysvinit", "runit", "supervisorctl"), "systemctl stop {name}", "service: {name: postgresql, state: stopped}", "alter server:postgresql", ("stopped", *GONE)),
    Step(("service", "systemd", "systemd_service", "sysvinit", "runit", "supervisorctl"), "systemctl restart {name}", "service: {name: nginx, state: restarted}", "alter server:nginx", ("restarted", "reloaded")),
    Step(("service", "systemd", "systemd_service", "sysvinit"), "systemctl disable {name}", "service: {name: chronyd, enabled: false}", "alter server:chronyd", ("no", "false"), by="enabled"),
    Step(("win_service",), "Stop-Service -Name {name}", "win_service: {name: spooler, state: stopped}", "alter program:spooler", ("stopped", *GONE), language=_PS),
    Step(("reboot", "win_reboot"), "reboot", "reboot: {}", "alter server:this computer"),
    Step(("shutdown",), "shutdown -h now", "community.general.shutdown: {}", "alter server:this computer"),
    Step(("iptables",), "iptables -F", "iptables: {flush: true}", "alter network:firewall", needs=("flush",)),
    Step(("ufw",), "ufw disable", "community.general.ufw: {state: disabled}", "alter network:firewall", ("disabled", "reset")),
    Step(("filesystem",), "mkfs -t {fstype|type} {dev|device}", "community.general.filesystem: {fstype: ext4, dev: /dev/sdb1}", "delete file:/dev/sdb1"),
    Step(("lvol",), "lvremove -f {vg}/{lv}", "community.general.lvol: {vg: data, lv: pg, state: absent, force: true}", "delete database:data/pg", GONE),
    Step(("lvg",), "vgremove -f {vg}", "community.general.lvg: {vg: data, state: absent}", "delete database:data", GONE),
    # People
    Step(("user",), "userdel -r {name}", "user: {name: anna, state: absent, remove: true}", "delete identity:anna", GONE, needs=("remove",)),
    Step(("user",), "userdel {name}", "user: {name: anna, state: absent}", "delete identity:anna", GONE),
    Step(("group",), "groupdel {name}", "group: {name: staff, state: absent}", "delete identity:staff", GONE),
    Step(("win_user",), "Remove-LocalUser -Name {name}", "win_user: {name: anna, state: absent}", "delete identity:anna", GONE, language=_PS),
    Step(("win_domain_user",), "Remove-ADUser -Identity {name|identity}", "community.windows.win_domain_user: {name: anna, state: absent}", "delete identity:anna", GONE, language=_PS),
    # Software
    Step(("apt", "yum", "dnf", "package", "zypper", "apk", "pacman", "homebrew"), "apt-get remove -y {name|pkg|package}", "apt: {name: postgresql, state: absent}", "delete program:postgresql", GONE),
    Step(("apt", "yum", "dnf", "package", "zypper", "apk", "pacman", "homebrew"), "apt-get install -y {name|pkg|package}", "apt: {name: jq}", "create program:jq"),
    Step(("pip",), "pip install {name}", "pip: {name: boto3}", "create program:boto3", ("", "present", "latest")),
    # Databases
    Step(("postgresql_db",), "dropdb {name|db}", "community.postgresql.postgresql_db: {name: shop, state: absent}", "delete database:shop", GONE),
    Step(("postgresql_db",), "pg_restore --clean -d {name|db} {target}", "community.postgresql.postgresql_db: {name: shop, state: restore, target: /b/shop.dump}", "delete database:shop", ("restore",)),
    Step(("postgresql_table",), "DROP TABLE {name|table}", "community.postgresql.postgresql_table: {db: shop, name: orders, state: absent}", "delete table:orders", GONE, language=_SQL),
    Step(("postgresql_table",), "TRUNCATE TABLE {name|table}", "community.postgresql.postgresql_table: {db: shop, name: orders, truncate: true}", "delete table:orders", needs=("truncate",), language=_SQL),
    Step(("postgresql_schema",), "DROP SCHEMA {name} CASCADE", "community.postgresql.postgresql_schema: {name: sales, state: absent, cascade_drop: true}", "delete schema:sales", GONE, needs=("cascade_drop",), language=_SQL),
    Step(("postgresql_schema",), "DROP SCHEMA {name}", "community.postgresql.postgresql_schema: {name: sales, state: absent}", "delete schema:sales", GONE, language=_SQL),
    Step(("postgresql_user",), "dropuser {name|user}", "community.postgresql.postgresql_user: {name: app, state: absent}", "delete identity:app", GONE),
    Step(("mysql_db",), "mysqladmin -f drop {name|db}", "community.mysql.mysql_db: {name: shop, state: absent}", "delete database:shop", GONE),
    Step(("mysql_user",), "DROP USER {name|user}", "community.mysql.mysql_user: {name: app, state: absent}", "delete identity:app", GONE, language=_SQL),
    # Containers and clusters
    Step(("docker_container", "podman_container"), "docker rm -f {name}", "community.docker.docker_container: {name: shop, state: absent}", "delete program:shop", GONE),
    Step(("docker_container", "podman_container"), "docker stop {name}", "community.docker.docker_container: {name: shop, state: stopped}", "alter program:shop", ("stopped",)),
    Step(("docker_volume", "podman_volume"), "docker volume rm {name|volume_name}", "community.docker.docker_volume: {name: pgdata, state: absent}", "delete resource:pgdata", GONE),
    Step(("docker_prune",), "docker system prune -af --volumes", "community.docker.docker_prune: {volumes: true}", "delete resource:all unused volumes", needs=("volumes",)),
    Step(("docker_compose", "docker_compose_v2"), "docker compose down --volumes", "community.docker.docker_compose_v2: {project_src: /srv/shop, state: absent, remove_volumes: true}", "delete database:all volumes of this setup", GONE, needs=("remove_volumes",)),
    Step(("docker_compose", "docker_compose_v2"), "docker compose down", "community.docker.docker_compose_v2: {project_src: /srv/shop, state: absent}", "alter program:", GONE),
    Step(("k8s",), "kubectl delete {kind} {name} -n {namespace}", "kubernetes.core.k8s: {kind: Namespace, name: shop, namespace: shop, state: absent}", "delete cluster:Namespace/shop", GONE, needs=("namespace",), elsewhere=True),
    Step(("k8s",), "kubectl delete {kind} {name}", "kubernetes.core.k8s: {kind: Namespace, name: shop, state: absent}", "delete cluster:Namespace/shop", GONE, elsewhere=True),
    Step(("k8s",), "kubectl apply -f {src}", "kubernetes.core.k8s: {src: shop.yml, state: present}", "alter resource:shop.yml", elsewhere=True),
    Step(("helm",), "helm uninstall {name|release_name} -n {release_namespace|namespace}", "kubernetes.core.helm: {name: shop, release_namespace: web, state: absent}", "delete server:shop", GONE, elsewhere=True),
    # Clouds
    Step(("ec2_instance", "ec2"), "aws ec2 terminate-instances --instance-ids {instance_ids|instance_id}", "amazon.aws.ec2_instance: {instance_ids: [i-0abc], state: absent}", "delete server:i-0abc", GONE, elsewhere=True),
    Step(("ec2_instance", "ec2"), "aws ec2 stop-instances --instance-ids {instance_ids|instance_id}", "amazon.aws.ec2_instance: {instance_ids: [i-0abc], state: stopped}", "alter server:i-0abc", ("stopped",), elsewhere=True),
    Step(("s3_bucket",), "aws s3 rb s3://{name} --force", "amazon.aws.s3_bucket: {name: acme-lake, state: absent, force: true}", "delete bucket:acme-lake", GONE, needs=("force",), elsewhere=True),
    Step(("s3_bucket",), "aws s3 rb s3://{name}", "amazon.aws.s3_bucket: {name: acme-lake, state: absent}", "delete bucket:acme-lake", GONE, elsewhere=True),
    Step(("s3_object", "aws_s3"), "aws s3 rm s3://{bucket}/{object}", "amazon.aws.s3_object: {bucket: acme-lake, object: raw/a.csv, mode: delobj}", "delete object:acme-lake/raw/a.csv", ("delobj",), by="mode", elsewhere=True),
    Step(("s3_object", "aws_s3"), "aws s3 rb s3://{bucket} --force", "amazon.aws.s3_object: {bucket: acme-lake, mode: delete}", "delete bucket:acme-lake", ("delete",), by="mode", elsewhere=True),
    Step(("rds_instance",), "aws rds delete-db-instance --db-instance-identifier {db_instance_identifier|instance_id|id} --skip-final-snapshot", "amazon.aws.rds_instance: {id: orders-prod, state: absent, skip_final_snapshot: true}", "delete database:orders-prod", GONE, needs=("skip_final_snapshot",), elsewhere=True),
    Step(("rds_instance",), "aws rds delete-db-instance --db-instance-identifier {db_instance_identifier|instance_id|id}", "amazon.aws.rds_instance: {id: orders-prod, state: absent}", "delete database:orders-prod", GONE, elsewhere=True),
    Step(("cloudformation",), "aws cloudformation delete-stack --stack-name {stack_name}", "amazon.aws.cloudformation: {stack_name: shop, state: absent}", "delete resource:shop", GONE, elsewhere=True),
    Step(("dynamodb_table",), "aws dynamodb delete-table --table-name {name}", "community.aws.dynamodb_table: {name: sessions, state: absent}", "delete table:sessions", GONE, elsewhere=True),
    Step(("iam_user",), "aws iam delete-user --user-name {name}", "amazon.aws.iam_user: {name: anna, state: absent}", "delete identity:anna", GONE, elsewhere=True),
    Step(("iam_role",), "aws iam delete-role --role-name {name}", "amazon.aws.iam_role: {name: loader, state: absent}", "delete identity:loader", GONE, elsewhere=True),
    Step(("azure_rm_resourcegroup",), "az group delete --name {name} --yes", "azure.azcollection.azure_rm_resourcegroup: {name: shop, state: absent}", "delete resource:shop", GONE, elsewhere=True),
    Step(("azure_rm_virtualmachine",), "az vm delete --name {name} --yes", "azure.azcollection.azure_rm_virtualmachine: {name: web1, state: absent}", "delete server:web1", GONE, elsewhere=True),
    Step(("gcp_compute_instance",), "gcloud compute instances delete {name}", "google.cloud.gcp_compute_instance: {name: web1, state: absent}", "delete server:web1", GONE, elsewhere=True),
    Step(("gcp_sql_instance",), "gcloud sql instances delete {name}", "google.cloud.gcp_sql_instance: {name: orders, state: absent}", "delete database:orders", GONE, elsewhere=True),
    Step(("gcp_storage_bucket",), "gsutil rb gs://{name}", "google.cloud.gcp_storage_bucket: {name: acme-lake, state: absent}", "delete bucket:acme-lake", GONE, elsewhere=True),
    Step(("terraform",), "terraform -chdir={project_path} destroy -auto-approve", "community.general.terraform: {project_path: infra, state: absent}", "delete resource:everything in infra", GONE, elsewhere=True),
    Step(("terraform",), "terraform -chdir={project_path} apply -auto-approve", "community.general.terraform: {project_path: infra}", "alter resource:", ("", "present"), elsewhere=True),
    # Sending and calling
    Step(("uri", "win_uri"), "curl -X {method} {url}", "uri: {url: 'https://api.example.com/v1/users/7', method: DELETE}", "delete url:https://api.example.com/v1/users/7", ("delete", "post", "put", "patch"), by="method", elsewhere=True),
    Step(("mail",), "mail -s {subject|msg} {to}", "community.general.mail: {to: all@example.com, subject: hello}", "send email:all@example.com", elsewhere=True),
)

CODE = {"shell": ("cmd", Language.SHELL), "command": ("cmd", Language.SHELL), "raw": ("cmd", Language.SHELL), "win_shell": ("cmd", _PS), "win_command": ("cmd", _PS), "win_powershell": ("script", _PS), "postgresql_query": ("query", _SQL), "mysql_query": ("query", _SQL), "mssql_script": ("script", _SQL), "expect": ("command", Language.SHELL)}
"""Modules that take code: the parameter with it where it is not the whole of the task, and its language."""

INCLUDES = frozenset({"include_tasks", "import_tasks", "include", "import_playbook"})
HARMLESS = frozenset(
    [
        "debug", "git", "set_fact", "assert", "fail", "setup", "gather_facts", "stat", "win_stat", "wait_for", "wait_for_connection", "ping", "win_ping", "include_vars", "meta", "pause", "slurp", "fetch",
        "find", "package_facts", "service_facts", "getent", "add_host", "group_by", "tempfile", "async_status", "known_hosts", "validate_argument_spec", "set_stats", "uri", "win_uri", "service", "systemd",
        "systemd_service", "sysvinit", "supervisorctl", "win_service", "file", "win_file", "user", "group", "hostname", "timezone", "locale_gen", "yum_repository", "apt_repository", "apt_key", "rpm_key", "mount", "cron",
        "authorized_key", "sysctl", "docker_container", "docker_image", "docker_network", "docker_volume", "docker_login", "docker_compose", "docker_compose_v2", "podman_container", "podman_volume", "k8s_info",
        "postgresql_db", "postgresql_user", "postgresql_privs", "postgresql_ping", "postgresql_info", "postgresql_ext", "postgresql_schema", "postgresql_table", "mysql_db", "mysql_user", "mysql_info", "openssl_privatekey",
        "x509_certificate", "selinux", "seboolean", "ufw", "firewalld", "iptables", "pip", "npm", "gem", "make", "lvol", "lvg", "parted", "ec2_instance_info", "aws_caller_info", "s3_bucket", "s3_object", "aws_s3",
        "ec2_instance", "rds_instance", "cloudformation", "iam_user", "iam_role", "dynamodb_table", "helm", "k8s", "win_user", "win_domain_user", "win_feature", "win_package", "win_regedit", "terraform", "alternatives",
        "archive", "apt", "yum", "dnf", "package", "azure_rm_resourcegroup", "azure_rm_virtualmachine", "gcp_compute_instance", "gcp_sql_instance", "gcp_storage_bucket",
    ]
)
"""Modules that only look, wait or set something up, unless a row above says more."""

KNOWN = frozenset({module for step in STEPS for module in step.modules} | set(CODE) | INCLUDES | HARMLESS | {"script", "import_role", "include_role", "win_script"})
"""All modules by which a list of tasks is told from other YAML."""
# fmt: on
