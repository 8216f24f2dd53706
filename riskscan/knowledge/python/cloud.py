"""Azure, Kubernetes and containers."""

from __future__ import annotations

from riskscan.knowledge.python.brief import Brief, rows
from riskscan.knowledge.python.call import Call, Gives
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Scope, Trait, Undo

# fmt: off

_D, _W, _R, _C, _A, _E = Operation.DELETE, Operation.WRITE, Operation.READ, Operation.CREATE, Operation.ALTER, Operation.EXECUTE
_OBJECT, _BUCKET, _CLUSTER, _RESOURCE, _NO, _WORK, _YES = AssetKind.OBJECT, AssetKind.BUCKET, AssetKind.CLUSTER, AssetKind.RESOURCE, Undo.NO, Undo.WITH_WORK, Undo.YES
_BLOB = "azure.storage.blob"

GIVES: tuple[Gives, ...] = (
    *(Gives(call=f"{_BLOB}.{name}", type=f"{_BLOB}.BlobServiceClient", within=("account_url", 0)) for name in ("BlobServiceClient", "BlobServiceClient.from_connection_string")),
    *(Gives(call=f"{_BLOB}.BlobServiceClient.get_container_client", type=f"{_BLOB}.ContainerClient", carries=(("name", at),)) for at in (0,)),
    Gives(call=f"{_BLOB}.ContainerClient.from_connection_string", type=f"{_BLOB}.ContainerClient", carries=(("name", 1),)),
    Gives(call=f"{_BLOB}.ContainerClient.get_blob_client", type=f"{_BLOB}.BlobClient", carries=(("name", 0), ("container", "self"))),
    Gives(call=f"{_BLOB}.BlobServiceClient.get_blob_client", type=f"{_BLOB}.BlobClient", carries=(("name", "blob"), ("container", "container"))),
    Gives(call="azure.cosmos.CosmosClient.get_database_client", type="cosmos.Database", carries=(("name", 0),)),
    Gives(call="cosmos.Database.get_container_client", type="cosmos.Container", carries=(("name", 0),)),
    Gives(call="azure.mgmt.resource.ResourceManagementClient.resource_groups", type="azure.ResourceGroups"),
    *(Gives(call=f"azure.mgmt.{client}.{attribute}", type=f"azure.{attribute}") for client, attribute in (
        ("compute.ComputeManagementClient", "virtual_machines"), ("compute.ComputeManagementClient", "disks"), ("sql.SqlManagementClient", "databases"), ("sql.SqlManagementClient", "servers"), ("storage.StorageManagementClient", "storage_accounts"),
        ("containerservice.ContainerServiceClient", "managed_clusters"), ("keyvault.KeyVaultManagementClient", "vaults"), ("network.NetworkManagementClient", "network_security_groups"))),
    *(Gives(call=call, type="docker.Client") for call in ("docker.from_env", "docker.DockerClient")),
    *(Gives(call=f"docker.Client.{name}", type=f"docker.{name}") for name in ("containers", "images", "volumes", "networks")),
    *(Gives(call=f"docker.{name}.list", type=f"docker.all-{name}") for name in ("containers", "volumes", "networks")),
    *(Gives(call=f"docker.all-{name}.[each]", type=f"docker.{name[:-1]}") for name in ("containers", "volumes", "networks")),
    *(Gives(call=f"docker.{name}.get", type=f"docker.{name[:-1]}", carries=(("name", 0),)) for name in ("containers", "volumes", "networks")),
)

