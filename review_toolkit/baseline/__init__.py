"""The demographic baseline: HR extracts in, data quality, figures out."""
