"""What the model registry shows and an import does not: string foreign keys, deletion rules, declared personal data."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

# Lowest first. A room refers only to rooms at its own level's left or to itself; people and partners are beside each other.
LEVELS = [
    {"confidentiality"},
    {"people", "partners"},
    {"messages"},
    {"cases"},
    {"intake"},
    {"governance", "records"},
    {"performance"},
    {"operations"},
    {"sites"},
]
LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
FRAMEWORK = {"contenttypes", "auth"}


def our_models() -> list[type[models.Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in LEVEL_OF
    ]


def relations() -> Iterator[tuple[type[models.Model], models.ForeignKey[models.Model, models.Model]]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                yield model, field


def test_there_are_models_to_look_at() -> None:
    assert {"confidentiality", "people", "cases", "intake"} <= {
        model._meta.app_label for model in our_models()
    }


def test_a_foreign_key_leads_to_its_own_room_or_a_lower_one() -> None:
    wrong = []
    for model, field in relations():
        here, there = model._meta.app_label, field.related_model._meta.app_label
        if here != there and there not in FRAMEWORK and LEVEL_OF.get(there, 99) >= LEVEL_OF[here]:
            wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def test_nothing_is_deleted_because_a_case_is() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in relations()
        if field.related_model._meta.app_label == "cases" and field.remote_field.on_delete is models.CASCADE
    ]
    assert wrong == []


def test_every_model_declares_its_personal_data() -> None:
    faults = []
    for model in our_models():
        if model._meta.auto_created:
            continue
        declared = vars(model).get("personal")
        if not isinstance(declared, dict):
            faults.append(
                f"{model._meta.label} has no `personal`: which fields are, why they are held, for how long"
            )
            continue
        columns = model._meta.concrete_fields
        known = {field.name for field in model._meta.get_fields()} | {field.attname for field in columns}
        sealed = {field.name for field in columns if type(field).__name__ == "SealedField"}
        faults += [
            f"{model._meta.label}.{name} is declared personal but does not exist"
            for name in set(declared) - known
        ]
        faults += [
            f"{model._meta.label}.{name} is sealed but not declared personal"
            for name in sealed - set(declared)
        ]
        faults += [
            f"{model._meta.label}.{name} lacks its reason"
            for name, why in declared.items()
            if not why.strip()
        ]
    assert faults == []
