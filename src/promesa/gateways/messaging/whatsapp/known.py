"""The words of WhatsApp's notices that we know; whatever is not here is kept and told once.

Source: Meta, WhatsApp Cloud API, webhooks reference, v26.0, with the business-scoped ids of 2026.
"""

from collections.abc import Mapping

STATUSES: Mapping[str, str] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
"""Theirs to ours: a voice message that was played was read."""

CONTENTS = frozenset(
    ("text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "button")
    + ("interactive", "order", "edit", "revoke", "unsupported", "request_welcome")
)
"""Types of what a person sends, each under a field of its own name."""
INTERACTIVE = frozenset(("button_reply", "list_reply", "nfm_reply", "call_permission_reply"))
MOVES = frozenset(("user_changed_number", "user_changed_user_id", "customer_changed_number"))
"""Types of `system`."""

MESSAGE_FIELDS = (
    CONTENTS
    | {"from", "from_user_id", "from_parent_user_id", "to", "id", "timestamp", "type", "context", "referral", "errors"}
    | {"system", "origin", "group_id", "identity", "recipient_type"}
)
STATUS_FIELDS = frozenset(
    ("id", "status", "timestamp", "type", "recipient_id", "recipient_user_id", "parent_recipient_user_id")
    + ("parent_user_id", "recipient_parent_user_id", "recipient_identity_key_hash", "recipient_type", "group_id")
    + ("biz_opaque_callback_data", "conversation", "pricing", "errors", "message", "payment")
)
CONTACT_FIELDS = frozenset(("profile", "wa_id", "user_id", "parent_user_id", "identity_key_hash", "username"))

TEMPLATE_FIELDS: Mapping[str, str] = {
    "message_template_status_update": "event",
    "message_template_quality_update": "new_quality_score",
    "template_category_update": "new_category",
    "message_template_components_update": "",
}
"""What becomes of templates, and the field that says what it is now."""

LINE_FIELDS: Mapping[str, str] = {
    "phone_number_quality_update": "event",
    "phone_number_name_update": "decision",
    "business_capability_update": "",
    "account_update": "event",
    "account_alerts": "alert_type",
    "account_review_update": "decision",
    "account_settings_update": "",
    "business_username_update": "status",
    "business_username_updates": "status",
    "security": "event",
    "flows": "event",
    "automatic_events": "",
    "tracking_events": "",
    "partner_solutions": "event",
    "payment_configuration_update": "event",
}
"""What becomes of our number and account."""
