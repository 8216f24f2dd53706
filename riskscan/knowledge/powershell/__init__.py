"""What PowerShell cmdlets touch: a general rule by verb and noun (``cmdlet``), and rows for what is more than that (``rows``).

``ALIASES`` are the short names that the shell comes with. ``FULL_NAMES`` are the parameters that usually hold a thing's name.
Source: the module references at https://learn.microsoft.com/en-us/powershell/module/.
"""

from __future__ import annotations

from riskscan.knowledge.powershell.rows import ROWS

ALIASES: dict[str, str] = dict(
    pair.split(":")
    for pair in [
        "rm:remove-item",
        "del:remove-item",
        "ri:remove-item",
        "rd:remove-item",
        "rmdir:remove-item",
        "erase:remove-item",
        "iex:invoke-expression",
        "iwr:invoke-webrequest",
        "irm:invoke-restmethod",
        "gci:get-childitem",
        "ls:get-childitem",
        "dir:get-childitem",
        "%:foreach-object",
        "foreach:foreach-object",
        "?:where-object",
        "where:where-object",
        "cp:copy-item",
        "copy:copy-item",
        "cpi:copy-item",
        "mv:move-item",
        "move:move-item",
        "mi:move-item",
        "ren:rename-item",
        "rni:rename-item",
        "ni:new-item",
        "md:new-item",
        "mkdir:new-item",
        "ac:add-content",
        "clc:clear-content",
        "echo:write-output",
        "write:write-output",
        "cat:get-content",
        "gc:get-content",
        "type:get-content",
        "kill:stop-process",
        "spps:stop-process",
        "saps:start-process",
        "start:start-process",
        "icm:invoke-command",
        "sasv:start-service",
        "spsv:stop-service",
        "cd:set-location",
        "sl:set-location",
        "chdir:set-location",
        "select:select-object",
        "sort:sort-object",
        "measure:measure-object",
        "ft:format-table",
        "fl:format-list",
        "tee:tee-object",
        "gi:get-item",
        "gp:get-itemproperty",
        "rp:remove-itemproperty",
        "sp:set-itemproperty",
        "sleep:start-sleep",
        "gwmi:get-wmiobject",
        "epcsv:export-csv",
        "ipcsv:import-csv",
        "ipmo:import-module",
        "cls:clear-host",
        "clear:clear-host",
        "pushd:push-location",
        "popd:pop-location",
        "ogv:out-gridview",
        "group:group-object",
        "gsv:get-service",
        "ps:get-process",
        "gps:get-process",
        "sajb:start-job",
        "rv:remove-variable",
        "ii:invoke-item",
        "set-mgbetauser:set-mguser",
        "curl:invoke-webrequest",
        "wget:invoke-webrequest",
        "sc:set-content",
    ]
)
NAMES = (
    "identity", "name", "userid", "objectid", "groupid", "id", "path", "literalpath", "userprincipalname", "displayname", "applicationid", "serviceprincipalid",
    "vmname", "accountname", "storageaccountname", "databasename", "servername", "vaultname", "resourceid", "resourcename", "computername", "samaccountname", "member",
    "url", "bucketname", "key", "blob", "container", "instanceid", "distinguishedname", "inputobject", "keyvaultname", "workspacename", "siteid", "teamid", "filename",
    "taskname", "deviceid", "domainname", "disknumber", "driveletter", "zonename", "snapshotname", "diskname", "resourcegroupname",
)  # fmt: skip
"""Parameters that hold a thing's own name, the first that is given wins."""
WITHIN = (
    "resourcegroupname",
    "resourcegroup",
    "servername",
    "server",
    "computername",
    "organization",
    "subscriptionid",
    "serverinstance",
    "database",
)
SWITCHES = frozenset(
    {
        "force", "recurse", "whatif", "confirm", "all", "verbose", "debug", "passthru", "append", "notypeinformation", "nonewline", "asjob", "permanent", "recursive",
        "unmanaged", "removedata", "removeoem", "usebasicparsing", "deletecontent", "purge", "asplaintext", "wait", "nowait", "file", "directory", "hidden", "raw",
        "enabledonly", "noclobber", "bodyashtml", "usessl", "reset", "permanentlydelete", "includeinactivemailbox", "softdeletedmailbox", "archive", "publicfolder",
        "nologo", "noprofile", "noninteractive", "nonewwindow", "inremovestate", "keepdnsrecord", "bypassownercheck", "estimateresultonly", "preview", "full", "leaf",
        "ascustomobject", "parallel_", "passive", "online", "disableprogress", "skiprecyclebin", "includesubfolders", "notracking", "ignorewarnings", "quiet", "list",
        "unique", "descending", "casesensitive", "simplematch", "fast", "forcedelete", "retainpublicip", "includedatadisks",
    }
)  # fmt: skip
"""Parameters that take no value; the word after them is another argument."""

__all__ = ["ALIASES", "NAMES", "ROWS", "SWITCHES", "WITHIN"]
