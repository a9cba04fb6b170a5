"""Words that messages are made of: both ends begin each zstd stream as if they had just been said.

Short messages gain most. The list is part of the protocol's version: a word added later helps
nobody who is older, and a changed order makes every message unreadable, so neither is done.
"""

from __future__ import annotations

_WORDS = """
transitions actor at facts from_state on_behalf_of reason record_id record_kind role settles
to_state attachments caption height item media_type name sha256 shrunk_sha256 size taken_at
thumb_sha256 view width provinces capital_fa code name_en name_fa phone_prefix counties province
agencies kind parent_id scope_art5 units address agency county_id level line merged_into phone
provisional posts managerial title unit_id offices issuer sample reference_items active data
list position title_en title_fa checklist_templates body version persons personnel_no
post_assignments ends person_id post_id starts vault_certificates issued_at message signature
vault visits announced covert_reason day ended_at good_practice leader_id letter_id observations
order_date order_issuer order_number planned_at present_name present_post remit return_due
returned_reason revealed_at root_cause started_at template_code template_version trigger_id
trigger_kind unit_explanation unit_name visibility visit_plans visit_id visit_members duty
checklist_answers answered_at note value findings about_person accountability_level answer
answer_letter_id answer_text corrected_at corrected_on_spot criterion description indicator
number place repeat_of review reviewed_at reviewed_by seen_at severity sub_reason type
finding_persons conduct finding_id intent_class intent_reason post statement statement_asked_at
corrective_actions consent_at consent_by consent_letter_id consent_on_behalf_of cost due_on
effect_due_on finding_ids moved_to_id owner_id owner_post result hand_over_signatures
image_sha256 side signed_at way witness_name witness_post words special_reports details evidence
rule letters addressee addressee_agency addressee_province answers_id attachment_note copies
direction in_date in_number letter_date pdf_sha256 sender serial signatory subject void_reason
year letter_templates own deleted_at office_id sensitivity internal
AgreeAction AmendAction AmendFinding AmendLetter AmendVisit AnswerQuestion Approve AttachFile
CancelVisit ChangeTeam ClaimDone CloseFinding CloseVisit ConfirmProvisional ConsentToAction
CorrectOnTheSpot CorrectRefused DecideClash DecideConflict DecideFinding DescribeFile
DraftLetter EditFinding EndOnSite FinishSpecialReport HandIn JudgeEffect MergeRecord MoveAction
NumberLetter OrderVisit ProposeAction RecordAnswer RecordFinding RecordFindingPerson
RecordProvisionalPerson RecordProvisionalPost RecordProvisionalUnit RecordUnitExplanation
RegisterIncomingLetter RemoveAction RemoveAttachment RemoveFinding ReopenAction ReturnReport
RevealVisit ReviewFinding SendLetter SendToAgency SignHandOver StartAction StartVisit
StoreIssuedPdf UndoMerge VerifyAction VoidLetter WithdrawFinding WithdrawRefused
WriteSpecialReport
administrator auditor analyst provincial_head agency_responder secretariat system inspector
head_of_inspection
"""
_STARTS = (b"agency", b"case\xff", b"office\xff", b"national", b"province/", b"reference")
"""How names of scopes begin on the wire."""


def _text(word: str) -> bytes:
    """A short word as MessagePack writes it."""
    return bytes((0xA0 | len(word),)) + word.encode()


WORDS = b"".join(map(_text, _WORDS.split())) + b"".join(_STARTS)
