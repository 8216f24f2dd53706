"""Steps of Airflow that name what they touch, and what starts the jobs of Prefect, Dagster, Celery, RQ and Dramatiq."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off
_D, _W, _C, _A, _E, _S = Operation.DELETE, Operation.WRITE, Operation.CREATE, Operation.ALTER, Operation.EXECUTE, Operation.SEND
_TABLE, _BUCKET, _OBJECT, _SERVER, _CLUSTER, _JOB, _DB = AssetKind.TABLE, AssetKind.BUCKET, AssetKind.OBJECT, AssetKind.SERVER, AssetKind.CLUSTER, AssetKind.JOB, AssetKind.DATABASE
_ALL, _ONE, _SOME, _NO, _WORK, _YES, _ANY = Scope.ALL, Scope.ONE, Scope.SOME, Undo.NO, Undo.WITH_WORK, Undo.YES, Undo.UNKNOWN
_GOOGLE, _AMAZON = "airflow.providers.google.cloud", "airflow.providers.amazon.aws"
_STEPS: tuple[tuple[str, Operation, str, AssetKind, Scope, Undo, tuple[str, ...], str, str, tuple[Trait, ...], str], ...] = (
    (f"{_GOOGLE}.operators.bigquery.BigQueryDeleteTableOperator", _D, "drop", _TABLE, _ALL, _WORK, ("deletion_dataset_table",), 'deletion_dataset_table="acme.mart.revenue"', "acme.mart.revenue", (), ""),
    (f"{_GOOGLE}.operators.bigquery.BigQueryDeleteDatasetOperator", _D, "drop", AssetKind.SCHEMA, _ALL, _NO, ("dataset_id",), 'dataset_id="mart", delete_contents=True', "mart", (Trait.CASCADE,), "It deletes {target} with every table in it."),
    (f"{_GOOGLE}.operators.bigquery.BigQueryCreateEmptyTableOperator", _C, "create", _TABLE, _ALL, _YES, ("table_id",), 'dataset_id="mart", table_id="revenue"', "mart.revenue", (), ""),
    (f"{_GOOGLE}.operators.gcs.GCSDeleteObjectsOperator", _D, "delete_objects", _BUCKET, _SOME, _NO, ("bucket_name",), 'bucket_name="acme-lake", prefix="raw/"', "acme-lake", (), "It deletes files in {target}."),
    (f"{_GOOGLE}.operators.gcs.GCSDeleteBucketOperator", _D, "delete_bucket", _BUCKET, _ALL, _NO, ("bucket_name",), 'bucket_name="acme-lake"', "acme-lake", (Trait.FORCED,), "It deletes {target} with every file in it."),
    (f"{_GOOGLE}.transfers.gcs_to_bigquery.GCSToBigQueryOperator", _W, "load", _TABLE, _SOME, _WORK, ("destination_project_dataset_table",), 'bucket="acme-lake", source_objects=["a.csv"], destination_project_dataset_table="mart.revenue"', "mart.revenue", (), "It adds rows to {target}."),
    (f"{_GOOGLE}.operators.dataproc.DataprocDeleteClusterOperator", _D, "delete_cluster", _CLUSTER, _ONE, _WORK, ("cluster_name",), 'cluster_name="etl"', "etl", (Trait.OUTAGE,), ""),
    (f"{_GOOGLE}.operators.cloud_sql.CloudSQLDeleteInstanceOperator", _D, "delete_instance", _DB, _ALL, _NO, ("instance",), 'instance="shop"', "shop", (Trait.OUTAGE,), ""),
    (f"{_AMAZON}.operators.s3.S3DeleteObjectsOperator", _D, "delete_objects", _BUCKET, _SOME, _NO, ("bucket",), 'bucket="acme-lake", prefix="raw/"', "acme-lake", (), "It deletes files in {target}."),
    (f"{_AMAZON}.operators.s3.S3DeleteBucketOperator", _D, "delete_bucket", _BUCKET, _ALL, _NO, ("bucket_name",), 'bucket_name="acme-old", force_delete=True', "acme-old", (), "It deletes {target}."),
    (f"{_AMAZON}.operators.s3.S3CopyObjectOperator", _W, "copy", _OBJECT, _ONE, _WORK, ("dest_bucket_key",), 'source_bucket_key="s3://a/x", dest_bucket_key="s3://acme-lake/x"', "s3://acme-lake/x", (), "It saves a copy as {target}."),
    (f"{_AMAZON}.operators.rds.RdsDeleteDbInstanceOperator", _D, "delete_db_instance", _DB, _ALL, _NO, ("db_instance_identifier",), 'db_instance_identifier="shop"', "shop", (Trait.OUTAGE,), ""),
    (f"{_AMAZON}.operators.redshift_cluster.RedshiftDeleteClusterOperator", _D, "delete_cluster", _DB, _ALL, _NO, ("cluster_identifier",), 'cluster_identifier="dwh"', "dwh", (Trait.OUTAGE,), ""),
    (f"{_AMAZON}.operators.ec2.EC2StopInstanceOperator", _A, "stop", _SERVER, _ONE, _WORK, ("instance_id",), 'instance_id="i-07"', "i-07", (Trait.OUTAGE,), ""),
    (f"{_AMAZON}.operators.ec2.EC2TerminateInstanceOperator", _D, "terminate", _SERVER, _SOME, _NO, ("instance_ids",), 'instance_ids="i-07"', "i-07", (Trait.OUTAGE,), ""),
    (f"{_AMAZON}.operators.emr.EmrTerminateJobFlowOperator", _D, "terminate", _CLUSTER, _ONE, _NO, ("job_flow_id",), 'job_flow_id="j-7"', "j-7", (Trait.OUTAGE,), ""),
    (f"{_AMAZON}.operators.lambda_function.LambdaInvokeFunctionOperator", _E, "invoke", AssetKind.FUNCTION, _ONE, _ANY, ("function_name",), 'function_name="refund"', "refund", (), ""),
    (f"{_AMAZON}.operators.glue.GlueJobOperator", _E, "start", _JOB, _ONE, _ANY, ("job_name",), 'job_name="load"', "load", (), ""),
    (f"{_AMAZON}.transfers.s3_to_redshift.S3ToRedshiftOperator", _W, "load", _TABLE, _SOME, _WORK, ("table",), 'schema="mart", table="revenue", s3_bucket="acme-lake", s3_key="a"', "mart.revenue", (), "It adds rows to {target}."),
    *((f"{path}.TriggerDagRunOperator", _E, "start", AssetKind.PIPELINE, _ONE, _ANY, ("trigger_dag_id",), 'trigger_dag_id="refund_all"', "refund_all", (), "") for path in ("airflow.operators.trigger_dagrun", "airflow.providers.standard.operators.trigger_dagrun")),
    *((f"{path}.EmailOperator", _S, "mail", AssetKind.EMAIL, _ONE, _NO, ("to",), 'to="all@example.com", subject="a", html_content="b"', "all@example.com", (Trait.PEOPLE,), "") for path in ("airflow.operators.email", "airflow.providers.smtp.operators.smtp")),
    *((f"airflow.providers.{path}", _S, "post_message", AssetKind.TEAM, _ONE, _WORK, ("channel",), 'channel="#finance", text="a"', "#finance", (Trait.PEOPLE,), "It posts a message to {name}. Everyone there can read it.") for path in ("slack.operators.slack.SlackAPIPostOperator",)),
    *((f"airflow.providers.cncf.kubernetes.operators.{module}.KubernetesPodOperator", _E, "run", AssetKind.PROGRAM, _ONE, _ANY, ("image",), 'image="acme/load:7"', "acme/load:7", (), "It runs the program {name}, which is not in this file.") for module in ("pod", "kubernetes_pod")),
    ("airflow.providers.databricks.operators.databricks.DatabricksRunNowOperator", _E, "start", _JOB, _ONE, _ANY, ("job_id", "job_name"), 'job_id="7"', "7", (), ""),
    ("airflow.providers.dbt.cloud.operators.dbt.DbtCloudRunJobOperator", _E, "start", _JOB, _ONE, _ANY, ("job_id",), 'job_id="7"', "7", (), ""),
)
_PREFIXES = {"BigQueryCreateEmptyTableOperator": ("dataset_id",), "S3ToRedshiftOperator": ("schema",)}

GIVES: tuple[Gives, ...] = (
    *(Gives(call=call, type="rq.Queue", carries=(("name", "0|name"),)) for call in ("rq.Queue", "rq.queue.Queue", "django_rq.get_queue")),
    Gives(call="celery.Celery.control", type="celery.control"), Gives(call="celery.Celery.send_task", type="celery.AsyncResult"),
    Gives(call="dagster.DagsterInstance.get", type="dagster.DagsterInstance"),
)


def _steps() -> tuple[Call, ...]:
    found: list[Call] = []
    for path, operation, verb, kind, scope, undo, named, keywords, name, traits, words in _STEPS:
        module, _, step = path.rpartition(".")
        suffix = "-standard" if "standard" in module else "-smtp" if ".smtp" in module else "-old" if module.endswith("kubernetes_pod") else ""
        setup = f"from {module} import {step}\n\n"
        found += rows(f"airflow{suffix}", setup, f"print({step})", "https://airflow.apache.org/docs/", (
            Brief(path, operation, verb, kind, scope, undo, named, f'step = {step}(task_id="a", {keywords})', name, traits, words, prefixed_by=_PREFIXES.get(step, ())),), within=())
    return tuple(found)


CALLS: tuple[Call, ...] = (
    *_steps(),
    *rows("prefect", "from prefect.deployments import run_deployment\n\n", "print(run_deployment)", "https://docs.prefect.io/v3/api-ref/python/prefect-deployments", (
        Brief("prefect.deployments.run_deployment", _E, "start", _JOB, _ONE, _ANY, ("name", 0), 'run_deployment(name="refund/prod")', "refund/prod"),
        Brief("prefect.deployments.deployments.run_deployment", _E, "start", _JOB, _ONE, _ANY, ("name", 0), 'from prefect.deployments.deployments import run_deployment\n\nrun_deployment(name="refund/prod")', "refund/prod", suffix="module"),
    ), within=()),
    *rows("dagster", "from dagster import DagsterInstance\n\ninstance = DagsterInstance.get()\n", "print(instance.get_runs())", "https://docs.dagster.io/api/dagster/internals", (
        Brief("dagster.DagsterInstance.wipe_assets", _D, "wipe", AssetKind.RESOURCE, _SOME, _NO, (), "instance.wipe_assets([])", "", plain="It deletes the record of what was loaded when."),
        Brief("dagster.DagsterInstance.delete_run", _D, "remove", AssetKind.RESOURCE, _ONE, _NO, (0, "run_id"), 'instance.delete_run("r7")', "r7"),
    ), within=()),
    *rows("rq", 'from redis import Redis\nfrom rq import Queue\n\nqueue = Queue("mail", connection=Redis(host="cache.example.com"))\n', "print(len(queue))", "https://python-rq.org/docs/", (
        *(Brief(f"rq.Queue.{name}", _E, "start", _JOB, _ONE, _ANY, (at, "f"), f"queue.{name}({args})", "shop.tasks.refund") for name, at, args in (
            ("enqueue", 0, '"shop.tasks.refund", 7'), ("enqueue_call", "func", 'func="shop.tasks.refund"'), ("enqueue_in", 1, 'None, "shop.tasks.refund"'), ("enqueue_at", 1, 'None, "shop.tasks.refund"'))),
        Brief("rq.Queue.empty", _D, "purge_queue", AssetKind.QUEUE, _ALL, _NO, ("self",), "queue.empty()", "mail", plain="It deletes everything that waits in {target}."),
        Brief("rq.Queue.delete", _D, "delete_queue", AssetKind.QUEUE, _ALL, _NO, ("self",), "queue.delete(delete_jobs=True)", "mail", plain="It deletes {target} with everything that waits in it."),
    ), within=()),
    *rows("celery-control", 'from celery import Celery\n\napp = Celery("shop", broker="amqp://rabbit.example.com")\n', "print(app.control.inspect())", "https://docs.celeryq.dev/en/stable/reference/celery.app.control.html", (
        *(Brief(f"celery.control.{name}", _D, "purge_queue", AssetKind.QUEUE, _ALL, _NO, (), f"app.control.{name}()", "", plain="It deletes every task that waits to be done.") for name in ("purge", "discard_all")),
        Brief("celery.control.revoke", _A, "stop", _JOB, _ONE, _WORK, (0, "task_id"), 'app.control.revoke("t7", terminate=True)', "t7", plain="It stops a task before it is done."),
        Brief("celery.control.shutdown", _A, "stop", _CLUSTER, _ALL, _WORK, (), "app.control.shutdown()", "", (Trait.OUTAGE,), "It stops everything that works through the queue."),
    ), within=()),
)
