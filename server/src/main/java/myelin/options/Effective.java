package myelin.options;

/// An option and the value it has.
///
/// @param path the option
/// @param value as JSON, which is YAML, too; a secret is hidden
/// @param origin file and line, or `default`
public record Effective(String path, String value, String origin) {}
