"""Mails: rows with a sealed text, tried one by one in the background, their text destroyed on sending.

Knows no stage and no page; the outbox, where people see what waits or failed, is `review_toolkit/outbox`.
"""
