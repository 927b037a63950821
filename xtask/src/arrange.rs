//! Puts functions with much code in common side by side: brotli writes shorter what is repeated nearby, and
//! that makes the form 1 KB smaller.
//!
//! Binaryen cannot sort by likeness, but by name. So the functions get names that sort as wanted.

use std::collections::BTreeMap;

use wasm_encoder::{NameMap, NameSection, Section};
use wasmparser::{BinaryReaderError, Parser, Payload, TypeRef};

/// What makes functions alike.
#[derive(Clone, Copy)]
pub(crate) struct Likeness {
    /// Bytes of a piece of code. Functions are alike by the pieces that they share.
    pub(crate) piece_bytes: usize,
    /// A piece in more functions than this tells nothing.
    pub(crate) max_shared: usize,
}

/// Adds names to the functions of a module without names: sorted by them, functions that are alike are
/// neighbours.
pub(crate) fn named_by_likeness(
    module: &[u8],
    likeness: Likeness,
) -> Result<Vec<u8>, BinaryReaderError> {
    let mut imports = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let mut places: Vec<_> = order(&bodies, likeness).into_iter().zip(0..).collect();
    places.sort_unstable();
    let mut names = NameMap::new();
    for (index, (_, place)) in (imports..).zip(places) {
        names.append(index, &format!("{place:08}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    let mut named = module.to_vec();
    section.append_to(&mut named);
    Ok(named)
}

/// The indices of the functions with these bodies, so that neighbours are alike: the two that are most alike
/// are joined first, and so on, always at the ends of what is joined already.
fn order(bodies: &[&[u8]], likeness: Likeness) -> Vec<usize> {
    let mut chains: Vec<_> = (0..bodies.len()).map(|index| vec![index]).collect();
    // The chain of each function.
    let mut chain_of: Vec<_> = (0..bodies.len()).collect();
    for (one, other) in pairs(bodies, likeness) {
        let (to, from) = (chain_of[one], chain_of[other]);
        let is_end =
            |chain: &[usize], index| chain.first() == Some(&index) || chain.last() == Some(&index);
        if to == from || !is_end(&chains[to], one) || !is_end(&chains[from], other) {
            continue;
        }
        let mut tail = std::mem::take(&mut chains[from]);
        if chains[to].last() != Some(&one) {
            chains[to].reverse();
        }
        if tail.first() != Some(&other) {
            tail.reverse();
        }
        for index in &tail {
            chain_of[*index] = to;
        }
        chains[to].extend(tail);
    }
    chains.concat()
}

/// The pairs of functions that share code, the most alike first.
fn pairs(bodies: &[&[u8]], likeness: Likeness) -> Vec<(usize, usize)> {
    let Likeness {
        piece_bytes,
        max_shared,
    } = likeness;
    let mut owners = BTreeMap::<&[u8], Vec<usize>>::new();
    let mut counts = vec![0; bodies.len()];
    for (index, body) in bodies.iter().enumerate() {
        for piece in body.windows(piece_bytes) {
            let owners = owners.entry(piece).or_default();
            if owners.last() != Some(&index) {
                owners.push(index);
                counts[index] += 1;
            }
        }
    }
    let mut likeness = BTreeMap::<_, f64>::new();
    for owners in owners.values().filter(|owners| owners.len() <= max_shared) {
        for (at, one) in owners.iter().enumerate() {
            for other in &owners[at + 1..] {
                // A rare piece tells more than a common one; large functions share more than small ones do.
                let size = f64::from((counts[*one] + 20) * (counts[*other] + 20)).sqrt();
                *likeness.entry((*one, *other)).or_default() += 1.0 / (owners.len() as f64 * size);
            }
        }
    }
    let mut pairs: Vec<_> = likeness.into_iter().collect();
    pairs.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    pairs.into_iter().map(|(pair, _)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIKENESS: Likeness = Likeness {
        piece_bytes: 4,
        max_shared: 100,
    };

    #[test]
    fn functions_that_share_code_become_neighbours() {
        let bodies: [&[u8]; 5] = [
            b"abcdefgh",
            b"12345678",
            b"abcdefgx",
            b"zzzzyyyy",
            b"12345679",
        ];
        let order = order(&bodies, LIKENESS);
        let place = |index| order.iter().position(|one| *one == index).unwrap();
        assert_eq!(order.len(), bodies.len());
        assert_eq!(place(0).abs_diff(place(2)), 1);
        assert_eq!(place(1).abs_diff(place(4)), 1);
    }

    #[test]
    fn no_function_is_lost_and_none_comes_twice() {
        let texts: Vec<_> = (0_u32..200)
            .map(|number| (number * number % 97).to_string().repeat(3))
            .collect();
        let bodies: Vec<_> = texts.iter().map(String::as_bytes).collect();
        let mut order = order(&bodies, LIKENESS);
        order.sort_unstable();
        assert!(order.into_iter().eq(0..bodies.len()));
    }
}
