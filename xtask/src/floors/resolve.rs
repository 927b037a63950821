//! Resolves paths: through `crate`, `self` and `super`, through names bound by `use`, and through
//! re-exports to the module that defines the item.

use std::collections::HashMap;

use super::imports::{Module, ModulePath};

/// Maximum length of a chain of names for other names; it ends the search in a circle of names.
const LONGEST_CHAIN: usize = 16;

/// The modules of a crate, found by their paths.
pub(super) struct Resolver<'a> {
    modules: HashMap<&'a [String], &'a Module>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(modules: &'a [Module]) -> Self {
        let modules = modules.iter().map(|module| (&module.path[..], module));
        Self {
            modules: modules.collect(),
        }
    }

    /// The modules that a path uses: those whose re-exports it goes through, and the one that
    /// defines the item. Empty for a path that leads out of the crate.
    ///
    /// Re-exports in the crate's root do not count: they are only names for items elsewhere.
    pub(super) fn homes(&self, from: &Module, path: &[String]) -> Vec<&'a Module> {
        let mut homes = Vec::new();
        let Some(mut path) = self.absolute(from, path, LONGEST_CHAIN) else {
            return homes;
        };
        for _ in 0..LONGEST_CHAIN {
            let Some((module, rest)) = self.descend(&path) else {
                break;
            };
            let next = rest.first().and_then(|name| {
                let target = self.re_exported(module, name)?;
                Some([&target[..], &rest[1..]].concat())
            });
            if next.is_none() || !module.path.is_empty() {
                homes.push(module);
            }
            match next {
                Some(next) => path = next,
                None => break,
            }
        }
        homes
    }

    /// The path from the crate's root for a path written in a module.
    fn absolute(&self, from: &Module, path: &[String], chain: usize) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        let mut base = from.path.clone();
        match &first[..] {
            "crate" => return Some(rest.to_vec()),
            "self" => {}
            "super" => {
                base.pop()?;
            }
            name => {
                return self
                    .found(from, name, chain)
                    .map(|found| [&found[..], rest].concat());
            }
        }
        let mut rest = rest;
        while let Some(("super", after)) =
            rest.split_first().map(|(name, after)| (&name[..], after))
        {
            base.pop()?;
            rest = after;
        }
        Some([&base[..], rest].concat())
    }

    /// The meaning of a single name in a module: a child module, or the path bound by `use`.
    fn found(&self, from: &Module, name: &str, chain: usize) -> Option<ModulePath> {
        let chain = chain.checked_sub(1)?;
        let child = [&from.path[..], &[name.to_owned()]].concat();
        if self.modules.contains_key(&child[..]) {
            return Some(child);
        }
        if let Some(bound) = from.bound.get(name) {
            return self.absolute(from, bound, chain);
        }
        from.globs.iter().find_map(|glob| {
            let glob = self.absolute(from, glob, chain)?;
            let module = self.modules.get(&glob[..])?;
            if module.items.contains(name) {
                return Some([&glob[..], &[name.to_owned()]].concat());
            }
            self.found(module, name, chain)
        })
    }

    /// The path of a name that a module does not define itself, but re-exports.
    fn re_exported(&self, module: &Module, name: &str) -> Option<ModulePath> {
        if module.items.contains(name) {
            return None;
        }
        self.found(module, name, LONGEST_CHAIN)
    }

    /// The innermost module on a path, and the rest of the path.
    fn descend<'p>(&self, path: &'p [String]) -> Option<(&'a Module, &'p [String])> {
        (0..=path.len()).rev().find_map(|length| {
            let (module, rest) = path.split_at(length);
            Some((*self.modules.get(module)?, rest))
        })
    }
}
