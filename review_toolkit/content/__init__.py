"""Versioned data that came from outside: code lists, ladders, definitions, with source and date checked.

Pure: a folder in, frozen values out."""
