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
                HttpClient client = TrustingClient.make()) {
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
        return TrustingClient.certificateName(httpsGet(server, "/a").uri());
    }
}
