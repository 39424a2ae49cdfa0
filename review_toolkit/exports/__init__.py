"""A release as CSV, XLSX, JSON, Word tables and charts. Needs no database."""
