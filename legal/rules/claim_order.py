"""The same answers in the order of the court's paper forms: claim form N5, then particulars N119 (rulebook 4.2).

The order of Possession Claims Online is that of claim_fields.toml.
"""

N5 = "Claim form for possession of property (form N5)"
N119 = "Particulars of claim for possession: rented residential premises (form N119)"

# Form, heading, and the codes of the fields that answer it.
ORDER: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (N5, "Claimant", ("claimant_kind", "claimant_name", "claimant_address", "claimant_email", "claimant_phone")),
    (N5, "Defendants", ("defendants", "more_than_one_defendant")),
    (N5, "The property", ("property_address", "property_postcode")),
    (N5, "Grounds for possession", ("grounds",)),
    (N5, "What else is asked for", ("money_judgment", "suspend_right_to_buy", "demotion", "costs")),
    (N119, "The tenancy", ("tenancy_type", "tenancy_type_other", "tenancy_started_on", "agreement_copy",
                           "agreement_why_not")),
    (N119, "The rent", ("rent_amount", "rent_frequency", "daily_rate")),
    (N119, "Why possession is claimed", ("arrears_total", "rent_statement")),
    (N119, "Steps already taken", ("steps_taken", "protocol_followed", "protocol_explained", "protocol_contact",
                                   "protocol_plan", "protocol_deductions", "protocol_benefit", "mediation",
                                   "settlement")),
    (N119, "Notice", ("notice_served", "notice_method", "notice_served_on", "notice_served_at", "notice_handed_to",
                      "notice_how", "notice_copy", "notice_why_not")),
    (N119, "About the defendants", ("defendant_circumstances",)),
    (N119, "About the claimant", ("claimant_circumstances",)),
    (N119, "Underlessee or mortgagee", ("others_entitled", "others_named")),
    (N119, "Documents", ("documents",)),
    (N119, "Statement of truth", ("truth_by", "truth_name", "truth_position")),
)  # fmt: skip