_AZURE = 'from azure.storage.blob import BlobServiceClient\n\nservice = BlobServiceClient(account_url="https://acme.blob.core.windows.net")\ncontainer = service.get_container_client("lake")\n'
_KUBE = 'from kubernetes import client, config\n\nconfig.load_kube_config()\ncore = client.CoreV1Api()\napps = client.AppsV1Api()\nbatch = client.BatchV1Api()\n'
_DOCKER = 'import docker\n\nclient = docker.from_env()\n'
_KUBE_THINGS = (
    ("CoreV1Api", "core", "pod", AssetKind.SERVER), ("CoreV1Api", "core", "service", AssetKind.NETWORK), ("CoreV1Api", "core", "secret", AssetKind.SECRET), ("CoreV1Api", "core", "config_map", _RESOURCE), ("CoreV1Api", "core", "persistent_volume_claim", _RESOURCE),
    ("AppsV1Api", "apps", "deployment", AssetKind.SERVER), ("AppsV1Api", "apps", "stateful_set", AssetKind.SERVER), ("AppsV1Api", "apps", "daemon_set", AssetKind.SERVER), ("BatchV1Api", "batch", "job", AssetKind.JOB), ("BatchV1Api", "batch", "cron_job", AssetKind.JOB),
)
_STOPS = frozenset({"pod", "service", "deployment", "stateful_set", "daemon_set"})

