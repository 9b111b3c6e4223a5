package myelin;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.core.json.JsonObject;
import myelin.http.Response;

/// What tests expect of answers.
public final class Answers {

    private Answers() {}

    /// The body of a 200.
    public static JsonObject ok(Response response) {
        assertThat(response.status()).as("%s", response.json()).isEqualTo(200);
        return response.json();
    }

    /// Requires an error of this status and code.
    public static void assertError(Response response, int status, String errcode) {
        assertThat(response.status() + " " + response.json().string("errcode").orElse(""))
                .as("%s", response.json())
                .isEqualTo(status + " " + errcode);
    }
}
