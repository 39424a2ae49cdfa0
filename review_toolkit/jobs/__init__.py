"""Background work: a table of jobs that is the truth, and a queue that only wakes who works on them.

Knows no stage and no page. A stage registers its kinds of job (`kinds`), asks for one in its own transaction
(`service.enqueue`), and the worker (`review_toolkit/worker`) runs it under a lease. What a job does takes
effect in the one transaction in which the job becomes done.
"""
