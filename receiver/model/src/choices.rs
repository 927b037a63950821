//! Defines an enum whose values have names: in the store, in forms, in the API and in the log.

/// Defines an enum of named choices. Each name is the choice's own in snake case.
macro_rules! choices {
    ($(#[$doc:meta])* pub enum $choices:ident { $($(#[$choice_doc:meta])* $choice:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[derive(strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $choices { $($(#[$choice_doc])* $choice,)+ }

        impl $choices {
            /// The choice's name in the store, in forms, in the API and in the log.
            pub fn name(self) -> &'static str {
                self.into()
            }
        }
    };
}
pub(crate) use choices;
