//! Where a path leads: through `crate`, `self` and `super`, through names that `use` has bound, and
//! through re-exports to the module that defines what is named.

use std::collections::HashMap;

use super::imports::{Module, ModulePath};

/// Names that stand for other names: more than any real chain, so that a circle of them ends.
const LONGEST_CHAIN: usize = 16;

/// The modules of a crate, to be found by their paths.
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

    /// The modules that a path names: those that it goes through by a re-export, and at the end the
    /// one that defines what is named. Nothing for a path that leads out of the crate.
    ///
    /// A re-export at the crate's root is only a name: what counts is where it leads.
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

    /// A path from the crate's root on, of one as it is written in a module.
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

    /// What a plain name stands for in a module: a child of it, or what `use` has bound.
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

    /// What a name of a module stands for, if the module itself does not define it.
    fn re_exported(&self, module: &Module, name: &str) -> Option<ModulePath> {
        if module.items.contains(name) {
            return None;
        }
        self.found(module, name, LONGEST_CHAIN)
    }

    /// The innermost module on a path, and what is left of the path.
    fn descend<'p>(&self, path: &'p [String]) -> Option<(&'a Module, &'p [String])> {
        (0..=path.len()).rev().find_map(|length| {
            let (module, rest) = path.split_at(length);
            Some((*self.modules.get(module)?, rest))
        })
    }
}
