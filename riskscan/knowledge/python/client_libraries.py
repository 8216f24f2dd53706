"""Libraries whose objects stand for things elsewhere, and what their methods do by their names, where no row knows the very method.

``LIBRARIES``: the first name of the package, or of the types that rows give it, -> the service in words. ``VERBS``: patterns of method names in snake case; the first that fits
counts. Names that lists and dictionaries have too (``remove``, ``pop``, ``clear``, ``update``) are not here, nor is anything that only asks.
Source: the reference of each library; the verbs are those that they share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from riskscan.model.effect import Operation, Trait, Undo

# fmt: off
LIBRARIES: dict[str, str] = {
    "github": "GitHub", "github3": "GitHub", "ghapi": "GitHub", "gitlab": "GitLab", "atlassian": "Atlassian", "jira": "Jira", "asana": "Asana",
    "trello": "Trello", "notion_client": "Notion", "pyairtable": "Airtable", "todoist_api_python": "Todoist", "clickup": "ClickUp",
    "databricks": "Databricks", "databricks_cli": "Databricks", "snowflake": "Snowflake", "looker_sdk": "Looker", "tableauserverclient": "Tableau",
    "mlflow": "MLflow", "wandb": "Weights & Biases", "prefect": "Prefect", "dbtc": "dbt Cloud", "pinecone": "Pinecone", "weaviate": "Weaviate",
    "qdrant_client": "Qdrant", "chromadb": "Chroma", "pymilvus": "Milvus", "algoliasearch": "Algolia", "meilisearch": "Meilisearch",
    "google": "Google Cloud", "googleapiclient": "Google", "azure": "Azure", "msgraph": "Microsoft 365", "O365": "Microsoft 365",
    "exchangelib": "Exchange", "office365": "Microsoft 365", "shareplum": "SharePoint", "openstack": "OpenStack", "digitalocean": "DigitalOcean",
    "pydo": "DigitalOcean", "linode_api4": "Linode", "hcloud": "Hetzner Cloud", "CloudFlare": "Cloudflare", "cloudflare": "Cloudflare",
    "oci": "Oracle Cloud", "ibm_platform_services": "IBM Cloud", "SoftLayer": "IBM Cloud", "ovh": "OVH", "scaleway": "Scaleway", "vultr": "Vultr",
    "heroku3": "Heroku", "fastly": "Fastly", "consul": "Consul", "hvac": "Vault", "nomad": "Nomad", "docker": "Docker", "kubernetes": "Kubernetes",
    "proxmoxer": "Proxmox", "pyVmomi": "VMware", "pynetbox": "NetBox", "meraki": "Meraki", "okta": "Okta", "auth0": "Auth0", "keycloak": "Keycloak",
    "onelogin": "OneLogin", "duo_client": "Duo", "ldap3": "the directory", "pdpyras": "PagerDuty", "pagerduty": "PagerDuty", "datadog": "Datadog",
    "datadog_api_client": "Datadog", "newrelic_api": "New Relic", "grafana_client": "Grafana", "launchdarkly_api": "LaunchDarkly",
    "hubspot": "HubSpot", "simple_salesforce": "Salesforce", "salesforce_bulk": "Salesforce", "shopify": "Shopify", "zenpy": "Zendesk",
    "intercom": "Intercom", "freshdesk": "Freshdesk", "pysnow": "ServiceNow", "pipedrive": "Pipedrive", "woocommerce": "WooCommerce",
    "magento": "Magento", "amazon_sp_api": "Amazon", "sp_api": "Amazon", "mailchimp_marketing": "Mailchimp", "mailchimp_transactional": "Mailchimp",
    "klaviyo_api": "Klaviyo", "sendgrid": "SendGrid", "brevo_python": "Brevo", "sib_api_v3_sdk": "Brevo", "twilio": "Twilio", "vonage": "Vonage",
    "messagebird": "MessageBird", "slack_sdk": "Slack", "slack": "Slack", "discord": "Discord", "telegram": "Telegram", "tweepy": "X",
    "facebook_business": "Meta", "praw": "Reddit", "stripe": "Stripe", "braintree": "Braintree", "paypalrestsdk": "PayPal", "square": "Square",
    "Adyen": "Adyen", "mollie": "Mollie", "plaid": "Plaid", "gocardless_pro": "GoCardless", "xero_python": "Xero", "quickbooks": "QuickBooks",
    "intuitlib": "QuickBooks", "ccxt": "the exchange", "binance": "Binance", "alpaca": "the broker", "alpaca_trade_api": "the broker",
    "ib_insync": "the broker", "web3": "the blockchain", "solana": "the blockchain", "openai": "OpenAI", "anthropic": "Anthropic", "boxsdk": "Box",
    "dropbox": "Dropbox", "b2sdk": "Backblaze", "minio": "the object store", "smartsheet": "Smartsheet", "monday": "monday.com", "zeep": "the service",
    "influxdb_client": "InfluxDB", "cassandra": "Cassandra", "couchdb": "CouchDB", "couchbase": "Couchbase", "arango": "ArangoDB", "rethinkdb": "RethinkDB",
    "opensearchpy": "OpenSearch", "pysolr": "Solr", "confluent_kafka": "Kafka", "pulsar": "Pulsar", "paho": "the devices", "aiomqtt": "the devices",
    "apiclient": "Google", "googleapi": "Google", "gcs": "Google Cloud", "bigquery": "BigQuery", "firestore": "Firestore", "firebase": "Firebase",
    "firebase_admin": "Firebase", "googleads": "Google Ads", "facebook": "Meta", "cosmos": "Cosmos DB", "snowpark": "Snowflake", "influx": "InfluxDB",
    "elasticsearch": "Elasticsearch", "tableau": "Tableau", "vmware": "VMware",
    "gspread": "Google Sheets", "pygsheets": "Google Sheets", "moodle": "Moodle", "canvasapi": "Canvas", "zoomus": "Zoom", "bamboohr": "BambooHR",
}
# fmt: on
OF_MONEY = frozenset(
    {
        "Stripe",
        "Braintree",
        "PayPal",
        "Square",
        "Adyen",
        "Mollie",
        "Plaid",
        "GoCardless",
        "Xero",
        "QuickBooks",
        "the exchange",
        "Binance",
        "the broker",
        "the blockchain",
        "Shopify",
    }
)  # fmt: skip
"""Services where a transfer or an order is one of money."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What a method does by its name. ``plain`` is the sentence with ``{service}``; one with MONEY holds for services of money only."""

    pattern: re.Pattern[str]
    operation: Operation
    verb: str
    undo: Undo
    plain: str
    traits: tuple[Trait, ...] = ()


