//! The analyst's assessment: one finding for each content item. The menus have the names of ICCAM's
//! fields.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shared::report::Category;
use utoipa::ToSchema;

use crate::choices::choices;

choices! {
    /// The classification of the content of an item.
    pub enum Classification {
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

choices! {
    /// What a hotline can find about the content of an item.
    pub enum Verdict {
        /// Assessed as illegal.
        Illegal,
        /// Assessed as not illegal.
        NotIllegal,
        /// No content was found.
        NotFound,
        /// The hotline does not deal with such content.
        OutOfRemit,
    }
}

choices! {
    /// The gender of the children shown.
    pub enum Gender {
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

choices! {
    /// The age group of the youngest child shown.
    pub enum AgeGroup {
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

choices! {
    /// Whether somebody earns money with the content.
    pub enum Commerciality {
        /// Cannot be determined.
        NotDetermined,
        /// Somebody earns money with the content.
        Commercial,
        /// Nobody earns money with the content.
        NonCommercial,
    }
}

choices! {
    /// The kind of site that the content is on.
    pub enum SiteType {
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

/// The analyst's finding about one content item. A menu is empty if it was not chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The classification of the content.
    pub classification: Classification,
    /// The gender of the children shown.
    #[schema(required)]
    pub gender: Option<Gender>,
    /// The age group of the youngest child shown.
    #[schema(required)]
    pub age_group: Option<AgeGroup>,
    /// Whether somebody earns money with the content.
    #[schema(required)]
    pub commerciality: Option<Commerciality>,
    /// The kind of site that the content is on.
    #[schema(required)]
    pub site_type: Option<SiteType>,
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

impl Finding {
    /// The names of the menus that the category of the report needs and that are empty. Material of
    /// a child is described in all of them, as ICCAM and the statistics of hotlines ask; a chat about
    /// grooming has no site type, gender or commerciality that somebody would have to guess.
    pub fn missing(&self, category: Category) -> Vec<&'static str> {
        let describes_material = match self.classification {
            Classification::Baseline => true,
            Classification::National => category == Category::Csam,
            Classification::Doubtful | Classification::Ignore => false,
        };
        let menus = [
            ("gender", self.gender.is_none()),
            ("age_group", self.age_group.is_none()),
            ("commerciality", self.commerciality.is_none()),
            ("site_type", self.site_type.is_none()),
        ];
        let missing = menus
            .into_iter()
            .filter(|(_, is_empty)| describes_material && *is_empty);
        missing.map(|(menu, _)| menu).collect()
    }
}
