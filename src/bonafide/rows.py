"""Hold rows against other transactions.

SQLite lets one transaction write at a time, so there every lock is held already and these calls do nothing.
PostgreSQL works READ COMMITTED: two transactions see the same row unless one of them holds it. So whoever reads to
write locks first and reads afterwards; and locks are taken in one order, for otherwise two wait for each other:

    account, inquiry, what belongs to it (links, captures, readings), subject, sealed values, the ledger's head
"""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def hold(rows: QuerySet[M]) -> QuerySet[M]:
    """Lock these rows until the transaction ends, and none of those joined to them.

    A row that is held may be referred to all the while (FOR NO KEY UPDATE), so that an insert beside it never
    waits. Evaluate it inside a transaction; on PostgreSQL Django raises TransactionManagementError elsewhere.
    """
    return rows.select_for_update(of=("self",), no_key=True)
