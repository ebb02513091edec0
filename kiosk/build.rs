//! Compiles the screens, with the shared look as the library `@shared` and the translations built in.

use std::collections::HashMap;
use std::path::Path;

fn main() {
    // A change of any of these makes the screens anew; the compiler itself names the .slint files.
    println!("cargo:rerun-if-changed=lang");
    let shared_ui = Path::new("../shared/ui");
    let config = slint_build::CompilerConfiguration::new()
        .with_library_paths(HashMap::from([("shared".to_owned(), shared_ui.to_owned())]))
        .with_bundled_translations("lang")
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .with_style("fluent-light".to_owned())
        // Tests and the demonstration find things by their names, so they are in every build.
        .with_debug_info(true);
    if let Err(error) = slint_build::compile_with_config("ui/app.slint", config) {
        println!("cargo:warning=the screens could not be compiled");
        eprintln!("{error}");
        std::process::exit(1);
    }
}
