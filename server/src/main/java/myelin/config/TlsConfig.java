package myelin.config;

import java.nio.file.Path;

/// The certificate of listeners with `tls: true`. Both files are PEM, and are read again on SIGHUP.
///
/// @param certificate the certificate and those between it and its root (`tls_certificate_path`)
/// @param privateKey its private key, not encrypted (`tls_private_key_path`)
public record TlsConfig(Path certificate, Path privateKey) {}
