//! The route table of `src/api/mod.rs` as the compiler reads it, and what its handlers take.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;
use syn::{Expr, FnArg, Type};

/// The routes below `/api/v1`, each with its handler's path: `GET /me` → `auth::me`.
pub fn routes() -> BTreeMap<String, String> {
    let file = parse(&api().join("mod.rs"));
    let mut found = Routes::default();
    for item in &file.items {
        // Health stands outside of `/api/v1`.
        if let syn::Item::Fn(function) = item
            && function.sig.ident != "health"
        {
            found.visit_item_fn(function);
        }
    }
    found.0
}

/// What a handler takes: the last word of each argument's type.
pub fn arguments(handler: &str) -> Vec<String> {
    let (module, name) = handler.rsplit_once("::").unwrap_or(("mod", handler));
    let module = module.rsplit("::").next().unwrap_or(module);
    let mut files = Vec::new();
    collect(&api(), module, &mut files);
    let functions = files.iter().flat_map(|file| parse(file).items).filter_map(|item| match item {
        syn::Item::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    });
    let found: Vec<_> = functions.collect();
    let [function] = found.as_slice() else { panic!("{} of {handler}", found.len()) };
    let word = |argument: &FnArg| match argument {
        FnArg::Typed(typed) => match &*typed.ty {
            Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    };
    function.sig.inputs.iter().filter_map(word).collect()
}

fn api() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api")
}

fn parse(file: &Path) -> syn::File {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{file:?}: {error}"))
}

/// The files of modules of that name: `name.rs` and `name/mod.rs`.
fn collect(folder: &Path, module: &str, files: &mut Vec<PathBuf>) {
    let here = [folder.join(format!("{module}.rs"))];
    files.extend(here.into_iter().filter(|file| file.exists()));
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name == module) {
                files.extend([path.join("mod.rs")].into_iter().filter(|file| file.exists()));
            }
            collect(&path, module, files);
        }
    }
}

#[derive(Default)]
struct Routes(BTreeMap<String, String>);

impl<'ast> Visit<'ast> for Routes {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "route"
            && let Some(path) = path_of(&call.receiver)
        {
            let (method, handler) = call.args.first().and_then(method_and_handler).expect("get(…)");
            let twice = self.0.insert(format!("{method} {path}"), handler);
            assert_eq!(twice, None, "{method} {path} comes twice");
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

/// The path of `at("…").route(…)…`.
fn path_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::MethodCall(call) => path_of(&call.receiver),
        Expr::Call(call) => match (&*call.func, call.args.first()?) {
            (Expr::Path(function), Expr::Lit(literal)) if function.path.is_ident("at") => {
                match &literal.lit {
                    syn::Lit::Str(text) => Some(text.value()),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// The parts of `get(auth::me)`.
fn method_and_handler(expression: &Expr) -> Option<(String, String)> {
    let Expr::Call(method) = expression else { return None };
    let Expr::Path(handler) = method.args.first()? else { return None };
    let words: Vec<_> = handler.path.segments.iter().map(|word| word.ident.to_string()).collect();
    let Expr::Path(method) = &*method.func else { return None };
    let method = method.path.get_ident()?.to_string().to_uppercase();
    Some((method, words.join("::")))
}
