//! TLS of the headless device: rustls with ring, and the certificates that this
//! machine trusts, so that a district's own authority is trusted where its machines do.

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::error::{Failure, Outcome};

/// The certificates that this machine trusts.
pub(crate) struct Trust(Vec<CertificateDer<'static>>);

impl Trust {
    /// Reads them from the system, or from the file that `SSL_CERT_FILE` names.
    ///
    /// # Errors
    /// There are none.
    pub(crate) fn of_this_machine() -> Outcome<Self> {
        let found = rustls_native_certs::load_native_certs();
        if found.certs.is_empty() {
            let why = found.errors.first().map(ToString::to_string);
            return Err(Failure::new(format_args!(
                "this machine trusts no certificate authority ({}): install ca-certificates, \
                 or name a file of certificates in SSL_CERT_FILE",
                why.as_deref().unwrap_or("none was found")
            )));
        }
        Ok(Self(found.certs))
    }

    /// For HTTP.
    pub(crate) fn http(&self) -> TlsConfig {
        let roots: Vec<_> = self
            .0
            .iter()
            .map(|cert| Certificate::from_der(cert))
            .collect();
        let owned: Vec<_> = roots.iter().map(Certificate::to_owned).collect();
        TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&owned))
            .unversioned_rustls_crypto_provider(provider())
            .build()
    }

    /// For WebSocket.
    ///
    /// # Errors
    /// The library refuses its own provider.
    pub(crate) fn socket(&self) -> Outcome<Arc<ClientConfig>> {
        let mut roots = RootCertStore::empty();
        // What it cannot read it cannot trust; the rest still counts.
        roots.add_parsable_certificates(self.0.iter().cloned());
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(Failure::new)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
