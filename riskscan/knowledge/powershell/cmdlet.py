"""The row for a PowerShell cmdlet, and what its verb and noun say where no row names it.

Cmdlets are named Verb-Noun from a short list of approved verbs, so the verb tells what happens and the noun to what. Rows hold what is
more than that. Source: https://learn.microsoft.com/en-us/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.knowledge.row import Row
from riskscan.model.artifact import Language
from riskscan.model.asset import AssetKind
from riskscan.model.effect import Operation, Trait, Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Cmdlet(Row):
    """A cmdlet that touches something.

    ``name``: names in lower case, with ``*`` (``remove-az*``). ``named_by``: parameters (lower case, no dash) and positions, the first
    that is given wins; what comes through the pipe counts last. ``within``: parameters that say where the thing lives.
    ``when``: (parameter, values): one of the values must be given (``*text`` stands anywhere in it, ``""`` means "not given", ``+`` "given").
    ``code``: the language of the text at ``named_by``, which is then read instead of yielding this effect.
    """

    name: tuple[str, ...]
    named_by: tuple[int | str, ...] = ()
    within: tuple[str, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    code: Language | None = None
    payload: tuple[str, ...] = ()
    default: str = ""  # the name where none is given


@dataclass(frozen=True, slots=True)
class Fact:
    """What a cmdlet does by its name."""

    operation: Operation
    verb: str
    kind: AssetKind
    undo: Undo
    traits: tuple[Trait, ...] = ()
    plain: str = ""
    sure: bool = True  # the noun is one of a known product


# fmt: off
_VERBS: tuple[tuple[Operation, Undo, str], ...] = (
    (Operation.READ, Undo.YES, "get find search measure compare test resolve trace watch receive"),
    (Operation.DELETE, Undo.NO, "remove clear uninstall purge delete"),
    (Operation.CREATE, Undo.YES, "new add import initialize install copy mount register deploy request checkpoint backup save expand"),
    (Operation.ALTER, Undo.WITH_WORK, "set update edit rename move restore reset lock unlock resume unregister enable merge sync switch undo convert optimize repair complete approve deny submit redo dismount confirm assert limit protect unprotect push join split open close step start publish unpublish"),
    (Operation.ALTER, Undo.WITH_WORK, "stop disable suspend restart block deallocate"),
    (Operation.GRANT, Undo.WITH_WORK, "grant revoke unblock"),
    (Operation.SEND, Undo.NO, "send"),
    (Operation.EXECUTE, Undo.UNKNOWN, "invoke"),
)
_BY_VERB: dict[str, tuple[Operation, Undo]] = {word: (operation, undo) for operation, undo, words in _VERBS for word in words.split()}
_STOPS = frozenset({"stop", "disable", "suspend", "restart", "block"})
# The end of the noun, without the short name of its product; the longest that fits wins.
_NOUNS: tuple[tuple[AssetKind, str], ...] = (
    (AssetKind.IDENTITY, "user mailbox mailuser mailcontact recipient adaccount account serviceaccount computer serviceprincipal application approleassignment license userlicense contact guest identity "
                         "group groupmember member groupowner owner principalgroupmembership distributiongroup distributiongroupmember unifiedgroup unifiedgrouplinks organizationalunit adobject domain rolegroup role roleassignment roledefinition policy device directoryobject localuser localgroup localgroupmember login"),
    (AssetKind.DATABASE, "sqldatabase database sqlserver sqlinstance sqlmanagedinstance cosmosdbaccount postgresqlserver mysqlserver postgresqlflexibleserver mysqlflexibleserver mailboxdatabase dbadatabase sqlelasticpool rediscache synapseworkspace datafactory rdsinstance rdsdbinstance rddbinstance"),
    (AssetKind.TABLE, "storagetable dbatable list listitem table ddbtable"), (AssetKind.BUCKET, "storageaccount storagecontainer storageshare s3bucket smbshare tenantsite site sposite fileshare datalakegen2filesystem datalakestore share volume recoveryservicesvault"),
    (AssetKind.OBJECT, "storageblob storageblobcontent storagefile s3object datalakegen2item storagefilecontent"), (AssetKind.SERVER, "vm virtualmachine vmss instance ec2instance webapp webappslot computersystem appserviceplan containergroup vmguest vmhost website webapppool iis ec2"),
    (AssetKind.CLUSTER, "akscluster aks cluster k8scluster ecscluster ekscluster containerapp"), (AssetKind.SECRET, "keyvault keyvaultsecret keyvaultkey keyvaultcertificate certificate secret accesskey adappcredential storageaccountkey applicationpassword pfxcertificate iamaccesskey"),
    (AssetKind.NETWORK, "networksecuritygroup networksecurityruleconfig virtualnetwork publicipaddress firewallrule netfirewallrule loadbalancer networkinterface sqlserverfirewallrule vnet subnet routetable firewall applicationgateway netadapter netipaddress netroute"),
    (AssetKind.DNS, "dnsserverresourcerecord dnsserverzone dnszone dnsrecordset"), (AssetKind.FUNCTION, "functionapp lmfunction"), (AssetKind.QUEUE, "servicebusqueue storagequeue sqsqueue"), (AssetKind.TOPIC, "servicebustopic eventhub snstopic"),
    (AssetKind.JOB, "scheduledtask scheduledjob automationrunbook automationschedule runbook logicapp agentjob"), (AssetKind.REPORT, "powerbireport powerbidashboard powerbiworkspace powerbidataset rscatalogitem rsfolder"), (AssetKind.TEAM, "team teamchannel teamuser channel"),
    (AssetKind.EMAIL, "transportrule inboxrule mailmessage mail message usermessage mailboxfolder"), (AssetKind.FILE, "item itemproperty content file folder acl childitem"), (AssetKind.PROGRAM, "service process"),
    (AssetKind.RESOURCE, "resourcegroup resource disk snapshot image managementgroup subscription deployment gpo gplink backup restorepoint eventlog printer computerrestorepoint virtualdisk partition physicaldisk"),
)
_KINDS: dict[str, AssetKind] = {noun: kind for kind, nouns in _NOUNS for noun in nouns.split()}
_PRODUCTS = re.compile(r"^(azuread|azuredataLake|azurerm|azure|az|mgbeta|mg|msol|entrabeta|entra|ad|exo|pnp|spo|cs|dba|sql|ec2|s3|rds|iam|vm|hyperv|intune|gsuite)(?=[a-z0-9]{3})")
SESSION = frozenset(["import-module", "set-variable", "get-variable", "remove-variable", "clear-variable", "new-variable", "set-strictmode", "set-location", "push-location", "pop-location", "get-location", "new-object", "add-type", "add-member", "new-timespan", "start-sleep", "set-alias", "new-alias", "get-alias", "remove-module", "get-module", "get-command", "get-help", "get-member", "get-history", "clear-history", "clear-host", "out-null", "out-host", "out-string", "out-default", "out-gridview", "write-host", "write-output", "write-verbose", "write-warning", "write-error", "write-debug", "write-information", "write-progress", "write-log", "read-host", "select-object", "where-object", "sort-object", "group-object", "measure-object", "compare-object", "tee-object", "select-string", "select-xml", "format-table", "format-list", "format-wide", "format-custom", "convertto-json", "convertfrom-json", "convertto-csv", "convertfrom-csv", "convertto-html", "convertto-xml", "convertto-securestring", "convertfrom-securestring", "convertfrom-stringdata", "get-date", "set-psdebug", "set-psreadlineoption", "set-psreadlinekeyhandler", "register-argumentcompleter", "get-random", "get-credential", "get-unique", "get-culture", "get-host", "new-guid", "new-temporaryfile", "test-path", "join-path", "split-path", "resolve-path", "convert-path", "test-connection", "test-netconnection", "connect-azaccount", "clear-dnsclientcache", "clear-bcache", "reset-bcache", "login-azaccount", "login-azurermaccount", "connect-azurermaccount", "add-azureaccount", "add-azurermaccount", "select-azurermsubscription", "set-azurermcontext", "select-azuresubscription", "invoke-psdepend", "connect-mggraph", "connect-exchangeonline", "connect-azuread", "connect-msolservice", "connect-pnponline", "connect-sposervice", "connect-microsoftteams", "connect-viserver", "disconnect-azaccount", "disconnect-mggraph", "disconnect-exchangeonline", "disconnect-viserver", "set-azcontext", "select-azsubscription", "get-azcontext", "select-mgprofile", "get-mgcontext", "new-pssession", "remove-pssession", "get-pssession", "enter-pssession", "exit-pssession", "import-pssession", "new-cimsession", "remove-cimsession", "new-psdrive", "remove-psdrive", "get-psdrive", "receive-job", "remove-job", "wait-job", "get-job", "stop-job", "update-help", "install-module", "update-module", "save-module", "set-executionpolicy", "start-job", "start-threadjob", "import-powershelldatafile", "set-psrepository", "find-module", "install-packageprovider", "get-installedmodule", "get-package", "find-package", "set-psbreakpoint", "stop-transcript", "unblock-file", "get-error", "trace-command", "new-pssessionoption", "new-sessionoption", "new-scheduledtasktrigger", "new-scheduledtaskaction", "new-scheduledtasksettingsset", "new-scheduledtaskprincipal", "new-webserviceproxy", "set-clipboard", "get-clipboard", "get-process", "get-service", "get-eventlog", "get-winevent", "get-computerinfo", "get-hotfix", "get-ciminstance", "get-wmiobject", "get-item", "get-childitem", "get-itemproperty", "get-acl", "get-executionpolicy", "get-psrepository", "invoke-pester", "invoke-history", "invoke-scriptanalyzer", "import-clixml", "invoke-formatter", "measure-command", "add-history", "new-event", "register-objectevent", "register-engineevent", "unregister-event", "wait-event", "get-event", "remove-event", "update-typedata", "update-formatdata", "export-modulemember", "get-timezone", "get-netadapter", "get-netipaddress", "get-disk", "get-volume", "start-transcript", "save-help", "write-eventlog", "get-uiculture", "import-localizeddata", "get-psbreakpoint", "get-runspace", "wait-process", "set-azdefault", "update-list", "update-azconfig", "set-mgprofile", "new-webapphttpclient"])
# fmt: on


def kind_of(noun: str) -> AssetKind:
    """The kind of thing that a noun names, by its longest known ending."""
    return _known_kind(noun) or AssetKind.RESOURCE


def _known_kind(noun: str) -> AssetKind | None:
    noun = noun.lower().removesuffix("byref")
    for name in (noun, _PRODUCTS.sub("", noun)):
        for start in range(len(name)):
            found = _KINDS.get(name[start:])
            if found is not None:
                return found
    return AssetKind.RESOURCE if _PRODUCTS.match(noun) else None


def fact_of(name: str) -> Fact | None:
    """What ``Verb-Noun`` does; None for what only works within the session, and for what is not named this way."""
    lower = name.lower()
    verb, dash, noun = lower.partition("-")
    if not dash or lower in SESSION or verb not in _BY_VERB or not noun.isalnum():
        return None
    operation, undo = _BY_VERB[verb]
    known = _known_kind(noun)
    if known is None and operation in (Operation.READ, Operation.CREATE, Operation.EXECUTE):
        return None
    kind, noun = known or AssetKind.RESOURCE, noun.removesuffix("byref")
    traits: tuple[Trait, ...] = ()
    if noun.endswith(("member", "roleassignment", "permission", "permissions", "accessrule", "accesspolicy", "delegate", "license", "unifiedgrouplinks")) and operation in (
        Operation.CREATE, Operation.DELETE, Operation.ALTER,
    ):  # fmt: skip
        plain = "It takes rights away from {target}." if operation is Operation.DELETE else ""
        return Fact(Operation.GRANT, verb, kind if kind is not AssetKind.RESOURCE else AssetKind.IDENTITY, Undo.WITH_WORK, plain=plain)
    if (verb in _STOPS and kind in _RUNS) or (operation is Operation.DELETE and kind in _RUNS):
        traits = (Trait.OUTAGE,)
    if operation is Operation.DELETE and re.search(r"snapshot|backup|recovery|restorepoint", noun):
        traits = (*traits, Trait.UNDO_REMOVED)
    if operation is Operation.SEND:
        traits = (*traits, Trait.PEOPLE)
    return Fact(operation, verb, kind, undo, traits, _words(verb, kind), known is not None)


_RUNS = frozenset({AssetKind.SERVER, AssetKind.DATABASE, AssetKind.CLUSTER, AssetKind.PROGRAM, AssetKind.FUNCTION, AssetKind.JOB})


def _words(verb: str, kind: AssetKind) -> str:
    """The sentence of a verb where the usual one of its operation would say too little."""
    if verb in ("disable", "suspend", "block") and kind is AssetKind.IDENTITY:
        return "It locks out {target}."
    if verb == "stop":
        return "It stops {target}."
    if verb == "restart":
        return "It restarts {target}."
    return {"disable": "It switches off {target}.", "suspend": "It switches off {target}.", "copy": "It makes a copy of {target}."}.get(
        verb, ""
    )
