//! Parameters of addresses that only tell who shared an address, or where its visitor came from.
//! None of them changes what a site shows.

/// Such parameters at every site, beside those of [`ANYWHERE_FROM`].
const ANYWHERE: [&str; 21] = [
    "_ga", "_gl", "_hsenc", "_hsmi", "dclid", "fbclid", "gbraid", "gclid", "igsh", "igshid",
    "mc_cid", "mc_eid", "mibextid", "mkt_tok", "msclkid", "ref_src", "srsltid", "ttclid", "twclid",
    "wbraid", "yclid",
];

/// The beginnings of such parameters at every site.
const ANYWHERE_FROM: [&str; 2] = ["utm_", "__cft__"];

/// Sites, and parameters that are such only there: elsewhere they may name the content.
const AT_SITES: [(&[&str], &[&str]); 9] = [
    (
        &["youtube.com", "youtu.be", "spotify.com", "soundcloud.com"],
        &["si"],
    ),
    (
        &["tiktok.com"],
        &[
            "_d",
            "_r",
            "_t",
            "checksum",
            "is_from_webapp",
            "sec_user_id",
            "sender_device",
            "sender_web_id",
            "share_app_id",
            "share_link_id",
            "social_share_type",
            "tt_from",
            "u_code",
            "ug_btm",
            "user_id",
            "web_id",
        ],
    ),
    (&["threads.com", "threads.net"], &["slof", "xmt"]),
    (&["reddit.com"], &["rdt", "share_id"]),
    (&["snapchat.com"], &["sc_referrer", "share_id"]),
    (&["twitter.com", "x.com"], &["ref_url", "s", "t"]),
    (
        &["facebook.com", "fb.com", "fb.watch"],
        &["__tn__", "extid", "rdid", "sfnsn", "share_url"],
    ),
    (&["linkedin.com"], &["rcm", "trackingId", "trk"]),
    (&["pinterest.com"], &["invite_code", "sender"]),
];

/// Whether a parameter (`name=value`) at this host only tells of a visitor.
pub fn is_tracking(host: &str, parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    // What was copied from a page's source may write `&` as `&amp;`.
    let name = name.strip_prefix("amp;").unwrap_or(name);
    let host = host.trim_end_matches('.');
    let is_on = |site: &&str| {
        let before = host.strip_suffix(*site);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    ANYWHERE.contains(&name)
        || ANYWHERE_FROM.iter().any(|begin| name.starts_with(begin))
        || AT_SITES
            .iter()
            .any(|(sites, names)| names.contains(&name) && sites.iter().any(is_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_counts_by_its_site() {
        for (host, parameter, tracks) in [
            ("bad.example", "utm_source=x", true),
            ("bad.example", "amp;igsh=x", true),
            ("bad.example", "fbclid", true),
            ("bad.example", "si=1", false),
            ("www.youtube.com", "si=1", true),
            ("youtu.be.", "si=1", true),
            ("notyoutube.com", "si=1", false),
            ("youtube.com", "v=1", false),
            ("www.tiktok.com", "_t=x", true),
            ("bad.example", "_t=x", false),
            ("drive.example", "share_id=1", false),
            ("old.reddit.com", "share_id=1", true),
            ("x.com", "s=20", true),
            ("netflix.com", "s=20", false),
        ] {
            assert_eq!(is_tracking(host, parameter), tracks, "{host} {parameter}");
        }
    }
}
