package myelin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import org.jspecify.annotations.Nullable;

/// A client of `/_synapse/admin/v1/register`, where whoever knows the shared secret makes accounts.
final class SharedSecretRegistration {
    private static final String PATH = "/_synapse/admin/v1/register";
    private static final int TIMEOUT_MS = 30_000;

    private final URI address;
    private final String secret;

    /// @param server for example `http://localhost:8008`
    SharedSecretRegistration(String server, String secret) {
        try {
            this.address = URI.create(server.replaceAll("/+$", "") + PATH);
            address.toURL();
        } catch (IllegalArgumentException | IOException _) {
            throw new CommandFailed("\"" + server + "\" is no address of a server.");
        }
        this.secret = secret;
    }

    /// A new account.
    record Account(String user, String password, boolean admin, @Nullable String userType) {}

    /// What came of it.
    sealed interface Result {}

    /// There is a new account, with this id.
    record Registered(String userId) implements Result {}

    /// There is such an account already.
    record Exists() implements Result {}

    private record Answer(int status, JsonObject body) {}

    /// Makes the account.
    ///
    /// @throws CommandFailed when the server cannot be reached or refuses
    Result register(Account account) {
        Answer nonce = call("GET", null);
        Answer answer = call("POST", request(account, value(nonce, "nonce")));
        if (answer.body.string("errcode").filter("M_USER_IN_USE"::equals).isPresent()) {
            return new Exists();
        }
        return new Registered(value(answer, "user_id"));
    }

    private static String value(Answer answer, String key) {
        return answer.body
                .string(key)
                .filter(_ -> answer.status == HttpURLConnection.HTTP_OK)
                .orElseThrow(() ->
                        new CommandFailed(
                                "The server answered "
                                        + answer.status
                                        + ": "
                                        + answer.body.string("error").orElse("no reason given")));
    }

    /// Wants no access token: nobody would know it, and its device would stand in the user's list for ever.
    private JsonObject request(Account account, String nonce) {
        return JsonObject.builder()
                .put("nonce", nonce)
                .put("username", account.user)
                .put("password", account.password)
                .put("admin", account.admin)
                .putIfPresent("user_type", account.userType)
                .put("inhibit_login", true)
                .put("mac", mac(account, nonce))
                .build();
    }

    /// HMAC-SHA1 over the parts with a zero byte between, in hexadecimal.
    private String mac(Account account, String nonce) {
        String text =
                Stream.of(
                                nonce,
                                account.user,
                                account.password,
                                account.admin ? "admin" : "notadmin",
                                account.userType == null ? "" : account.userType)
                        .limit(account.userType == null ? 4 : 5)
                        .collect(Collectors.joining("\0"));
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer call(String method, @Nullable JsonObject body) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setRequestMethod(method);
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.toString().getBytes(UTF_8));
                }
            }
            return new Answer(connection.getResponseCode(), body(connection));
        } catch (IOException e) {
            throw new CommandFailed(
                    "The server at "
                            + address.getScheme()
                            + "://"
                            + address.getAuthority()
                            + " cannot be reached: "
                            + e.getMessage());
        }
    }

    private static JsonObject body(HttpURLConnection connection) throws IOException {
        boolean good = connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST;
        try (InputStream in = good ? connection.getInputStream() : connection.getErrorStream()) {
            return in == null ? JsonObject.EMPTY : JsonParser.object(in.readAllBytes());
        } catch (NotJson _) {
            return JsonObject.EMPTY;
        }
    }
}
