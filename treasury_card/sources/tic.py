from __future__ import annotations

from ..schema import Table

TABLES: tuple[Table, ...] = ()
