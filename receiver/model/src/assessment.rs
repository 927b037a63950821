//! The analyst's assessment of a case: one finding for each location of the report.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

/// Defines a menu of the assessment. The menus have the names of ICCAM's fields.
macro_rules! menu {
    ($(#[$doc:meta])* $menu:ident { $($(#[$choice_doc:meta])* $choice:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[derive(EnumString, IntoStaticStr, VariantArray, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[strum(serialize_all = "snake_case")]
        pub enum $menu { $($(#[$choice_doc])* $choice,)+ }

        impl $menu {
            /// The choice's name in the store, in forms and in exports.
            pub fn name(self) -> &'static str {
                self.into()
            }
        }
    };
}

menu! {
    /// The classification of the content at a location.
    Classification {
        /// Assessed as illegal everywhere: a real child before puberty, abused or shown sexually.
        Baseline,
        /// Assessed as illegal in the hotline's country.
        National,
        /// The content does not allow a decision.
        Doubtful,
        /// Assessed as not illegal, or content of another kind.
        Ignore,
    }
}

impl Classification {
    /// Whether this classification means "assessed as illegal".
    pub fn is_illegal(self) -> bool {
        matches!(self, Self::Baseline | Self::National)
    }
}

menu! {
    /// The gender of the children shown.
    Gender {
        /// The gender cannot be determined.
        Undetermined,
        /// Girls.
        Female,
        /// Boys.
        Male,
        /// Girls and boys.
        Both,
    }
}

menu! {
    /// The age group of the youngest child shown.
    AgeGroup {
        /// The age cannot be determined.
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
    /// Whether somebody earns money with the content.
    Commerciality {
        /// Cannot be determined.
        NotDetermined,
        /// Somebody earns money with the content.
        Commercial,
        /// Nobody earns money with the content.
        NonCommercial,
    }
}

menu! {
    /// The kind of site that the content is on.
    SiteType {
        /// A website.
        Website,
        /// A host for files.
        Filehost,
        /// A store of pictures for subscribers.
        Imagestore,
        /// A message board for pictures.
        Imageboard,
        /// A forum.
        Forum,
        /// A site with banners that lead to the content.
        Bannersite,
        /// A list of links.
        Linksite,
        /// A social network.
        Socialsite,
        /// An address that redirects elsewhere.
        Redirector,
        /// An archive of the web.
        Webarchived,
        /// A search engine.
        Searchprovider,
        /// A host for pictures.
        Imagehost,
        /// A blog.
        Blog,
        /// A single page of a site.
        Webpage,
    }
}

/// The analyst's finding about one location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The classification of the content.
    pub classification: Classification,
    /// The gender of the children shown.
    pub gender: Gender,
    /// The age group of the youngest child shown.
    pub age_group: AgeGroup,
    /// Whether somebody earns money with the content.
    pub commerciality: Commerciality,
    /// The kind of site that the content is on.
    pub site_type: SiteType,
    /// Whether the content is drawn or generated, without a real child.
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
    /// Whether it shows posed pictures of a dressed child for a sexual purpose.
    pub child_modelling: bool,
    /// Whether the child itself made the content.
    pub user_generated: bool,
    /// Labels of INHOPE's Universal Classification Schema, as the hotline writes them.
    pub ucs_labels: Vec<String>,
    /// The estimated country of hosting; null if the analyst did not ask for an estimate.
    #[schema(required)]
    pub hosting: Option<Hosting>,
}

/// An estimate of the country in which an address is hosted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hosting {
    /// The IP address that the analyst gave. The receiver makes no network lookup.
    #[schema(value_type = String)]
    pub address: IpAddr,
    /// The country's code (ISO 3166-1 alpha-2).
    pub country: String,
    /// The method of the estimate.
    pub method: String,
    /// The day of the estimate (RFC 3339).
    pub on: String,
}

/// The findings about all locations of a report, with an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The account or token (`token:NAME`) that assessed.
    pub by: String,
    /// The day of the assessment (RFC 3339).
    pub on: String,
    /// One finding for each location, in the order of the report.
    pub findings: Vec<Finding>,
    /// Facts that a host or the police need, in the analyst's words; may be empty.
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