CALLS: tuple[Call, ...] = (
    *rows("azure-blob", _AZURE, "print(list(container.list_blobs()))", "https://learn.microsoft.com/en-us/python/api/azure-storage-blob/", (
        Brief(f"{_BLOB}.ContainerClient.delete_container", _D, "delete_bucket", _BUCKET, Scope.ALL, _NO, ("self",), "container.delete_container()", "lake", plain="It deletes {target} with every file in it."),
        Brief(f"{_BLOB}.BlobServiceClient.delete_container", _D, "delete_bucket", _BUCKET, Scope.ALL, _NO, (0, "container"), 'service.delete_container("lake")', "lake", plain="It deletes {target} with every file in it.", suffix="service"),
        Brief(f"{_BLOB}.ContainerClient.delete_blob", _D, "remove", _OBJECT, Scope.ONE, _NO, (0, "blob"), 'container.delete_blob("raw/prices.csv")', "lake/raw/prices.csv", prefixed_by=("self",)),
        Brief(f"{_BLOB}.ContainerClient.delete_blobs", _D, "delete_objects", _BUCKET, Scope.SOME, _NO, ("self",), "container.delete_blobs(*[])", "lake", plain="It deletes files in {target}."),
        Brief(f"{_BLOB}.ContainerClient.upload_blob", _W, "put_object", _OBJECT, Scope.ONE, _WORK, (0, "name"), 'container.upload_blob("raw/prices.csv", b"a")', "lake/raw/prices.csv", payload=(1, "data"), prefixed_by=("self",)),
        Brief(f"{_BLOB}.BlobClient.delete_blob", _D, "remove", _OBJECT, Scope.ONE, _NO, ("self",), 'service.get_blob_client(container="lake", blob="raw/prices.csv").delete_blob()', "lake/raw/prices.csv", prefixed_by=("self.container",), suffix="client"),
        Brief(f"{_BLOB}.BlobClient.upload_blob", _W, "put_object", _OBJECT, Scope.ONE, _WORK, ("self",), 'service.get_blob_client(container="lake", blob="raw/prices.csv").upload_blob(b"a")', "lake/raw/prices.csv", payload=(0, "data"), prefixed_by=("self.container",), suffix="client"),
        Brief(f"{_BLOB}.BlobClient.download_blob", _R, "read", _OBJECT, Scope.UNKNOWN, _YES, ("self",), 'service.get_blob_client(container="lake", blob="raw/prices.csv").download_blob()', "lake/raw/prices.csv", prefixed_by=("self.container",)),
    )),
    *rows("cosmos", 'from azure.cosmos import CosmosClient\n\nclient = CosmosClient("https://acme.documents.azure.com", "k")\norders = client.get_database_client("shop").get_container_client("orders")\n', "print(list(orders.read_all_items()))", "https://learn.microsoft.com/en-us/python/api/azure-cosmos/", (
        Brief("azure.cosmos.CosmosClient.delete_database", _D, "drop_database", AssetKind.DATABASE, Scope.ALL, _NO, (0, "database"), 'client.delete_database("shop")', "shop", plain="It deletes {target} with everything in it."),
        Brief("cosmos.Database.delete_container", _D, "drop", AssetKind.TABLE, Scope.ALL, _NO, (0, "container"), 'client.get_database_client("shop").delete_container("orders")', "orders"),
        Brief("cosmos.Container.delete_item", _D, "delete", AssetKind.TABLE, Scope.ONE, _NO, ("self",), 'orders.delete_item("7", partition_key="a")', "orders"),
        *(Brief(f"cosmos.Container.{name}", _W, "upsert", AssetKind.TABLE, Scope.ONE, _WORK, ("self",), f'orders.{name}({{"id": "7"}})', "orders", payload=(0,)) for name in ("upsert_item", "create_item")),
    )),
    *rows("azure-mgmt", 'from azure.identity import DefaultAzureCredential\nfrom azure.mgmt.compute import ComputeManagementClient\nfrom azure.mgmt.resource import ResourceManagementClient\nfrom azure.mgmt.sql import SqlManagementClient\nfrom azure.mgmt.storage import StorageManagementClient\n\n'
        'cred = DefaultAzureCredential()\ncompute = ComputeManagementClient(cred, "sub")\nresources = ResourceManagementClient(cred, "sub")\nsql = SqlManagementClient(cred, "sub")\nstores = StorageManagementClient(cred, "sub")\n', 'print(compute.virtual_machines.list("shop"))', "https://learn.microsoft.com/en-us/python/api/overview/azure/", (
        Brief("azure.ResourceGroups.begin_delete", _D, "delete_resource_group", _RESOURCE, Scope.ALL, _NO, (0, "resource_group_name"), 'resources.resource_groups.begin_delete("shop-prod")', "shop-prod", (Trait.CASCADE, Trait.OUTAGE), "It deletes the group {name} with everything in it.", suffix="group"),
        Brief("azure.virtual_machines.begin_delete", _D, "terminate", AssetKind.SERVER, Scope.ONE, _NO, (1, "vm_name"), 'compute.virtual_machines.begin_delete("shop", "web-1")', "web-1", (Trait.OUTAGE,), suffix="server"),
        *(Brief(f"azure.virtual_machines.begin_{name}", _A, name, AssetKind.SERVER, Scope.ONE, _WORK, (1, "vm_name"), f'compute.virtual_machines.begin_{name}("shop", "web-1")', "web-1", (Trait.OUTAGE,), "It stops or restarts {target}.") for name in ("power_off", "deallocate", "restart")),
        Brief("azure.disks.begin_delete", _D, "delete_disk", _RESOURCE, Scope.ONE, _NO, (1, "disk_name"), 'compute.disks.begin_delete("shop", "data-1")', "data-1", suffix="disk"),
        Brief("azure.databases.begin_delete", _D, "drop_database", AssetKind.DATABASE, Scope.ALL, _NO, (2, "database_name"), 'sql.databases.begin_delete("shop", "sql1", "orders")', "orders", (Trait.OUTAGE,), suffix="database"),
        Brief("azure.storage_accounts.delete", _D, "delete_bucket", _BUCKET, Scope.ALL, _NO, (1, "account_name"), 'stores.storage_accounts.delete("shop", "acmelake")', "acmelake", plain="It deletes {target} with every file in it.", suffix="storage"),
    ), within=(0, "resource_group_name")),
    *rows("kubernetes", _KUBE, 'print(core.list_namespaced_pod("shop"))', "https://github.com/kubernetes-client/python/tree/master/kubernetes/docs", (
        Brief("kubernetes.client.CoreV1Api.delete_namespace", _D, "delete_namespace", _CLUSTER, Scope.ALL, _NO, (0, "name"), 'core.delete_namespace("shop")', "shop", (Trait.CASCADE, Trait.OUTAGE), "It deletes the space {name} with everything that runs in it."),
        Brief("kubernetes.client.CoreV1Api.delete_persistent_volume", _D, "delete_volume", _RESOURCE, Scope.ONE, _NO, (0, "name"), 'core.delete_persistent_volume("data-1")', "data-1"),
        Brief("kubernetes.client.CoreV1Api.delete_node", _D, "delete_node", AssetKind.SERVER, Scope.ONE, _WORK, (0, "name"), 'core.delete_node("node-1")', "node-1", (Trait.OUTAGE,)),
        *(Brief(f"kubernetes.client.{api}.delete_namespaced_{thing}", _D, f"delete_{thing}", kind, Scope.ONE, _WORK if thing != "persistent_volume_claim" else _NO, (0, "name"), f'{variable}.delete_namespaced_{thing}("checkout", "shop")', "checkout", (Trait.OUTAGE,) if thing in _STOPS else ())
          for api, variable, thing, kind in _KUBE_THINGS),
        *(Brief(f"kubernetes.client.{api}.delete_collection_namespaced_{thing}", _D, f"delete_{thing}", _CLUSTER, Scope.ALL, _WORK if thing != "persistent_volume_claim" else _NO, (0, "namespace"), f'{variable}.delete_collection_namespaced_{thing}("shop")', "shop", (Trait.OUTAGE,) if thing in _STOPS else (), "It deletes everything of one sort that runs in {name}.")
          for api, variable, thing, _ in _KUBE_THINGS),
        *(Brief(f"kubernetes.client.{api}.{verb}_namespaced_{thing}", _A, f"{verb}_{thing}", kind, Scope.ONE, _WORK, (0, "name"), f'{variable}.{verb}_namespaced_{thing}("checkout", "shop", {{}})', "checkout") for api, variable, thing, kind in _KUBE_THINGS for verb in ("patch", "replace")),
        *(Brief(f"kubernetes.client.AppsV1Api.patch_namespaced_{thing}_scale", _A, "scale", AssetKind.SERVER, Scope.ONE, _WORK, (0, "name"), f'apps.patch_namespaced_{thing}_scale("checkout", "shop", {{"spec": {{"replicas": 2}}}})', "checkout") for thing in ("deployment", "stateful_set")),
    ), within=("namespace", 1)),
    *rows("docker", _DOCKER, "print(client.containers.list())", "https://docker-py.readthedocs.io/en/stable/", (
        *(Brief(f"docker.container.{name}", operation, verb, AssetKind.SERVER, Scope.ONE, undo, ("self",), f'client.containers.get("web").{name}()', "web", (Trait.OUTAGE,), suffix="container") for name, operation, verb, undo in (
            ("remove", _D, "remove", _WORK), ("stop", _A, "stop", _YES), ("kill", _A, "stop", _YES), ("restart", _A, "restart", _YES))),
        Brief("docker.volume.remove", _D, "remove", _RESOURCE, Scope.ONE, _NO, ("self",), 'client.volumes.get("pgdata").remove()', "pgdata", suffix="volume"),
        Brief("docker.containers.run", _E, "run", AssetKind.PROGRAM, Scope.UNKNOWN, Undo.UNKNOWN, (0, "image"), 'client.containers.run("acme/load")', "acme/load"),
        Brief("docker.images.remove", _D, "remove", _RESOURCE, Scope.ONE, _WORK, (0, "image"), 'client.images.remove("acme/load")', "acme/load", suffix="image"),
        *(Brief(f"docker.{name}.prune", _D, "prune", _RESOURCE, Scope.ALL, _NO if name == "volumes" else _WORK, (), f"client.{name}.prune()", "", plain=f"It deletes all {name} that nothing uses now.", suffix=name) for name in ("containers", "images", "volumes")),
    )),
)
