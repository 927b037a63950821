//! What an analyst finds: one finding for each location of a report.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// Writes a menu of the assessment, whose names are those of ICCAM's fields.
macro_rules! menu {
    ($(#[$doc:meta])* $menu:ident { $($(#[$choice_doc:meta])* $choice:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[derive(EnumString, IntoStaticStr, VariantArray, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $menu { $($(#[$choice_doc])* $choice,)+ }

        impl $menu {
            /// Its name in the store, in forms and in exports.
            pub fn name(self) -> &'static str {
                self.into()
            }
        }
    };
}

menu! {
    /// How a location is classified.
    Classification {
        /// Illegal everywhere: a real child before puberty, abused or shown for its sex.
        Baseline,
        /// Illegal in the hotline's country.
        National,
        /// Cannot be decided from what is there.
        Doubtful,
        /// Not illegal, or nothing of the kind.
        Ignore,
    }
}

impl Classification {
    /// Whether it is assessed as illegal.
    pub fn is_illegal(self) -> bool {
        matches!(self, Self::Baseline | Self::National)
    }
}

menu! {
    /// Whom it shows.
    Gender {
        /// Cannot be told.
        Undetermined,
        /// Girls.
        Female,
        /// Boys.
        Male,
        /// Both.
        Both,
    }
}

menu! {
    /// The age of the youngest child.
    AgeGroup {
        /// Cannot be told.
        NotDetermined,
        /// A baby or toddler.
        Infant,
        /// Before puberty.
        PrePubescent,
        /// In puberty.
        Pubescent,
    }
}

menu! {
    /// Whether somebody earns by it.
    Commerciality {
        /// Cannot be told.
        NotDetermined,
        /// Somebody does.
        Commercial,
        /// Nobody does.
        NonCommercial,
    }
}

menu! {
    /// What kind of site it is on.
    SiteType {
        /// A website.
        Website,
        /// Keeps files.
        Filehost,
        /// Keeps pictures by subscription.
        Imagestore,
        /// A board of pictures.
        Imageboard,
        /// A forum.
        Forum,
        /// Banners that lead there.
        Bannersite,
        /// A list of links.
        Linksite,
        /// A social network.
        Socialsite,
        /// Leads elsewhere.
        Redirector,
        /// An archive of the web.
        Webarchived,
        /// A search engine.
        Searchprovider,
        /// Keeps pictures.
        Imagehost,
        /// A blog.
        Blog,
        /// A page of a site.
        Webpage,
    }
}

/// What an analyst found at one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// How it is classified.
    pub classification: Classification,
    /// Whom it shows.
    pub gender: Gender,
    /// How old they are.
    pub age_group: AgeGroup,
    /// Whether somebody earns by it.
    pub commerciality: Commerciality,
    /// What kind of site it is on.
    pub site_type: SiteType,
    /// Drawn or generated, no real child.
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
    /// Posed pictures of a dressed child, for that purpose.
    pub child_modelling: bool,
    /// Made by the child itself.
    pub user_generated: bool,
    /// Labels of INHOPE's Universal Classification Schema, as the hotline writes them.
    pub ucs_labels: Vec<String>,
    /// Where it is hosted, if the analyst asked.
    #[schema(required)]
    pub hosting: Option<Hosting>,
}

/// An estimate of the country in which something is hosted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hosting {
    /// The address that the analyst gave. The receiver looks nothing up.
    #[schema(value_type = String)]
    pub address: IpAddr,
    /// The country's code (ISO 3166-1 alpha-2).
    pub country: String,
    /// How it was estimated.
    pub method: String,
    /// The day of the estimate (RFC 3339).
    pub on: String,
}

/// What has been found at each location, in the order of the report, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Who assessed.
    pub by: String,
    /// The day (RFC 3339).
    pub on: String,
    /// One for each location.
    pub findings: Vec<Finding>,
    /// What a host or the police have to know, in the analyst's words; may be empty.
    pub explanation: String,
}

impl Assessment {
    /// Whether any location is assessed as illegal.
    pub fn is_illegal(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.classification.is_illegal())
    }
}
