"""What each column of a copied row becomes, by what Django says it is and by what the real rows have in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg import sql

_Admin = psycopg.Connection[Any]
_PREFIX = 24  # signs of an id that stay: 74 of its bits are random. The number of the copy takes the place of the rest


@dataclass(frozen=True, slots=True)
class Pass:
    """One round of copying: which real cases, and how often. `officers`: their officers are copied too, once for so many copies."""

    name: str
    states: tuple[str, ...]
    copies: int
    years: int = 1
    officers: int = 0
    first: int = 1  # no two passes number their copies alike
    thin: bool = False  # copies that do not open do without rows that nothing names


@dataclass
class Base:
    """The real rows under copy. `links`: columns that name rows that are copied too, or their officers; `marked`: columns of text that
    hold references."""

    tables: list[type[models.Model]]
    links: set[tuple[str, str]] = field(default_factory=set)
    officers: set[tuple[str, str]] = field(default_factory=set)
    marked: set[tuple[str, str]] = field(default_factory=set)
    references: list[tuple[int, str]] = field(default_factory=list)
    spared: set[str] = field(default_factory=set)

    def find_links(self, admin: _Admin, *, thin: bool) -> None:
        """By what the real rows hold: many columns name a row of another room without being a foreign key."""
        admin.execute("CREATE TEMP TABLE fill_id (id uuid)")
        admin.execute("CREATE TEMP TABLE fill_old (old text)")
        for model in self.tables:
            if isinstance(model._meta.pk, models.UUIDField) and model._meta.label != "confidentiality.Staff":
                admin.execute(sql.SQL("INSERT INTO fill_id SELECT id FROM {}").format(_base(model)))
            if {"number", "reference"} <= {each.column for each in _fields(model) if each.unique}:
                asked = sql.SQL("SELECT number, reference FROM {}").format(_base(model))
                self.references += admin.execute(asked).fetchall()
        with admin.cursor().copy("COPY fill_old FROM STDIN") as out:
            for _, old in self.references:
                out.write_row((old,))
        admin.execute("CREATE INDEX ON fill_id (id)")
        admin.execute("ANALYZE fill_id")
        admin.execute("ANALYZE fill_old")
        for model in self.tables:
            for each in _fields(model):
                column: str = each.column
                key = (model._meta.db_table, column)
                if isinstance(each, models.CharField):
                    if _meets(admin, model, column, "fill_old", "old"):
                        self.marked.add(key)
                elif _names_a_row(each):
                    for where, found, name in (
                        ("fill_id", self.links, "p"),
                        ("fill_officer", self.officers, "o"),
                    ):
                        if _meets(admin, model, column, where, "id"):
                            found.add(key)
                            _prefix(admin, model, column, where, name)
        if thin:
            self._spare(admin)
        self._tokens(admin)

    def _spare(self, admin: _Admin) -> None:
        """Which rows a copy that does not open can do without: two of three, where a case has many and nothing names them. Facts
        stay: numbers open to them."""
        named = {key for key in self.links if not key[1].endswith("case_id")}
        for model in self.tables:
            many = admin.execute(
                sql.SQL("SELECT count(*) >= {} * (SELECT count(*) FROM fill_case) FROM {}").format(
                    sql.Literal(_MANY), _base(model)
                )
            ).fetchone()
            if not (many and many[0]) or model._meta.label == "performance.Fact":
                continue
            self.spared.add(model._meta.db_table)
            admin.execute(sql.SQL("ALTER TABLE {} ADD COLUMN spare boolean").format(_base(model)))
            admin.execute(sql.SQL("UPDATE {} SET spare = hashtext(id::text) % 3 <> 0").format(_base(model)))
            for table, column in named - {(model._meta.db_table, "id")}:
                if isinstance(model._meta.pk, models.UUIDField):
                    admin.execute(
                        sql.SQL("UPDATE {} b SET spare = false FROM {} o WHERE o.{} = b.id").format(
                            _base(model), sql.Identifier(f"base_{table}"), sql.Identifier(column)
                        )
                    )

    def _tokens(self, admin: _Admin) -> None:
        """Which blind tokens many real cases share: words and names that are common stay so on some of the copies."""
        rows = [each for each in self.tables if any(f.column == "index_tokens" for f in _fields(each))]
        cases = next(each for each in rows if each._meta.label == "cases.Case")
        admin.execute(
            sql.SQL(
                "CREATE TEMP TABLE fill_common AS SELECT token FROM {0} b, unnest(b.index_tokens) token GROUP BY token"
                " HAVING count(*) > greatest(2, (SELECT count(*) FROM {0}) / 100)"
            ).format(_base(cases))
        )
        for model in rows:
            admin.execute(
                sql.SQL("ALTER TABLE {} ADD COLUMN rare bigint[], ADD COLUMN common bigint[]").format(
                    _base(model)
                )
            )
            admin.execute(
                sql.SQL(
                    "UPDATE {} SET rare = ARRAY(SELECT t FROM unnest(index_tokens) t WHERE t NOT IN (TABLE fill_common)),"
                    " common = ARRAY(SELECT t FROM unnest(index_tokens) t WHERE t IN (TABLE fill_common))"
                ).format(_base(model))
            )


def _meets(admin: _Admin, model: type[models.Model], column: str, where: str, key: str) -> bool:
    """Whether one of these real rows has in this column what that table has in its own."""
    row = admin.execute(
        sql.SQL("SELECT EXISTS (SELECT 1 FROM {} b JOIN {} o ON o.{} = b.{})").format(
            _base(model), *map(sql.Identifier, (where, key, column))
        )
    ).fetchone()
    return bool(row and row[0])


def _prefix(admin: _Admin, model: type[models.Model], column: str, where: str, name: str) -> None:
    """A column beside it with what stays of the id, empty where the id is that of a row which is not copied."""
    beside = sql.Identifier(f"{name}_{column}")
    admin.execute(sql.SQL("ALTER TABLE {} ADD COLUMN {} text").format(_base(model), beside))
    admin.execute(
        sql.SQL(
            "UPDATE {} b SET {} = left(b.{}::text, {}) WHERE EXISTS (SELECT 1 FROM {} o WHERE o.id = b.{})"
        ).format(
            _base(model), beside, sql.Identifier(column), sql.Literal(_PREFIX), sql.Identifier(where), sql.Identifier(column)
        )
    )  # fmt: skip


def columns_of(
    model: type[models.Model], base: Base, sealed: tuple[str, ...]
) -> tuple[list[str], list[str], str]:
    """Names of the columns, what each becomes, and what has to be joined for it. `b` is the real row, `s` the copy."""
    table, joins = model._meta.db_table, ""
    names, values = [], []
    own = "(b.p_id || s.suffix)::uuid" if (table, "id") in base.links else "b.id"
    if sealed:
        joins += f' LEFT JOIN "seal_{table}" z ON z.id = {own}'
    for each in _fields(model):
        column = each.column
        if each.primary_key and isinstance(each, models.AutoField):
            continue
        names.append(column)
        if (table, column) in base.marked:
            joins += f' LEFT JOIN fill_reference r_{column} ON r_{column}.k = s.k AND r_{column}.old = b."{column}"'
            values.append(f'coalesce(r_{column}.new, b."{column}")')
        elif column in sealed:
            values.append(f'coalesce(z."{column}", b."{column}")')
        else:
            values.append(_value(each, table, base))
    if {"number", "reference"} <= set(names) and (table, "reference") in base.marked:
        values[names.index("number")] = "r_reference.number"
    return names, values, joins


def _value(each: models.Field[Any, Any], table: str, base: Base) -> str:
    from upstander.confidentiality.api import SealedField

    column, key = f'b."{each.column}"', (table, each.column)
    if key in base.links and key in base.officers:
        return f'coalesce((b."p_{each.column}" || s.suffix)::uuid, (b."o_{each.column}" || s.officer_suffix)::uuid, {column})'
    if key in base.links:
        return f'coalesce((b."p_{each.column}" || s.suffix)::uuid, {column})'
    if key in base.officers:
        return f'coalesce((b."o_{each.column}" || s.officer_suffix)::uuid, {column})'
    if each.column == "index_tokens":
        rare = f"unnest(CASE WHEN s.opens THEN b.rare ELSE b.rare[1:{_WORDS}] END)"
        return f"ARRAY(SELECT t # s.mask FROM {rare} t UNION ALL SELECT t # s.common_mask FROM unnest(b.common) t)"
    if isinstance(each, models.DateField):  # and times
        return f"({column} - s.years)::{'timestamptz' if isinstance(each, models.DateTimeField) else 'date'}"
    if isinstance(each, ArrayField):
        return column
    if type(each) is models.TextField:  # long words stay where somebody reads them
        return f"CASE WHEN s.opens THEN {column} ELSE left({column}, {_FEW}) END"
    if isinstance(each, SealedField):
        return f"CASE WHEN s.opens THEN {column} ELSE substr({column}, 1, {_FEW}) END"
    if isinstance(each, models.JSONField) and each.null:
        return f"CASE WHEN s.opens THEN {column} END"
    if each.primary_key and isinstance(each, models.BigIntegerField):
        return f"{column} - s.k * {_STEP}::bigint"  # older than every real one
    if not _alone(each):
        return column
    if isinstance(each, models.BinaryField):
        return f"overlay({column} PLACING int4send(s.k) FROM 1)"
    if isinstance(each, models.CharField):
        longest = each.max_length or 200
        return f"CASE WHEN {column} = '' THEN '' ELSE left(s.tag || '-' || {column}, {longest}) END"
    return column


_MANY = 8  # rows of one table that a case has on the average
_WORDS = 12  # blind tokens on copies that do not open
_STEP = 10_000_000
_FEW = 60  # signs or bytes of long words on copies that do not open


def _alone(each: models.Field[Any, Any]) -> bool:
    """Must no two rows have it alike, whatever their other columns are?"""
    if each.unique:
        return True
    for one in each.model._meta.constraints:
        if isinstance(one, models.UniqueConstraint) and each.name in one.fields:
            others = [each.model._meta.get_field(name) for name in one.fields]
            return not any(
                isinstance(other, models.UUIDField | models.ForeignKey) and _copied(other) for other in others
            )
    return False


def alone_elsewhere(model: type[models.Model], left_out: set[type[models.Model]]) -> bool:
    """Must its rows differ within something that is not copied, as items do on a meeting's agenda? Or does it need a row left out?"""
    if any(each.remote_field and each.remote_field.model in left_out for each in model._meta.concrete_fields):
        return True
    if model._meta.label.startswith("confidentiality.Staff"):
        return False
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint):
            fields = [model._meta.get_field(name) for name in one.fields]
            if any(isinstance(each, models.ForeignKey) for each in fields) and not any(map(_copied, fields)):
                return True
    return False


def _copied(each: Any) -> bool:
    """Whether it names a row that gets a new id."""
    return each.attname == "case_id" or (
        each.remote_field is not None
        and any(f.attname == "case_id" for f in each.remote_field.model._meta.concrete_fields)
    )


def _fields(model: type[models.Model]) -> list[Any]:  # Any: of every type, and each with a column
    return list(model._meta.concrete_fields)


def _names_a_row(each: Any) -> bool:
    target = each.target_field if isinstance(each, models.ForeignKey) else each
    return isinstance(target, models.UUIDField)


def _base(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(f"base_{model._meta.db_table}")
