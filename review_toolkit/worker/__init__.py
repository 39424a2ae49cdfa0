"""The worker: a process that runs jobs, woken by the queue and by looking into the jobs table itself.

`runner` runs one job under its lease; `loop` keeps a process at it until it is told to stop. Neither knows
what any job does: kinds of job are registered by `create_app`.
"""
