//! Compiles again when a migration changes: the macro that embeds them is not seen to read them.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
