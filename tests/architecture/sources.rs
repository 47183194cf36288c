//! The sources of this repository, and what stands in them.

use std::fmt;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// What is wrong, and where.
#[derive(Clone)]
pub struct Violation {
    pub file: String,
    pub line: usize,
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A source file, parsed.
pub struct Source {
    /// Its path from the root of the repository.
    pub file: String,
    pub text: String,
    pub ast: syn::File,
    /// Whether it is a module for tests only.
    is_for_tests: bool,
}

impl Source {
    pub fn parse(file: &str, text: &str) -> Self {
        let ast = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        Self { file: file.to_owned(), text: text.to_owned(), ast, is_for_tests: false }
    }

    /// Its module, from the root of the crate.
    pub fn module(&self) -> Vec<String> {
        let path = self.file.trim_start_matches("src/").trim_end_matches(".rs");
        let path = path.trim_end_matches("/mod");
        let root = matches!(path, "lib" | "main");
        if root { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
    }

    pub fn room(&self) -> Option<String> {
        self.module().into_iter().next()
    }

    pub fn is_in(&self, rooms: &[&str]) -> bool {
        self.room().is_some_and(|room| rooms.contains(&room.as_str()))
    }

    pub fn violation(&self, line: usize, what: impl Into<String>) -> Violation {
        Violation { file: self.file.clone(), line, what: what.into() }
    }

    /// All paths that it names, from the root of their crate.
    pub fn paths(&self) -> Vec<Named> {
        let mut paths = Paths { module: self.module(), named: Vec::new() };
        paths.visit_file(&self.ast);
        paths.named
    }

    /// Where one of those sequences of tokens stands.
    pub fn naming(&self, sequences: &[&[&str]]) -> Vec<Violation> {
        let tokens = tokens(self.text.parse().unwrap());
        let starts = (0..tokens.len()).filter_map(|at| tokens.get(at..));
        let found = |rest: &[Token]| {
            let fits = |sequence: &&&[&str]| {
                sequence.len() <= rest.len() && sequence.iter().zip(rest).all(|(a, (b, _))| a == b)
            };
            let sequence = sequences.iter().find(fits)?;
            let line = rest.first()?.1.start().line;
            Some(self.violation(line, format!("`{}`", sequence.concat())))
        };
        starts.filter_map(found).collect()
    }

    /// Those of `violations` that are not in code for tests.
    pub fn outside_tests(&self, violations: Vec<Violation>) -> Vec<Violation> {
        let tests = self.test_code().lines;
        let outside =
            |v: &Violation| !self.is_for_tests && !tests.iter().any(|t| t.contains(&v.line));
        violations.into_iter().filter(outside).collect()
    }

    fn test_code(&self) -> TestCode {
        let mut tests = TestCode::default();
        tests.visit_file(&self.ast);
        tests
    }
}

/// A path and where it stands.
pub struct Named {
    pub line: usize,
    pub segments: Vec<String>,
}

impl Named {
    pub fn path(&self) -> String {
        self.segments.join("::")
    }

    /// Whether it is `path` or in it, or takes in all that is around it.
    pub fn reaches(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.split("::").collect();
        let glob = |(own, wanted): (&String, &&str)| own == wanted || own == "*";
        let whole = self.segments.len() >= wanted.len()
            || self.segments.last().is_some_and(|last| last == "*");
        whole && self.segments.iter().zip(&wanted).all(glob)
    }
}

/// Finds the paths of a file, those in macros too.
struct Paths {
    module: Vec<String>,
    named: Vec<Named>,
}

impl Paths {
    /// Takes a path, from the root of its crate.
    fn name(&mut self, span: Span, segments: &[String]) {
        let mut module = self.module.clone();
        let mut rest = segments;
        let mut of_crate = rest.first().is_some_and(|first| first == "crate" || first == "saathi");
        if of_crate {
            module.clear();
            rest = &rest[1..];
        }
        while let Some(first @ ("self" | "super")) = rest.first().map(String::as_str) {
            of_crate = true;
            if first == "super" {
                module.pop();
            }
            rest = &rest[1..];
        }
        let root = if of_crate { vec!["crate".to_owned()] } else { Vec::new() };
        let module = if of_crate { module } else { Vec::new() };
        let segments = [root, module, rest.to_vec()].concat();
        self.named.push(Named { line: span.start().line, segments });
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) if name.ident == "self" => self.name(tree.span(), before),
            syn::UseTree::Name(name) => self.name(tree.span(), &with(&name.ident)),
            syn::UseTree::Rename(rename) => self.name(tree.span(), &with(&rename.ident)),
            syn::UseTree::Glob(_) => self.name(tree.span(), &[before, &["*".to_owned()]].concat()),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.use_tree(tree, before));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.name(path.span(), &segments);
        visit::visit_path(self, path);
    }

