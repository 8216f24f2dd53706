"""Where a report is attached."""
