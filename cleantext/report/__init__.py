"""What was changed: for a terminal, as JSON, and as a record that leads back to the source."""