    /// A macro's text is not parsed: its paths are names with two colons between them.
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        visit::visit_macro(self, item);
        let tokens = tokens(item.tokens.clone());
        let mut at = 0;
        while let Some((first, span)) = tokens.get(at) {
            let mut path = vec![first.clone()];
            while let Some([(":", _), (":", _), (next, _)]) = triple(&tokens, at + 1) {
                path.push(next.to_owned());
                at += 3;
            }
            if path.len() > 1 {
                self.name(*span, &path);
            }
            at += 1;
        }
    }
}

/// Code that is compiled for tests only.
#[derive(Default)]
struct TestCode {
    lines: Vec<RangeInclusive<usize>>,
    /// Modules whose files stand elsewhere.
    modules: Vec<String>,
}

impl<'ast> Visit<'ast> for TestCode {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (syn::Item::Mod(syn::ItemMod { attrs, .. }) | syn::Item::Fn(syn::ItemFn { attrs, .. })) =
            item
        else {
            return visit::visit_item(self, item);
        };
        let is_test = |attribute: &syn::Attribute| match &attribute.meta {
            syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
            _ => false,
        };
        if attrs.iter().any(is_test) {
            self.lines.push(item.span().start().line..=item.span().end().line);
            if let syn::Item::Mod(syn::ItemMod { ident, content: None, .. }) = item {
                self.modules.push(ident.to_string());
            }
        } else {
            visit::visit_item(self, item);
        }
    }
}

/// Each function's name, first line and number of lines.
pub struct Functions(pub Vec<(String, usize, usize)>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.span().start().line, block.span().end().line);
        self.0.push((signature.ident.to_string(), first, last - first + 1));
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.add(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

type Token = (String, Span);

/// All tokens, one behind the other; of a group, its opening bracket and what is in it.
fn tokens(stream: TokenStream) -> Vec<Token> {
    let mut all = Vec::new();
    for token in stream {
        let span = token.span();
        match token {
            TokenTree::Group(group) => {
                let open = group.span_open().source_text().unwrap_or_default();
                all.push((open, group.span_open()));
                all.extend(tokens(group.stream()));
            }
            TokenTree::Literal(_) => all.push(("literal".to_owned(), span)),
            other => all.push((other.to_string(), span)),
        }
    }
    all
}

fn triple(tokens: &[Token], at: usize) -> Option<[(&str, Span); 3]> {
    let [a, b, c] = tokens.get(at..at + 3)? else { return None };
    Some([a, b, c].map(|(text, span)| (text.as_str(), *span)))
}

/// The Rust files in those folders.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let rust = texts(folders).into_iter().filter(|(file, _)| file.ends_with(".rs"));
    let mut all: Vec<Source> = rust.map(|(file, text)| Source::parse(&file, &text)).collect();
    let of_tests = |source: &Source| {
        let within = |name: String| [source.module(), vec![name]].concat();
        source.test_code().modules.into_iter().map(within).collect::<Vec<_>>()
    };
    let tests: Vec<Vec<String>> = all.iter().flat_map(of_tests).collect();
    for source in &mut all {
        let module = source.module();
        source.is_for_tests = tests.iter().any(|test| module.starts_with(test));
    }
    all
}

/// The text files there, by their path from the root; a folder that is not there has none.
pub fn texts(roots: &[&str]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut paths: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
    while let Some(path) = paths.pop() {
        let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(&path);
        if full.is_dir() {
            let entries = fs::read_dir(full).unwrap().map(|entry| entry.unwrap().file_name());
            // What npm has installed for the browser's tests is not ours.
            let own = entries.filter(|name| name != "node_modules");
            paths.extend(own.map(|name| format!("{path}/{}", name.to_str().unwrap())));
        } else if let Ok(text) = fs::read_to_string(full) {
            all.push((path, text));
        }
    }
    all.sort();
    all
}
