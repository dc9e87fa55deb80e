"""The landlord's staff and teams. Sign-in needs them before any viewer exists, so they hold nothing about a case."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Team(models.Model):
    """A team of clause 4.1 or 4.2."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)


class StaffManager(BaseUserManager["Staff"]):
    """Creates accounts; `create_user` is what Django's and allauth's own commands call."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> Staff:  # Any: column values
        staff = self.model(email=self.normalize_email(email).lower(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """Somebody who works for the landlord and signs in. `roles` are slugs of `permissions.ROLES`."""

    personal: ClassVar[dict[str, str]] = {
        "email": "signs in and is written to; kept while employed and 6 years after",
        "name": "shown beside what they did; kept as long as the case that names them",
        "post": "their job",
        "person_id": "their own entry in the directory, so that they are kept from cases about them (clause 3.5.1)",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    post = models.CharField(max_length=150, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    person_id = models.UUIDField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    last_login = None  # sign-ins are audited, and the app role may not write this table without a viewer

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[StaffManager] = StaffManager()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else ""
