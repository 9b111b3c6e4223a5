package myelin.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A client that believes in every certificate.
public final class TrustingClient {

    private TrustingClient() {}

    static HttpClient make() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return HttpClient.newBuilder().sslContext(context).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For whom the certificate is that a new connection gets to see: `CN=one.example`.
    public static String certificateName(URI https) throws IOException, InterruptedException {
        try (HttpClient client = make()) {
            return ((X509Certificate)
                            client.send(
                                            HttpRequest.newBuilder(https).build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .sslSession()
                                    .orElseThrow()
                                    .getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static final class TrustEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
