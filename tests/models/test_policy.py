"""The one role table: what it says is what the domain says, and every kind has its line."""

from __future__ import annotations

import pytest

import desktop.models.kinds  # noqa: F401  # registers every kind
from desktop.models import policy, reference, registry
from desktop.models.policy import KINDS, ROLES, ceiling, check_fields, may_read, may_write


def test_every_kind_has_its_line_and_no_line_is_left_over() -> None:
    assert set(KINDS) == {kind.name for kind in registry.kinds()}


def test_every_role_of_the_reference_data_is_in_the_table() -> None:
    assert set(ROLES) == {row["code"] for row in reference.load("roles")}


def test_only_roles_of_the_table_write() -> None:
    for name, rule in KINDS.items():
        assert rule.writers <= set(ROLES), name


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        ("A", {"administrator"}),
        ("V", {"auditor"}),
        ("N", {"secretariat"}),
        ("S", {"integrity_officer"}),
        ("C", {"intake_operator", "identity_custodian"}),
    ],
)
def test_the_rare_rights_are_held_by_whom_the_domain_names(right: str, roles: set[str]) -> None:
    assert {role.code for role in ROLES.values() if right in role.rights} == roles


def test_an_administrator_reads_the_directory_and_no_case() -> None:
    of = ceiling(["administrator"])
    assert policy.readable(of) == policy.DIRECTORY_KINDS
    for kind in ("visits", "findings", "letters", "transitions", "attachments", "delegations"):
        assert not may_read(of, kind)


def test_an_auditor_reads_nothing_restricted_and_writes_nothing() -> None:
    of = ceiling(["auditor"])
    assert may_read(of, "visits")
    for kind in ("finding_persons", "special_reports", "visit_plans"):
        assert not may_read(of, kind)
    assert not [kind for kind in KINDS if may_write("auditor", kind)]


def test_two_roles_read_what_each_of_them_reads() -> None:
    both = ceiling(["administrator", "analyst"])
    assert both == ceiling(["administrator"]) | ceiling(["analyst"])
    assert not may_read(both, "finding_persons")


def test_what_is_not_named_is_not_allowed() -> None:
    assert ceiling(["nobody"]) == frozenset()
    assert not may_write("nobody", "visits")
    assert not may_write("inspector", "nothing")
    assert not may_read(policy.EVERYTHING, "nothing")


def test_a_field_that_fewer_write_is_theirs_alone() -> None:
    refused = check_fields("inspector", "letters", {"subject": "-", "number": "1404/1"})
    assert refused is not None
    assert (refused.code, refused.arguments["field"]) == ("field_not_for_role", "number")
    assert check_fields("inspector", "letters", {"subject": "-", "number": None}) is None
    assert check_fields("secretariat", "letters", {"number": "1404/1"}) is None
    assert check_fields("inspector", "visits", {"revealed_at": "2025"}) is not None
    for kind, name in policy.FIELD_WRITERS:
        assert name in registry.kind_of(kind).field_names
