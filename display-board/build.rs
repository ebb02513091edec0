//! Compiles the screens with their fonts and translations into the program.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Element queries of the tests need the debug info, and so does the remote control of the `mcp` feature.
    let with_debug_info = std::env::var_os("CARGO_FEATURE_MCP").is_some()
        || std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let config = slint_build::CompilerConfiguration::new()
        .with_bundled_translations("lang")
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .with_debug_info(with_debug_info);
    slint_build::compile_with_config("ui/app.slint", config)?;
    println!("cargo::rerun-if-changed=lang");
    Ok(())
}
