"""Which columns hold personal data, and which values are passwords or keys: by their names and shapes, each with what looks alike."""

from __future__ import annotations

import pytest

from riskscan.knowledge.personal import is_personal
from riskscan.knowledge.secrets import is_secret, without_secrets

PERSONAL = [
    "email",
    "customer_email",
    "phone_number",
    "first_name",
    "lastName",
    "surname",
    "dob",
    "date_of_birth",
    "ssn",
    "iban",
    "base_salary",
    "gender",
    "sex",
    "diagnosis",
    "patient_id",
    "home_address",
    "zip",
    "postal_code",
    "passport_no",
    "driving_licence",
    "tax_id",
    "credit_card_number",
    "cvv",
    "ip_address",
    "ip",
    "vorname",
    "geburtsdatum",
    "lat",
    "longitude",
    "marital_status",
    "nationality",
    "health_record",
    "blood_type",
    "sick_days",
    "emergency_contact",
    "username",
    "maiden_name",
    "contact_name",
    "icd10_code",
]
OTHER = [
    "id",
    "name",
    "product_name",
    "file_name",
    "created_at",
    "total",
    "email_count",
    "email_sent_at",
    "email_template_id",
    "address_type",
    "mac_address",
    "health_check",
    "gender_neutral_flag",
    "mobile_app_version",
    "host_name",
    "account_id",
    "web_address",
    "contract_address",
    "card_type",
    "zip_file",
    "latency",
    "longest",
    "platform",
]
_A = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3gH5jK7"
SECRETS = (
    ("password", "hunter2-Real"), ("DB_PASSWD", "Zk3-mQ81x"), ("x", "AKIA" + "Q" * 16), ("x", "ghp_" + _A), ("x", "sk-proj-" + _A), ("x", "sk-ant-api03-" + _A),
    ("x", "glpat-" + _A[:20]), ("x", f"SG.{_A[:22]}.{_A}"), ("x", "https://hooks.slack.com/services/T01ABCDEF/B01ABCDEF/" + _A[:24]),
    ("x", f"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={_A}{_A};EndpointSuffix=core.windows.net"), ("x", "postgresql://me:S3cret99@db/shop"),
)  # fmt: skip
PLAIN = (
    ("password_field", "user_password"), ("secret_name", "prod/db/password"), ("token_url", "https://example.com/oauth/token"), ("key", "id"), ("password", "changeme"),
    ("x", "sk-folding-cube-container-of-the-page"), ("x", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"), ("password", "${DB_PASSWORD}"),
)  # fmt: skip


@pytest.mark.parametrize("column", PERSONAL)
def test_column_is_personal(column: str) -> None:
    assert is_personal(column)


@pytest.mark.parametrize("column", OTHER)
def test_column_is_not_personal(column: str) -> None:
    assert not is_personal(column)


@pytest.mark.parametrize(("name", "value"), SECRETS)
def test_value_is_secret(name: str, value: str) -> None:
    assert is_secret(name, value)


@pytest.mark.parametrize(("name", "value"), PLAIN)
def test_value_is_no_secret(name: str, value: str) -> None:
    assert not is_secret(name, value)


@pytest.mark.parametrize("value", [value for name, value in SECRETS if name == "x"])
def test_secret_is_never_shown(value: str) -> None:
    shown = without_secrets(f"it uses {value} here")
    assert value not in shown
    assert _A not in shown
    assert "S3cret99" not in shown


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("secret", "airflow-gke-restricted-secrets", False),
        ("secret_name", "prod/db/orders", False),
        ("db_secret_id", "orders-db-login", False),
        ("secret", "s3cr3t-p4ss-w0rd", True),
        ("password", "super-secret-password", True),
        ("secret_key", "super-secret-value", True),
        ("client_secret", "abcdefghij", True),
    ],
)
def test_the_name_of_a_secret_is_none(name: str, value: str, secret: bool) -> None:
    assert is_secret(name, value) is secret
