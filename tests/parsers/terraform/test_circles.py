"""Programs on Google Cloud and Azure that start themselves, and their near misses."""

from __future__ import annotations

import pytest

from tests.parsers.terraform.support import read, rules

GOOGLE = """resource "google_storage_bucket" "in" {
  name     = "uploads"
  location = "EU"
}
resource "google_storage_bucket" "out" {
  name     = "thumbs"
  location = "EU"
}
resource "google_service_account" "fn" {
  account_id = "thumbs"
}
resource "google_storage_bucket_iam_member" "w" {
  bucket = google_storage_bucket.in.name
  role   = "roles/storage.objectAdmin"
  member = "serviceAccount:${google_service_account.fn.email}"
}
resource "google_cloudfunctions2_function" "thumbs" {
  name     = "thumbs"
  location = "europe-west1"
  service_config {
    service_account_email = google_service_account.fn.email
  }
  event_trigger {
    event_type = "google.cloud.storage.object.v1.finalized"
    event_filters {
      attribute = "bucket"
      value     = google_storage_bucket.in.name
    }
  }
}
"""
EVENTARC = """resource "google_pubsub_topic" "jobs" {
  name = "jobs"
}
resource "google_service_account" "run" {
  account_id = "run"
}
resource "google_pubsub_topic_iam_member" "w" {
  topic  = google_pubsub_topic.jobs.name
  role   = "roles/pubsub.publisher"
  member = "serviceAccount:${google_service_account.run.email}"
}
resource "google_cloud_run_v2_service" "work" {
  name     = "work"
  location = "europe-west1"
  template {
    service_account = google_service_account.run.email
  }
}
resource "google_eventarc_trigger" "t" {
  name     = "t"
  location = "europe-west1"
  matching_criteria {
    attribute = "type"
    value     = "google.cloud.pubsub.topic.v1.messagePublished"
  }
  transport {
    pubsub {
      topic = google_pubsub_topic.jobs.id
    }
  }
  destination {
    cloud_run_service {
      service = google_cloud_run_v2_service.work.name
    }
  }
}
"""
AZURE = """resource "azurerm_storage_account" "docs" {
  name = "acmedocs"
}
resource "azurerm_storage_account" "results" {
  name = "acmeresults"
}
resource "azurerm_linux_function_app" "ocr" {
  name = "ocr"
  identity {
    type = "SystemAssigned"
  }
}
resource "azurerm_role_assignment" "w" {
  scope                = azurerm_storage_account.docs.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_linux_function_app.ocr.identity[0].principal_id
}
resource "azurerm_eventgrid_system_topic" "docs" {
  name                   = "docs"
  source_arm_resource_id = azurerm_storage_account.docs.id
}
resource "azurerm_eventgrid_system_topic_event_subscription" "new" {
  name                 = "new"
  system_topic         = azurerm_eventgrid_system_topic.docs.name
  included_event_types = ["Microsoft.Storage.BlobCreated"]
  azure_function_endpoint {
    function_id = "${azurerm_linux_function_app.ocr.id}/functions/run"
  }
}
"""
BINDINGS = """resource "azurerm_function_app_function" "copy" {
  name            = "copy"
  function_app_id = "app"
  config_json = jsonencode({
    bindings = [
      { type = "queueTrigger", direction = "in", queueName = "jobs" },
      { type = "queue", direction = "out", queueName = "OUT" },
    ]
  })
}
"""


@pytest.mark.parametrize("text", [GOOGLE, EVENTARC, AZURE, BINDINGS.replace("OUT", "jobs")])
def test_what_it_writes_starts_it(text: str) -> None:
    assert [e.rule for e in read(text).effects].count("terraform/starts-itself") == 1


@pytest.mark.parametrize(
    "text",
    [
        GOOGLE.replace("objectAdmin", "objectViewer"),
        GOOGLE.replace("bucket = google_storage_bucket.in.name", "bucket = google_storage_bucket.out.name"),
        GOOGLE.replace("v1.finalized", "v1.deleted"),
        EVENTARC.replace("pubsub.publisher", "pubsub.subscriber"),
        AZURE.replace("Data Contributor", "Data Reader"),
        AZURE.replace("scope                = azurerm_storage_account.docs", "scope                = azurerm_storage_account.results"),
        AZURE.replace("BlobCreated", "BlobDeleted"),
        BINDINGS.replace("OUT", "done"),
    ],
)
def test_reading_or_writing_elsewhere_does_not(text: str) -> None:
    assert "starts-itself" not in rules(read(text))


def test_a_circle_that_was_there_is_not_new() -> None:
    assert "starts-itself" not in rules(read(GOOGLE.replace('"EU"', '"EU"\n  labels   = { a = "b" }'), before=GOOGLE))
