"""What is true of Terraform."""
