//! The form that a partner's page embeds.
