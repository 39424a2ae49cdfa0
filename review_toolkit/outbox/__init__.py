"""The outbox: which mails wait or failed, for administrators. Never what they say, nor who was sent one."""
