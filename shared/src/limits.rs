//! Every limit of the protocol, with its unit and its reason.

/// Bytes of plaintext in every message, whatever was typed: short and long reports look alike.
/// Holds the longest description in any script together with a handful of long URLs.
pub const PLAINTEXT_BYTES: usize = 8 * 1024;

/// Bytes that ChaCha20-Poly1305 adds to a plaintext (RFC 8439, section 2.8).
pub const TAG_BYTES: usize = 16;

/// Bytes of a ciphertext.
pub const CIPHERTEXT_BYTES: usize = PLAINTEXT_BYTES + TAG_BYTES;

/// Puzzles in a proof of work: enough to even out the luck of a single one.
pub const POW_NONCES: usize = 16;

/// Bytes of a proof of work in a message: slot, effort and nonces, four bytes each.
pub const POW_BYTES: usize = 4 + 4 + 4 * POW_NONCES;

/// Highest effort, in hashes for each puzzle on average: all 16 take 8 seconds on a slow phone, at
/// a million hashes a second. A reporter would not wait much longer.
pub const POW_MAX_EFFORT: u32 = 1 << 19;

/// Seconds that a seed is in force: long enough to find the hardest proof on the slowest phone,
/// short enough that proofs cannot be hoarded.
pub const POW_SEED_SECONDS: u64 = 10 * 60;

/// Locations in one report. Longer lists are several reports.
pub const MAX_LOCATIONS: usize = 20;

/// Characters of a URL: what browsers and hosts handle without surprises.
pub const URL_CHARS: usize = 2048;

/// Characters of the free description.
pub const DESCRIPTION_CHARS: usize = 2000;

/// Characters of a location that fits no other type.
pub const OTHER_LOCATION_CHARS: usize = 1000;

/// Characters of a name: an app, a handle, a room, a file, a newsgroup.
pub const NAME_CHARS: usize = 200;

/// Characters of a hash or magnet link; a magnet link lists its trackers.
pub const MAGNET_CHARS: usize = 1000;

/// Characters of an email address (RFC 5321, section 4.5.3.1.3, without the brackets).
pub const EMAIL_CHARS: usize = 254;

/// Characters of a date with time and offset: `2027-02-09T23:59+13:45`.
pub const DATE_CHARS: usize = 22;

/// Characters of a language tag: longer than any tag in use (RFC 5646, section 4.4.1).
pub const LANGUAGE_CHARS: usize = 35;

/// Characters of a hotline id or a partner slug.
pub const SLUG_CHARS: usize = 40;

/// Bytes of a key document as served: room for the largest public key, names and signatures.
pub const KEY_DOCUMENT_BYTES: usize = 4096;

/// Seconds from a key's first use to its destruction, at most: a day active, two days less an hour
/// accepted. With the hour in which it is pending, no private key grows older than 72 hours.
pub const KEY_SECONDS: u64 = 71 * 3600;

/// Seconds that a reporter's clock may be wrong: a phone in another time zone that was set by hand.
pub const CLOCK_SKEW_SECONDS: u64 = 24 * 3600;
