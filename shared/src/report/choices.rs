//! The menus of a report.

use super::choice_set::Menu;

/// Defines a menu: the type, every choice in the order in which a form offers them, and the one
/// name of each choice in JSON, in locale keys and in pages.
macro_rules! menu {
    ($(#[$doc:meta])* $menu:ident { $($(#[$choice_doc:meta])* $choice:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $menu {
            $($(#[$choice_doc])* #[serde(rename = $name)] $choice,)+
        }

        impl $menu {
            /// Every choice, in the order in which a form offers them.
            pub const ALL: &[Self] = &[$(Self::$choice,)+];

            /// The choice's name in JSON, in locale keys and in pages.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$choice => $name,)+
                }
            }

            /// The choice with this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.name() == name)
            }
        }

        impl Menu for $menu {
            const ALL: &[Self] = Self::ALL;

            fn bit(self) -> u16 {
                1 << self as u8
            }
        }
    };
}

menu! {
    /// The category that the reporter chose, of those that the hotline's config offers.
    Category {
        /// Child sexual abuse material.
        Csam = "csam",
        /// An adult who seeks sexual contact with a child.
        Grooming = "grooming",
        /// Somebody who threatens to publish sexual images.
        Sextortion = "sextortion",
        /// Incitement to hatred or violence.
        HateSpeech = "hate_speech",
        /// Anything else.
        Other = "other",
    }
}

impl Category {
    /// Whether a report needs a description, because its location alone does not show enough.
    pub fn needs_description(self) -> bool {
        matches!(self, Self::Grooming | Self::HateSpeech)
    }

    /// Whether the law asks for a statement of good faith (DSA, Article 16(2)(d)).
    pub fn needs_good_faith(self) -> bool {
        self == Self::HateSpeech
    }
}

menu! {
    /// A kind of material.
    ContentType {
        /// Pictures.
        Image = "image",
        /// Films.
        Video = "video",
        /// Writing.
        Text = "text",
        /// Sound.
        Audio = "audio",
        /// A live stream.
        Live = "live",
        /// A link to such material.
        Link = "link",
    }
}

menu! {
    /// How old the youngest child seems to be.
    AgeHint {
        /// A baby or toddler.
        Infant = "infant",
        /// Before puberty.
        Prepubescent = "prepubescent",
        /// In puberty.
        Pubescent = "pubescent",
        /// The age cannot be determined.
        Unknown = "unknown",
    }
}

menu! {
    /// Whether access to the content costs money.
    PaidAccess {
        /// Access costs money.
        Yes = "yes",
        /// Access is free.
        No = "no",
        /// The reporter does not know.
        Unknown = "unknown",
    }
}

menu! {
    /// A way to pay.
    PaymentMethod {
        /// A credit or debit card.
        Card = "card",
        /// A bank transfer.
        BankTransfer = "bank_transfer",
        /// A payment service or online wallet.
        OnlineWallet = "online_wallet",
        /// A cryptocurrency.
        Cryptocurrency = "cryptocurrency",
        /// Gift cards or vouchers.
        GiftCard = "gift_card",
        /// A phone bill or text message.
        Phone = "phone",
        /// Anything else.
        Other = "other",
    }
}