_MANY = r"(?:(?:bulk|batch|async|begin)_)?"
VERBS: tuple[Verb, ...] = (
    Verb(
        re.compile(rf"{_MANY}(?:permanent_delete|hard_delete|force_delete|destroy|purge|terminate|erase|wipe|truncate)(?:_\w+)?$|\w+_(?:destroy|terminate|purge)$"),
        Operation.DELETE, "destroy", Undo.NO, "It deletes something in {service} for good.",
    ),
    Verb(
        re.compile(rf"{_MANY}(?:delete|trash)(?:_\w+)?$|(?:remove|drop|uninstall)_\w+$|\w+_delete$"),
        Operation.DELETE, "remove", Undo.WITH_WORK, "It deletes something in {service}.",
    ),
    Verb(
        re.compile(rf"{_MANY}(?:revoke|deauthorize|unshare)(?:_\w+)?$"),
        Operation.DELETE, "revoke", Undo.WITH_WORK, "It takes access away in {service}.",
    ),
    Verb(
        re.compile(
            r"(?:send_(?:raw_)?transaction|transfer(?:_funds|_money|_to\w*)?|withdraw(?:al)?(?:_\w+)?|payout|refund(?:_\w+)?|charge|place_order|submit_order"
            r"|create_(?:market_|limit_)?order|create_(?:payment|payout|transfer|refund|charge)\w*)$"
        ),
        Operation.SEND, "pay", Undo.NO, "It moves money through {service}.", (Trait.MONEY,),
    ),
    Verb(
        re.compile(rf"{_MANY}(?:disable|deactivate|suspend|stop|shutdown|shut_down|power_off|lock|ban|kick|close_account)(?:_\w+)?$"),
        Operation.ALTER, "stop", Undo.WITH_WORK, "It stops something in {service}, or locks it.", (Trait.OUTAGE,),
    ),
    Verb(
        re.compile(rf"{_MANY}(?:pause|archive|cancel)(?:_\w+)?$"),
        Operation.ALTER, "close", Undo.WITH_WORK, "It closes or pauses something in {service}.",
    ),
)  # fmt: skip
