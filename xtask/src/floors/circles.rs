//! Finds files that import each other in a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The files that each file imports.
type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// One circle for each group of files in several places: a chain that ends with its first file.
pub(super) fn all<'a>(
    graph: &Graph<'a>,
    place: impl Fn(&str) -> String,
) -> impl Iterator<Item = Vec<&'a str>> {
    knots(graph).into_iter().filter_map(move |knot| {
        knot.iter().find_map(|from| {
            let mut next = graph[from].intersection(&knot);
            let next = next.find(|next| place(next) != place(from))?;
            let back = shortest(graph, next, from)?;
            Some([&[*from], &back[..]].concat())
        })
    })
}

/// The groups of files that reach each other (the strongly connected components).
fn knots<'a>(graph: &Graph<'a>) -> Vec<BTreeSet<&'a str>> {
    let reached: BTreeMap<_, _> = graph
        .keys()
        .map(|file| (*file, reachable(graph, file)))
        .collect();
    let mut knots: Vec<BTreeSet<&str>> = Vec::new();
    for (file, forth) in &reached {
        if knots.iter().any(|knot| knot.contains(file)) {
            continue;
        }
        let back = |other: &&&str| reached.get(**other).is_some_and(|all| all.contains(file));
        knots.push(forth.iter().filter(back).copied().collect());
    }
    knots
}

/// All files that a file reaches; the file itself only if it is in a circle.
fn reachable<'a>(graph: &Graph<'a>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for next in graph.get(file).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(next);
            }
        }
    }
    reached
}

/// The shortest chain of files from one to another, with both of them.
fn shortest<'a>(graph: &Graph<'a>, from: &'a str, to: &str) -> Option<Vec<&'a str>> {
    let mut chains = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::from([from]);
    while let Some(chain) = chains.pop_front() {
        let last = chain.last()?;
        if *last == to {
            return Some(chain);
        }
        for next in graph.get(last).into_iter().flatten() {
            if seen.insert(*next) {
                chains.push_back([&chain[..], &[*next]].concat());
            }
        }
    }
    None
}
