"""The door of the confidentiality room: viewers and actors, permissions, the vault, the blind index, and the audit."""

from upstander.confidentiality import audit, blind_index, vault
from upstander.confidentiality.acting import Act, acting, elevated, reading
from upstander.confidentiality.audit_reading import (
    AuditLine,
    AuditPage,
    AuditSelection,
    audit_entries,
    audited_people,
    readers_of_case,
)
from upstander.confidentiality.conflicts import conflicted_staff, exclude_for_conflict, name_to_case
from upstander.confidentiality.digests import keyed_digest
from upstander.confidentiality.erasing import Erased, case_tables, destroy_keys, erase_cases, erasing
from upstander.confidentiality.errors import KeyDestroyed, MasterKeysMissing, StaleEdit
from upstander.confidentiality.fields import SealedField
from upstander.confidentiality.master import create_master_keys, master_keys
from upstander.confidentiality.permissions import ROLE_NAMES, ROLES, Permission, permissions_of
from upstander.confidentiality.rotation import (
    KeyState,
    add_keys,
    key_states,
    left_to_rewrap,
    rewrap_some,
    use_new_keys,
    write_keyset,
)
from upstander.confidentiality.shares import WrongShares, join_backup, split_backup
from upstander.confidentiality.staffing import (
    StaffCard,
    manager_of,
    staff_cards,
    staff_of_person,
    staff_with,
    team_by_slug,
    viewer_of,
)
from upstander.confidentiality.viewer import PUBLIC, Viewer, ViewerKind, current_viewer, system, viewing

__all__ = [
    "PUBLIC",
    "ROLES",
    "ROLE_NAMES",
    "Act",
    "AuditLine",
    "AuditPage",
    "AuditSelection",
    "Erased",
    "KeyDestroyed",
    "KeyState",
    "MasterKeysMissing",
    "Permission",
    "SealedField",
    "StaffCard",
    "StaleEdit",
    "Viewer",
    "ViewerKind",
    "WrongShares",
    "acting",
    "add_keys",
    "audit",
    "audit_entries",
    "audited_people",
    "blind_index",
    "case_tables",
    "conflicted_staff",
    "create_master_keys",
    "current_viewer",
    "destroy_keys",
    "elevated",
    "erase_cases",
    "erasing",
    "exclude_for_conflict",
    "join_backup",
    "key_states",
    "keyed_digest",
    "left_to_rewrap",
    "manager_of",
    "master_keys",
    "name_to_case",
    "permissions_of",
    "readers_of_case",
    "reading",
    "rewrap_some",
    "split_backup",
    "staff_cards",
    "staff_of_person",
    "staff_with",
    "system",
    "team_by_slug",
    "use_new_keys",
    "vault",
    "viewer_of",
    "viewing",
    "write_keyset",
]
