package myelin.web;

import static myelin.web.TestListener.secure;
import static myelin.web.TestListener.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import myelin.config.TlsConfig;
import myelin.core.json.JsonObject;
import myelin.http.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

    @TempDir private Path folder;

    @Test
    void tlsSpeaksHttp2() throws Exception {
        TlsConfig tls = TestCertificate.write(folder, "EC", "one.example");
        try (HttpServer server =
                        started(
                                secure(),
                                tls,
                                Route.get("/a/{x}").to(r -> JsonObject.of("x", r.path("x"))));
                HttpClient client = trusting()) {
            HttpResponse<String> answer =
                    client.send(
                            httpsGet(server, "/a/%21b%2Fc"), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("{\"x\":\"!b/c\"}");
        }
    }

    @Test
    void aReloadedCertificateIsServedToNewConnections() throws Exception {
        TlsConfig tls = TestCertificate.write(folder, "EC", "one.example");
        try (HttpServer server =
                started(secure(), tls, Route.get("/a").to(r -> JsonObject.EMPTY))) {
            assertThat(certificateName(server)).isEqualTo("CN=one.example");

            TestCertificate.write(folder, "RSA", "two.example");
            server.reloadCertificates();

            assertThat(certificateName(server)).isEqualTo("CN=two.example");
        }
    }

    @Test
    void aBrokenCertificateLeavesTheOldOneInPlace() throws Exception {
        TlsConfig tls = TestCertificate.write(folder, "EC", "one.example");
        try (HttpServer server =
                started(secure(), tls, Route.get("/a").to(r -> JsonObject.EMPTY))) {
            Files.writeString(tls.certificate(), "nonsense");

            assertThatThrownBy(server::reloadCertificates)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("tls.crt");
            assertThat(certificateName(server)).isEqualTo("CN=one.example");
        }
    }

    private static HttpRequest httpsGet(HttpServer server, String path) {
        return HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + server.ports().getFirst() + path))
                .build();
    }

    private static String certificateName(HttpServer server) throws Exception {
        try (HttpClient client = trusting()) {
            return ((X509Certificate)
                            client.send(
                                            httpsGet(server, "/a"),
                                            HttpResponse.BodyHandlers.discarding())
                                    .sslSession()
                                    .orElseThrow()
                                    .getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static HttpClient trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustEverybody()}, null);
        return HttpClient.newBuilder().sslContext(context).build();
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
