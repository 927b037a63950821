//! Reads a file: its modules, the items that they define, and all paths that they use.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, Meta, UseTree, VisRestricted};

/// A path from the crate's root; the root itself is the empty path.
pub(super) type ModulePath = Vec<String>;

/// A module: a file, or an inline part of one.
#[derive(Default)]
pub(super) struct Module {
    pub(super) path: ModulePath,
    /// The path of the file in `src`.
    pub(super) file: String,
    /// The names of the items defined here.
    pub(super) items: HashSet<String>,
    /// The names that `use` binds here, each with its path as written.
    pub(super) bound: HashMap<String, Vec<String>>,
    /// The paths before `::*`, as written.
    pub(super) globs: Vec<Vec<String>>,
    /// All paths used here, as written: in `use`, in code, in macros.
    pub(super) paths: Vec<Vec<String>>,
}

/// Reads the modules of a file.
pub(super) fn read(file: &str, text: &str) -> syn::Result<Vec<Module>> {
    let mut reader = Reader {
        modules: vec![Module {
            path: module_path(file),
            file: file.to_owned(),
            ..Module::default()
        }],
        at: 0,
    };
    reader.visit_file(&syn::parse_file(text)?);
    Ok(reader.modules)
}

/// The module path of a file in `src`: `foo/bar.rs` is `foo::bar`.
pub(super) fn module_path(file: &str) -> ModulePath {
    let path = Path::new(file).with_extension("");
    let names = path.iter().map(|name| name.to_string_lossy().into_owned());
    let names: ModulePath = names.collect();
    match names.first().map(String::as_str) {
        Some("lib" | "main") if names.len() == 1 => Vec::new(),
        _ => names,
    }
}

struct Reader {
    modules: Vec<Module>,
    /// The index of the module that is being read.
    at: usize,
}

impl Reader {
    fn module(&mut self) -> &mut Module {
        &mut self.modules[self.at]
    }

    /// Collects the paths of a `use`, and the names that it binds.
    fn bind(&mut self, mut path: Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.bind(path, &inner.tree);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.bind(path.clone(), tree);
                }
            }
            UseTree::Glob(_) => {
                self.module().globs.push(path.clone());
                self.module().paths.push(path);
            }
            UseTree::Name(name) => self.bind_as(path, &name.ident, &name.ident),
            UseTree::Rename(name) => self.bind_as(path, &name.ident, &name.rename),
        }
    }

    fn bind_as(&mut self, mut path: Vec<String>, ident: &syn::Ident, name: &syn::Ident) {
        let mut name = name.to_string();
        if ident != "self" || path.is_empty() {
            path.push(ident.to_string());
        } else if name == "self" {
            // `use a::b::{self}` binds `b`.
            name = path.last().cloned().unwrap_or_default();
        }
        self.module().bound.insert(name, path.clone());
        self.module().paths.push(path);
    }

    /// Collects the paths in unparsed tokens: in a macro call, in an attribute.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(one)) if one.as_char() == ':');
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.scan(group.stream()),
                TokenTree::Literal(literal) => self.scan_text(&literal.to_string()),
                TokenTree::Ident(first) => {
                    let mut path = vec![first.to_string()];
                    while is_colon(at + 1)
                        && is_colon(at + 2)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if path.len() > 1 {
                        self.module().paths.push(path);
                    }
                }
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }

    /// Collects the path in a text such as `#[serde(with = "crate::texts")]`.
    fn scan_text(&mut self, literal: &str) {
        let path = literal.trim_matches('"');
        if ["crate::", "self::", "super::"]
            .iter()
            .any(|begin| path.starts_with(begin))
        {
            let path = path.split("::").map(str::to_owned).collect();
            self.module().paths.push(path);
        }
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Macro(item) => item.ident.as_ref(),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::TraitAlias(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        if let Some(name) = name {
            let name = name.to_string();
            self.module().items.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        if item.content.is_none() {
            return visit::visit_item_mod(self, item);
        }
        let (outer, own) = (self.at, self.module());
        let inner = Module {
            path: [&own.path[..], &[item.ident.to_string()]].concat(),
            file: own.file.clone(),
            ..Module::default()
        };
        self.at = self.modules.len();
        self.modules.push(inner);
        visit::visit_item_mod(self, item);
        self.at = outer;
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        if item.leading_colon.is_none() {
            self.bind(Vec::new(), &item.tree);
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names = path.segments.iter().map(|one| one.ident.to_string());
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let names = names.collect();
            self.module().paths.push(names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &Macro) {
        visit::visit_macro(self, call);
        self.scan(call.tokens.clone());
    }

    /// Documentation may name any module, so its attributes are skipped.
    fn visit_attribute(&mut self, attribute: &Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.scan(list.tokens.clone());
        }
    }

    /// `pub(in crate::web)` limits visibility, and imports nothing.
    fn visit_vis_restricted(&mut self, _: &VisRestricted) {}
}
